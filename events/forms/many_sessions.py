"""What is said to change several sessions at once? By how much they move, or what people are told of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import widgets

from events.planning.many_sessions import CallOff, Deed, Move, Note
from organisations.forms.booking import RoomField
from organisations.models import Room

MOST_DAYS = 366


class DeedForm(forms.Form):
    """One act on all of the chosen sessions."""

    def __init__(self, *args: Any, rooms: Any, own_centres: Any = (), **kwargs: Any):
        super().__init__(*args, **kwargs)

    def deed(self) -> Deed:
        """Return what is to be done, as the operation takes it."""
        raise NotImplementedError


class MoveSessionsForm(DeedForm):
    """Where they move; what is left empty stays as it is."""

    days = forms.IntegerField(
        label=gettext_lazy("By how many days"),
        required=False,
        min_value=-MOST_DAYS,
        max_value=MOST_DAYS,
        help_text=gettext_lazy("7: a week later. -1: a day earlier. Empty: the same day."),
    )
    starts = forms.TimeField(
        label=gettext_lazy("New beginning"),
        required=False,
        widget=widgets.AdminTimeInput,
        help_text=gettext_lazy("Empty: the same hour. Each keeps its length."),
    )
    room = RoomField(
        Room.objects.none(),
        label=gettext_lazy("New room"),
        required=False,
        help_text=gettext_lazy("Empty: each stays in its room."),
    )

    def __init__(self, *args: Any, rooms: Any, own_centres: Any = (), **kwargs: Any):
        super().__init__(*args, rooms=rooms, **kwargs)
        self.fields["room"].own_centres = frozenset(own_centres)
        self.fields["room"].queryset = rooms

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not any(data.values()):
            raise forms.ValidationError(_("Please say what changes: the day, the hour or the room."))
        return data

    def deed(self) -> Move:
        data = self.cleaned_data
        return Move(data["days"] or 0, data["starts"], data["room"])


class NoteSessionsForm(DeedForm):
    """What the programme's page says of them."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=200,
        help_text=gettext_lazy("The programme's page shows it, and whoever signed up is told."),
    )
    note_en = forms.CharField(label=gettext_lazy("Note in English"), max_length=300, required=False)

    def deed(self) -> Note:
        return Note(self.cleaned_data["note"], self.cleaned_data["note_en"])


class CallOffSessionsForm(DeedForm):
    """Why they do not take place; people read it."""

    note = forms.CharField(label=gettext_lazy("Why, as people read it"), max_length=200)

    def deed(self) -> CallOff:
        return CallOff(self.cleaned_data["note"])
