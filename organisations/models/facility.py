"""Where does it happen? A centre's facilities and their rooms; a hall has halves."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.languages import Named
from portal.timetable.models import MOST_BUFFER_MINUTES


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


class Equipment(Named):
    """A word of the list of what a room can have: a projector, a piano, a sink."""

    class Meta:
        verbose_name = _("equipment")
        verbose_name_plural = _("equipment")
        ordering = ["name"]


class Room(Named):
    """A space one can book. ``parent`` is the hall whose half it is.

    ``opening_hours`` by weekday (see ``organisations.opening_hours``); none: those of its hall, or always open.
    """

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="rooms", verbose_name=_("facility"))
    code = models.SlugField(_("code"), max_length=40)
    capacity = models.PositiveIntegerField(_("how many people it holds"))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    is_step_free = models.BooleanField(_("step-free access"), default=True)
    has_lift = models.BooleanField(_("lift"), default=False)
    has_hearing_loop = models.BooleanField(_("hearing loop"), default=False)
    equipment = models.ManyToManyField(Equipment, blank=True, related_name="rooms", verbose_name=_("equipment"))
    opening_hours = models.JSONField(_("opening hours"), default=dict, blank=True)
    set_up_minutes = models.PositiveSmallIntegerField(
        _("minutes for setting up before"), default=0, validators=[MaxValueValidator(MOST_BUFFER_MINUTES)]
    )
    clear_up_minutes = models.PositiveSmallIntegerField(
        _("minutes for clearing up after"), default=0, validators=[MaxValueValidator(MOST_BUFFER_MINUTES)]
    )
    diary = models.OneToOneField("timetable.Diary", on_delete=models.PROTECT, related_name="room")

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["facility", "name"]
        constraints = [models.UniqueConstraint(fields=["facility", "code"], name="one_room_code_a_facility")]


class RoomPicture(models.Model):
    """A picture of a room, in the order in which its page shows them."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="pictures", verbose_name=_("room"))
    image = models.ForeignKey(
        "wagtailimages.Image", on_delete=models.CASCADE, related_name="+", verbose_name=_("picture")
    )
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["room", "place"]
        constraints = [models.UniqueConstraint(fields=["room", "image"], name="one_picture_once_a_room")]

    def __str__(self) -> str:
        return f"picture {self.image_id} of room {self.room_id}"
