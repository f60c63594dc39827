"""What does an organiser say to plan an event? Places, rules, and the sessions with their rooms."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import widgets

from events.forms.repeating import EACH, NOTHING, RepeatForm
from events.models import Event, Recurrence, Session
from events.planning.following import Wish
from events.planning.rescheduling import Plan
from events.planning.scheduling import Slot, usable_rooms
from events.states import EventState
from organisations.forms.booking import RoomField
from organisations.models import Booking, Organisation, Room
from organisations.repeating import Occasion, occasions
from portal.timetable.errors import NoSuchDates

MOST_PLACES = 100_000


class SessionForm(forms.Form):
    """One session: a day, from when to when, a room or a place in words."""

    session = forms.IntegerField(required=False, widget=forms.HiddenInput)
    day = forms.DateField(label=gettext_lazy("Day"), widget=widgets.AdminDateInput)
    start = forms.TimeField(label=gettext_lazy("From"), widget=widgets.AdminTimeInput)
    end = forms.TimeField(label=gettext_lazy("To"), widget=widgets.AdminTimeInput)
    room = RoomField(Room.objects.none(), label=gettext_lazy("Room"), required=False)
    override_reason = forms.CharField(
        label=gettext_lazy("Book in spite of this, because"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only for officers of the room's centre. The reason is kept with the booking."),
    )
    place = forms.CharField(label=gettext_lazy("Place, if not in one of our rooms"), max_length=100, required=False)
    place_en = forms.CharField(label=gettext_lazy("Place in English"), max_length=150, required=False)
    title = forms.CharField(label=gettext_lazy("Subject"), max_length=100, required=False)
    title_en = forms.CharField(label=gettext_lazy("Subject in English"), max_length=150, required=False)
    is_called_off = forms.BooleanField(label=gettext_lazy("Session cancelled"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The programme's page shows it, and whoever signed up is told."),
    )
    note_en = forms.CharField(label=gettext_lazy("Note in English"), max_length=300, required=False)

    def __init__(self, *args: Any, rooms: Any, own_centres: Any = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["room"].own_centres = frozenset(own_centres)
        self.fields["room"].queryset = rooms
        #: What is free instead, and whether the user may book in spite of a clash; known after one.
        self.choices: list[Any] | None = None
        #: How it stands with the question for its room, where it had to be asked for.
        self.request: Booking | None = None
        self.may_override = False

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("is_called_off") and not data.get("session"):
            self.add_error("is_called_off", _("A new session cannot be called off."))
        if data.get("start") and data.get("end") and data["end"] <= data["start"]:
            self.add_error("end", _("The end is not after the start."))
        if not data.get("room") and not data.get("place") and "room" not in self.errors:
            self.add_error("room", _("Please choose a room, or say where it is."))
        return data

    def slot(self) -> Slot:
        """Return the session as the operations know it."""
        data = self.cleaned_data
        names = ("room", "place", "place_en", "title", "title_en", "override_reason")
        words = {name: data[name] for name in names}
        return Slot(_local(data["day"], data["start"]), _local(data["day"], data["end"]), **words)


def _local(day: Any, at: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


class OneSessionForm(SessionForm):
    """One session of an event that is planned already, and whether all that follow change as it does."""

    THIS, FOLLOWING = "this", "following"
    reach = forms.ChoiceField(
        label=gettext_lazy("What changes"),
        choices=[(THIS, gettext_lazy("only this session")), (FOLLOWING, gettext_lazy("this one and all that follow"))],
        initial=THIS,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any):
        super().__init__(*args, initial=_initial(session), **kwargs)
        self.fields["session"].initial = session.pk

    def wish(self) -> Wish:
        """Return what is to become of the session."""
        data = self.cleaned_data
        return Wish(
            self.slot(),
            note=data["note"],
            note_en=data["note_en"],
            is_called_off=data["is_called_off"],
            reaches_following=data["reach"] == self.FOLLOWING,
        )


SessionFormSet = forms.formset_factory(SessionForm, extra=0, max_num=120, absolute_max=130)


class EventForm(forms.ModelForm):
    """An event with its sessions. Whose event it is, and what is taken, are no fields."""

    capacity = forms.IntegerField(
        label=gettext_lazy("Places"), min_value=1, max_value=MOST_PLACES, help_text=gettext_lazy("For how many people.")
    )

    class Meta:
        model = Event
        fields = [
            "label",
            "label_en",
            "needs_sign_up",
            "opens_at",
            "closes_at",
            "has_waiting_list",
            "fills_from",
            "max_party_size",
        ]
        widgets = {
            "opens_at": widgets.AdminDateTimeInput,
            "closes_at": widgets.AdminDateTimeInput,
            "fills_from": widgets.AdminDateTimeInput,
        }
        help_texts = {
            "label": gettext_lazy("Only when the programme has several at a time, such as “spring class”."),
            "opens_at": gettext_lazy("Empty: at once."),
            "closes_at": gettext_lazy("Empty: until the first session begins."),
            "fills_from": gettext_lazy("Until then the queue is strict; then the first party that fits is taken."),
            "max_party_size": gettext_lazy("Coming together: parent and child, a couple."),
        }

    def __init__(self, *args: Any, user: Any, organisation: Organisation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        rooms = Room.objects.all() if user.is_superuser else usable_rooms(organisation)
        self.known = {session.pk: session for session in self._sessions()}
        self.occasions: list[Occasion] = []
        self.repeat = None if self.instance.pk else RepeatForm(self.data if self.is_bound else None)
        if self.repeat:
            del self.fields["needs_sign_up"]
        else:
            self.fields["capacity"].initial = self.instance.pools.get(kind="open").capacity
        self.sessions = SessionFormSet(
            self.data if self.is_bound else None,
            initial=[*map(_initial, self.known.values()), {}],
            prefix="sessions",
            form_kwargs={
                "rooms": rooms.order_by("facility__centre__name", "facility", "name"),
                "own_centres": {one.local_name for one in (organisation, organisation.home_centre) if one},
            },
        )
        for row, session in zip(self.sessions.forms, self.known.values(), strict=False):
            row.number = session.number
            row.request = session.booking
        for row in self.sessions.forms[len(self.known) :]:
            row.empty_permitted = bool(self.known)

    def _sessions(self) -> Any:
        if not self.instance.pk:
            return []
        held = self.instance.sessions.filter(state=EventState.SCHEDULED)
        return held.select_related("booking__offered_room").order_by("starts_at", "pk")

    @property
    def media(self) -> forms.Media:
        return super().media + self.sessions.media + (self.repeat.media if self.repeat else forms.Media())

    def is_valid(self) -> bool:
        """Check the event and every session, so that all that is wrong is said at once."""
        return all([super().is_valid(), self.sessions.is_valid(), self._sessions_are_ours(), self._repeats_well()])

    def _repeats_well(self) -> bool:
        """Work out the dates of a new event, as far as what was typed says them."""
        if self.repeat is None:
            return True
        first = self.sessions.forms[0]
        if self.repeat.is_valid() and first.is_valid() and not self.occasions:
            slot = first.slot()
            try:
                self.occasions = occasions(slot, self.rule())
            except NoSuchDates as refusal:
                self.repeat.show(refusal)
        return self.repeat.is_valid()

    def rule(self) -> Any:
        """Return how the first session of a new event is repeated."""
        return self.repeat.rule(self.sessions.forms[0].cleaned_data["day"])

    @property
    def is_in_series(self) -> bool:
        """Whether the event was planned in one go with others, one for each session."""
        return Recurrence.objects.filter(event=self.instance, series__isnull=False).exists()

    @property
    def makes_one_event_each(self) -> bool:
        return bool(self.repeat) and self.repeat.sign_up_kind == EACH

    def _sessions_are_ours(self) -> bool:
        """Refuse the id of a session that is not one of this event's."""
        named = [row.cleaned_data.get("session") for row in self._rows() if hasattr(row, "cleaned_data")]
        ids = [pk for pk in named if pk]
        if set(ids) <= set(self.known) and len(ids) == len(set(ids)):
            return True
        self.add_error(None, _("That session is not part of this event."))
        return False

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("opens_at") and data.get("closes_at") and data["closes_at"] <= data["opens_at"]:
            self.add_error("closes_at", _("Sign-up closes before it opens."))
        return data

    def _rows(self) -> list[SessionForm]:
        """Return the rows that say something."""
        return [row for row in self.sessions.forms if row.has_changed() or not row.empty_permitted]

    def details(self) -> dict[str, Any]:
        """Return the event's own fields."""
        given = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        return {**given, "needs_sign_up": self.repeat.sign_up_kind != NOTHING} if self.repeat else given

    def slots(self) -> list[tuple[Slot, SessionForm]]:
        """Return the sessions of a new event with the rows they come from; the first row is the one that repeats."""
        rows = self._rows()
        repeated = [(one.slot, rows[0]) for one in self.occasions if one.slot]
        return [*repeated, *((row.slot(), row) for row in rows[1:])]

    def plan(self) -> tuple[Plan, list[tuple[Slot, SessionForm]]]:
        """Return what becomes of the sessions, and which slot comes from which row."""
        moved, added, called_off, noted, origins = {}, [], {}, {}, []
        for row in self._rows():
            pk = row.cleaned_data.get("session")
            if row.cleaned_data.get("is_called_off"):
                called_off[pk] = row.cleaned_data["note"]
                continue
            slot = row.slot()
            origins.append((slot, row))
            if pk:
                moved[pk] = slot
                noted[pk] = (row.cleaned_data["note"], row.cleaned_data["note_en"])
            else:
                added.append(slot)
        return Plan(moved=moved, added=added, called_off=called_off, noted=noted), origins


def _initial(session: Session) -> dict[str, Any]:
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return {
        "session": session.pk,
        "day": start.date(),
        "start": start.time(),
        "end": end.time(),
        "room": session.room_id,
        "place": session.place,
        "place_en": session.place_en,
        "title": session.title,
        "title_en": session.title_en,
        "note": session.note,
        "note_en": session.note_en,
        "override_reason": session.override_reason,
    }


class CallOffForm(forms.Form):
    """Why an event does not take place: what everybody signed up is told."""

    note = forms.CharField(
        label=gettext_lazy("What people are told"), max_length=200, widget=widgets.AdminAutoHeightTextInput
    )


class ReasonForm(forms.Form):
    """Why staff cancel somebody's sign-up: what that person is told."""

    reason = forms.CharField(label=gettext_lazy("Reason, as the person reads it"), max_length=200)
