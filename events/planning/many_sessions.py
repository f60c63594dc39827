"""What becomes of several sessions at once? They are moved, annotated or called off as one: all or none, told once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from events.errors import EventOver
from events.models import Event, Registration, Session
from events.planning.following import Planned, slot_of
from events.planning.rescheduling import Plan, change_events
from events.planning.room_requests import SOURCE
from events.planning.scheduling import Slot
from events.states import LIVE, EventState
from organisations.models import Room
from organisations.room_clashes import clash_of
from portal.templatetags import when


@dataclass(frozen=True)
class Move:
    """By how many days each session moves, to which time and into which room; None: as it is.

    A session keeps its length.
    """

    days: int = 0
    starts: time | None = None
    room: Room | None = None

    def slot_of(self, session: Session) -> Slot:
        """Return where this session goes."""
        own = slot_of(session)
        local = timezone.localtime(own.starts_at)
        day = local.date() + timedelta(days=self.days)
        begins = timezone.make_aware(datetime.combine(day, self.starts or local.time()))
        moved = replace(own, starts_at=begins, ends_at=begins + (own.ends_at - own.starts_at))
        return replace(moved, room=self.room, place="", place_en="") if self.room else moved


@dataclass(frozen=True)
class Note:
    """What the programme's page says of each session from now on."""

    words: str
    words_en: str = ""


@dataclass(frozen=True)
class CallOff:
    """The sessions do not take place; ``words`` are what people are told."""

    words: str


Deed = Move | Note | CallOff


def can_change(session: Session, at: datetime) -> bool:
    """Return whether a session can still be changed: it is not over, and neither it nor its event is called off."""
    return EventState.CANCELLED not in (session.state, session.event.state) and session.ends_at > at


def change_sessions(rows: Sequence[Session], deed: Deed, *, by: Any, at: datetime) -> list[Event]:
    """Do the same to all of these sessions, or to none; whoever signed up is told once for all of it.

    An event of which no session would be left is called off. Raises ``Clash`` naming all that is in the way,
    ``EventOver`` for a session that is over or called off, ``NotAllowed``.
    """
    return change_events([(mine[0].event, _plan(mine, deed)) for mine in _by_event(rows, at)], by=by, at=at)


def planned(rows: Sequence[Session], deed: Deed, at: datetime) -> list[Planned]:
    """Return what becomes of each session, with what is in its way; writes nothing. Raises ``EventOver``."""
    _by_event(rows, at)
    if not isinstance(deed, Move):
        return [Planned(row, slot_of(row) if isinstance(deed, Note) else None) for row in rows]
    own = (SOURCE, [row.pk for row in rows])
    slots = [(row, deed.slot_of(row)) for row in rows]
    return [Planned(row, slot, _in_the_way(slot, own, at)) for row, slot in slots]


def people_told(rows: Sequence[Session]) -> int:
    """Return how many people are signed up for the events of these sessions."""
    events = {row.event_id for row in rows}
    return Registration.objects.filter(event__in=events, state__in=LIVE).values("person").distinct().count()


def _in_the_way(slot: Slot, own: Any, at: datetime) -> str:
    if slot.ends_at <= at:
        return _("This would be in the past.")
    return clash_of(slot, but_not=own)


def _by_event(rows: Sequence[Session], at: datetime) -> list[list[Session]]:
    found: dict[int, list[Session]] = {}
    for row in rows:
        if not can_change(row, at):
            raise EventOver(
                _("%(when)s is over or cancelled. Please leave it out.") % {"when": when.day_and_time(row.starts_at)}
            )
        found.setdefault(row.event_id, []).append(row)
    return list(found.values())


def _plan(rows: Sequence[Session], deed: Deed) -> Plan:
    if isinstance(deed, CallOff):
        return Plan(called_off={row.pk: deed.words for row in rows})
    if isinstance(deed, Note):
        return Plan(noted={row.pk: (deed.words, deed.words_en) for row in rows})
    return Plan(moved={row.pk: deed.slot_of(row) for row in rows})
