"""Which papers belong to a case beside the answers? Letters, minutes, signed copies; private, like all its files."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """A file laid into a case; the applicant sees it when it is shared."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="documents")
    file = models.OneToOneField("questions.AnswerFile", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("what it is"), max_length=80)
    is_shared = models.BooleanField(_("the applicant may read it"), default=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("document of a case")
        verbose_name_plural = _("documents of cases")
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.title
