"""What does a base fill in of a placement? The agreement, an extension, the log, a mentor, a word on a report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incubator.models import Appointment, LogEntry
from organisations.models import Organisation, Room

DAY = {"type": "date"}


class DayField(forms.DateField):
    """A day, chosen by the browser's own calendar."""

    widget = forms.DateInput(attrs=DAY, format="%Y-%m-%d")


class SignForm(forms.Form):
    """What the agreement says, with its signed copy."""

    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"))
    room = forms.ModelChoiceField(
        label=_("A room of its own"),
        queryset=Room.objects.none(),
        required=False,
        help_text=_("It stands in the room's timetable until the last day; nobody else can book it."),
    )
    premises = forms.CharField(
        label=_("Room or desk"),
        max_length=200,
        required=False,
        help_text=_(
            "In words, such as a desk in a shared room. Needed where the track has a place and no room is chosen."
        ),
    )
    subsidy = forms.DecimalField(
        label=_("Subsidy in yuan"), min_value=0, max_digits=10, decimal_places=2, required=False
    )
    terms = forms.CharField(
        label=_("What else was agreed"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    paper = forms.FileField(label=_("Signed copy"), help_text=_("PDF or pictures, up to 20 MB."))

    def __init__(self, *args: Any, rooms: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = rooms
        self.fields["room"].label_from_instance = _room
        if not rooms.exists():
            del self.fields["room"]


def _room(room: Room) -> str:
    return f"{room.facility.centre.local_name} · {room.local_name}"


class ExtendForm(forms.Form):
    """Until when, and why."""

    until = DayField(label=_("New last day"))
    reason = forms.CharField(label=_("Why"), max_length=500)


class LogForm(forms.Form):
    """What was given or seen."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in LogEntry.Kind if kind != LogEntry.Kind.EXTENSION],
    )
    on = DayField(label=_("Day"))
    words = forms.CharField(label=_("What"), max_length=500)
    hours = forms.DecimalField(label=_("Hours"), min_value=0, max_digits=6, decimal_places=1, required=False)
    amount = forms.DecimalField(label=_("Yuan"), min_value=0, max_digits=10, decimal_places=2, required=False)


class MentorForm(forms.Form):
    """Which mentor of the base."""

    appointment = forms.ModelChoiceField(label=_("Mentor"), queryset=Appointment.objects.none())

    def __init__(self, *args: Any, mentors: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["appointment"].queryset = mentors
        self.fields["appointment"].label_from_instance = _mentor


def _mentor(one: Appointment) -> str:
    name = one.who
    return f"{name} · {one.field_of_work}" if one.field_of_work else name


class MilestoneForm(forms.Form):
    """A further milestone, agreed on with one placement."""

    name = forms.CharField(label=_("What is to be shown"), max_length=60)
    due_on = DayField(label=_("By when"))


class NoteForm(forms.Form):
    """A word on a report."""

    note = forms.CharField(
        label=_("What has to be corrected, or a word of thanks"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ConnectForm(forms.Form):
    """Which organisation a team has become."""

    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())

    def __init__(self, *args: Any, theirs: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = theirs
        self.fields["organisation"].label_from_instance = lambda organisation: organisation.local_name
