"""Where do young organisations grow? The incubation bases: one core that many points lean on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.languages import Named, in_reader_language


class Base(Named):
    """An incubation base or point: whom it is for, what it leans on, and the organisation that runs it."""

    class Level(models.TextChoices):
        CORE = "core", _("core base")
        SPECIAL = "special", _("special base")
        SUBDISTRICT = "subdistrict", _("sub-district base")
        POINT = "point", _("point")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="points", verbose_name=_("leans on")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incubator_bases",
        verbose_name=_("run by"),
    )
    overseen_by = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="overseen_bases",
        verbose_name=_("overseen by"),
    )
    for_whom = models.CharField(_("for whom"), max_length=200, blank=True)
    for_whom_en = models.CharField(_("for whom, in English"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("incubation base")
        verbose_name_plural = _("incubation bases")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level="core", parent=None) | (~Q(level="core") & Q(parent__isnull=False)),
                name="a_core_alone_leans_on_nothing",
            ),
        ]

    @property
    def local_for_whom(self) -> str:
        return in_reader_language(self.for_whom, self.for_whom_en)
