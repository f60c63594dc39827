"""Under which headings is an organisation asked to report? Labels on programmes, beside their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.languages import Named


class ReportingLabel(Named):
    """A heading of reports (新时代文明实践, 党建 …). It is no part of a programme's words: nobody has to approve it."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    programmes = models.ManyToManyField(
        "events.ProgrammePage", blank=True, related_name="reporting_labels", verbose_name=_("programmes")
    )

    class Meta:
        verbose_name = _("reporting label")
        verbose_name_plural = _("reporting labels")
        ordering = ["position", "code"]
