"""Where does it happen? A centre's facilities and their rooms; a hall has halves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.languages import Named


class Facility(models.Model):
    """One of the seven standard facilities of a centre."""

    class Kind(models.TextChoices):
        WORKSTATION = "workstation", _("Community workstation")
        CLUB = "club", _("People's club")
        SENIOR = "senior", _("Senior living hall")
        CHILDREN = "children", _("Children's sunshine bar")
        HEALTH = "health", _("Health service station")
        LIBRARY = "library", _("Neighbourhood library")
        SPORTS = "sports", _("Neighbourhood culture and sports station")

    centre = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="facilities",
        limit_choices_to={"kind": "centre"},
        verbose_name=_("centre"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)

    class Meta:
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        constraints = [models.UniqueConstraint(fields=["centre", "kind"], name="one_facility_of_a_kind")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Room(Named):
    """A space one can book. ``parent`` is the hall whose half it is; buffers are kept in the diary."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="rooms", verbose_name=_("facility"))
    code = models.SlugField(_("code"), max_length=40)
    capacity = models.PositiveIntegerField(_("how many people it holds"))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    is_wheelchair_accessible = models.BooleanField(_("accessible by wheelchair"), default=True)
    equipment = models.CharField(_("equipment"), max_length=200, blank=True)
    diary = models.OneToOneField("timetable.Diary", on_delete=models.PROTECT, related_name="room")

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["facility", "name"]
        constraints = [models.UniqueConstraint(fields=["facility", "code"], name="one_room_code_a_facility")]
