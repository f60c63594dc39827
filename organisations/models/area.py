"""Where does somebody live? The tree of district, sub-district, residents' committee and estate."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.languages import Named


class AreaQuerySet(models.QuerySet):
    def estates(self) -> "AreaQuerySet":
        """Keep estates, the leaves of the tree."""
        return self.filter(level=Area.Level.ESTATE)

    def in_use(self) -> "AreaQuerySet":
        """Keep what is not retired."""
        return self.filter(retired_at=None)

    def below(self, area: "Area") -> "AreaQuerySet":
        """Keep the area and all that lies in it."""
        return self.filter(path__startswith=area.path)

    def served_by(self, centre_id: int) -> "AreaQuerySet":
        """Keep what a centre serves: itself named, or by its residents' committee."""
        return self.filter(models.Q(centre=centre_id) | models.Q(centre=None, parent__centre=centre_id))


class Area(Named):
    """A node of the tree; a retired one is chosen no more, and stays where it is.

    ``code`` never changes; ``path`` is the codes from the district down (``sip/lf/jt/``).
    """

    class Level(models.TextChoices):
        DISTRICT = "district", _("district")
        SUBDISTRICT = "subdistrict", _("sub-district")
        COMMITTEE = "committee", _("residents' committee")
        ESTATE = "estate", _("estate")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("lies in")
    )
    path = models.CharField(max_length=170, db_index=True, editable=False)
    centre = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="served_areas",
        verbose_name=_("served by"),
    )
    retired_at = models.DateTimeField(_("retired on"), null=True, blank=True, editable=False)
    household_count = models.PositiveIntegerField(_("households"), null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["path"]

    def save(self, *args, **kwargs) -> None:
        """Keep the path true to the parent."""
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        super().save(*args, **kwargs)
