"""What is asked to book a room, to answer a request, and to book last season's times again?"""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import widgets

from organisations.models import Booking, Organisation, Room
from organisations.permissions import Act, organisations_for
from organisations.room_clashes import RoomSlot


class ByCentre(forms.models.ModelChoiceIterator):
    """The rooms in groups of their centres; those of one's own centre first."""

    def __iter__(self) -> Any:
        yield ("", self.field.empty_label)
        groups: dict[str, list[Any]] = {}
        for room in self.queryset.select_related("facility__centre"):
            groups.setdefault(room.facility.centre.local_name, []).append(self.choice(room))
        first = self.field.own_centres
        yield from sorted(groups.items(), key=lambda group: (group[0] not in first, group[0]))


class RoomField(forms.ModelChoiceField):
    """A choice among rooms of several centres."""

    iterator = ByCentre
    own_centres: frozenset[str] = frozenset()

    def label_from_instance(self, room: Room) -> str:
        return f"{room.local_name} ({room.capacity})"


def rooms_to_ask_for() -> Any:
    """Return the rooms of the centres that are not suspended."""
    active = Organisation.objects.active().centres()
    return Room.objects.filter(facility__centre__in=active).order_by("facility__centre__name", "facility", "name")


class SlotForm(forms.Form):
    """A room and a time in it."""

    room = RoomField(Room.objects.none(), label=gettext_lazy("Room"))
    day = forms.DateField(label=gettext_lazy("Day"), widget=widgets.AdminDateInput)
    start = forms.TimeField(label=gettext_lazy("From"), widget=widgets.AdminTimeInput)
    end = forms.TimeField(label=gettext_lazy("To"), widget=widgets.AdminTimeInput)

    def __init__(self, *args: Any, own_centres: Any = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["room"].own_centres = frozenset(own_centres)
        self.fields["room"].queryset = rooms_to_ask_for()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("start") and data.get("end") and data["end"] <= data["start"]:
            self.add_error("end", _("The end is not after the start."))
        return data

    def slot(self) -> RoomSlot:
        data = self.cleaned_data
        return RoomSlot(_local(data["day"], data["start"]), _local(data["day"], data["end"]), data["room"])


class BookingForm(SlotForm):
    """For whom, what for, where and when; a reason where it is booked in spite of something."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Booked for"), empty_label=None
    )
    purpose = forms.CharField(label=gettext_lazy("What for"), max_length=100)
    attendance = forms.IntegerField(
        label=gettext_lazy("How many people come"), required=False, min_value=1, max_value=100_000
    )
    override = forms.CharField(
        label=gettext_lazy("Book in spite of this, because"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only for officers of the room's centre. The reason is kept with the booking."),
    )
    field_order = ["organisation", "purpose", "attendance", "room", "day", "start", "end", "override"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        mine = organisations_for(user, Act.WRITE).active()
        kwargs.setdefault("own_centres", [one.local_name for one in mine if one.kind == Organisation.Kind.CENTRE])
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = mine
        self.fields["organisation"].label_from_instance = lambda organisation: organisation.local_name


class ChangeForm(SlotForm):
    """Another time, another room, another purpose."""

    purpose = BookingForm.base_fields["purpose"]
    attendance = BookingForm.base_fields["attendance"]
    field_order = ["purpose", "attendance", "room", "day", "start", "end"]


class AnswerForm(forms.Form):
    """What whoever asked is told."""

    answer = forms.CharField(label=gettext_lazy("What they are told"), max_length=200, required=False)
    whole_series = forms.BooleanField(label=gettext_lazy("For all dates of this series"), required=False)


class CopyBookingsForm(forms.Form):
    """Which days of last season, and from when again."""

    first_on = forms.DateField(label=gettext_lazy("Bookings from"), widget=widgets.AdminDateInput)
    last_on = forms.DateField(label=gettext_lazy("Until"), widget=widgets.AdminDateInput)
    again_from = forms.DateField(
        label=gettext_lazy("The first of them again from"),
        widget=widgets.AdminDateInput,
        help_text=gettext_lazy("Weekdays stay: it counts whole weeks."),
    )


def initial_of(booking: Booking) -> dict[str, Any]:
    """Return what a form shows of a booking that is there."""
    start, end = timezone.localtime(booking.starts_at), timezone.localtime(booking.ends_at)
    words = {"purpose": booking.purpose, "attendance": booking.attendance, "room": booking.room_id}
    return {**words, "day": start.date(), "start": start.time(), "end": end.time()}


def _local(day: Any, at: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
