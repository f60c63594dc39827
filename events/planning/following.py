"""What changes when one session does, or one and all that follow? Each keeps its distance; people are told once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from events.errors import EventOver, NotAllowed
from events.models import Event, Recurrence, Session
from events.planning.rescheduling import Plan, change_events
from events.planning.room_requests import SOURCE
from events.planning.scheduling import Slot
from events.states import EventState
from organisations.room_clashes import clash_of


@dataclass(frozen=True)
class Wish:
    """What is to become of a session, and of all that follow it when ``reaches_following``."""

    slot: Slot
    note: str = ""
    note_en: str = ""
    is_called_off: bool = False
    reaches_following: bool = False


def slot_of(session: Session) -> Slot:
    """Return the session as it stands."""
    words = {name: getattr(session, name) for name in ("place", "place_en", "title", "title_en")}
    return Slot(session.starts_at, session.ends_at, session.room, **words)


def change_session(session: Session, wish: Wish, *, by: Any, at: datetime) -> list[Event]:
    """Move, annotate or call off a session, with all that follow when the wish says so; return the events changed.

    What follows are the later sessions of the event, and of the events that were planned in one go with it.
    Everybody concerned is told once. Raises ``Clash`` naming all that is in the way, ``EventOver``, ``NotAllowed``.
    """
    return change_events(plans_of(session, wish, at), by=by, at=at)


def reached(session: Session, wish: Wish, at: datetime) -> list[Session]:
    """Return the sessions that the wish changes, in order; those that are over stay as they were."""
    if not wish.reaches_following:
        return [session]
    event = session.event
    series = Recurrence.objects.filter(event=event).values_list("series", flat=True).first()
    together = Q(event=event) | Q(event__recurrence__series=series, event__organisation=event.organisation_id)
    following = Session.objects.scheduled().filter(together if series else Q(event=event))
    following = following.filter(starts_at__gte=session.starts_at, ends_at__gt=at).exclude(pk=session.pk)
    rows = following.select_related("event__organisation", "event__programme", "room__facility")
    return [session, *rows.order_by("starts_at", "pk")]


def plans_of(session: Session, wish: Wish, at: datetime) -> list[tuple[Event, Plan]]:
    """Return what becomes of which event; raise ``EventOver`` for a session that is over or called off."""
    if session.state != EventState.SCHEDULED or session.event.state != EventState.SCHEDULED:
        raise EventOver(_("This session is called off."))
    if session.ends_at <= at:
        raise EventOver(_("This session is over."))
    rows = reached(session, wish, at)
    by_event: dict[int, list[Session]] = {}
    for row in rows:
        by_event.setdefault(row.event_id, []).append(row)
    return [(mine[0].event, _plan(mine, session, wish)) for mine in by_event.values()]


def moved_slots(rows: Sequence[Session], changed: Session, slot: Slot) -> list[tuple[Session, Slot]]:
    """Return where each of these sessions goes when one of them, ``changed``, goes to ``slot``.

    Each keeps its distance, so that a Tuesday's class moves to Wednesdays; the room is taken over where it changed,
    its own subject stays. Raises ``NotAllowed`` when one would end before it begins.
    """
    later, longer = slot.starts_at - changed.starts_at, slot.ends_at - changed.ends_at
    has_moved_place = (slot.room, slot.place, slot.place_en) != (changed.room, changed.place, changed.place_en)
    found = []
    for row in rows:
        own = slot_of(row)
        own = replace(own, starts_at=own.starts_at + later, ends_at=own.ends_at + longer)
        if has_moved_place:
            own = replace(own, room=slot.room, place=slot.place, place_en=slot.place_en)
        if row.pk == changed.pk:
            own = slot
        if own.ends_at - own.starts_at <= timedelta(0):
            raise NotAllowed(_("One of the sessions that follow would end before it begins."))
        found.append((row, own))
    return found


def _plan(rows: Sequence[Session], changed: Session, wish: Wish) -> Plan:
    if wish.is_called_off:
        return Plan(called_off={row.pk: wish.note for row in rows})
    words = (wish.note, wish.note_en)
    noted = {row.pk: words for row in rows} if words != (changed.note, changed.note_en) else {}
    return Plan(moved={row.pk: slot for row, slot in moved_slots(rows, changed, wish.slot)}, noted=noted)


@dataclass(frozen=True)
class Planned:
    """What becomes of one session; ``slot`` is None when it is called off, ``clash`` says what holds its room."""

    session: Session
    slot: Slot | None
    clash: str = ""


def planned(session: Session, wish: Wish, at: datetime) -> list[Planned]:
    """Return what the wish does to each session; writes nothing. Raises as ``change_session`` does, but for clashes."""
    plans_of(session, wish, at)
    rows = reached(session, wish, at)
    if wish.is_called_off:
        return [Planned(row, None) for row in rows]
    own = (SOURCE, [row.pk for row in rows])
    return [Planned(row, slot, clash_of(slot, but_not=own)) for row, slot in moved_slots(rows, session, wish.slot)]
