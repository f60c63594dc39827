"""What are those signed up told when an event is not as they knew it? Once a change, in their own language."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.messages import recipients
from events.messages.recipients import Hearing, centre_of
from events.messages.telling import notice, put_on_call_list
from events.models import Event, Registration, Session
from events.states import EventState
from portal.outbox import texts
from portal.outbox.queueing import Notice, tell_each


@dataclass(frozen=True)
class Change:
    """What is not as people knew it: sessions that moved, are new or called off, and those with a new note.

    ``were`` are the moments at which those sessions were to begin.
    """

    event: Event
    sessions: Sequence[Session]
    noted: Sequence[Session] = ()
    were: Sequence[datetime] = ()

    def begins(self, at: datetime) -> datetime:
        """Return the next moment at which somebody would come, or come in vain."""
        moments = [*self.were, *(session.starts_at for session in (*self.sessions, *self.noted))]
        return min((moment for moment in moments if moment > at), default=self.event.starts_at)


def changed(changes: Sequence[Change], *, at: datetime) -> None:
    """Tell everybody concerned, each account once for all these changes, what of theirs has changed."""
    current = [change for change in changes if change.event.ends_at > at and (change.sessions or change.noted)]
    if not current:
        return
    hearings = _hearings(change.event.pk for change in current)
    written = texts.read(["event_changed"], [centre_of(change.event) for change in current])
    mine: dict[Any, list[tuple[Change, list[Registration]]]] = {}
    for change in current:
        hearing = hearings[change.event.pk]
        for account, rows in hearing.accounts.items():
            mine.setdefault(account, []).append((change, rows))
    tell_each([_change_notice(account, theirs, written, at) for account, theirs in mine.items()], at=at)
    for change in current:
        put_on_call_list(
            "event_changed",
            hearings[change.event.pk],
            event=change.event,
            at=at,
            key=f"changed:{change.event.pk}:{change.event.revision}",
            written=written,
            changes=_in_words([change]),
            where=_place_of(change),
            starts=change.begins(at),
        )


def _change_notice(
    account: Any, theirs: Sequence[tuple[Change, list[Registration]]], written: texts.Texts, at: datetime
) -> Notice:
    changes = [change for change, _rows in theirs]
    event = changes[0].event
    return notice(
        "event_changed",
        account,
        theirs[0][1],
        event=event,
        written=written,
        at=at,
        kind="event.changed",
        key=f"event:{event.pk}:{event.revision}:{account.pk}",
        path="/me/",
        changes=_in_words(changes),
        where=_place_of(changes[0]),
        starts=min(change.begins(at) for change in changes),
    )


def called_off(event: Event, note: str, *, at: datetime) -> None:
    """Tell everybody concerned that the event does not take place."""
    hearing = _hearings([event.pk])[event.pk]
    written = texts.read(["event_called_off"], [centre_of(event)])
    first = event.sessions.select_related("room").order_by("starts_at")[0]
    facts: dict[str, Any] = {
        "note": note or (lambda: _("We are sorry: it does not take place. You need not do anything.")),
        "where": lambda: first.local_place,
    }
    notices = [
        notice(
            "event_called_off",
            account,
            rows,
            event=event,
            written=written,
            at=at,
            kind="event.called_off",
            key=f"event:{event.pk}:off:{account.pk}",
            path="/me/",
            **facts,
        )
        for account, rows in hearing.accounts.items()
    ]
    tell_each(notices, at=at)
    put_on_call_list("event_called_off", hearing, event=event, at=at, key=f"off:{event.pk}", written=written, **facts)


def _hearings(event_ids: Iterable[int]) -> dict[int, Hearing]:
    """Return who hears about each event; three queries however many."""
    ids = list(event_ids)
    rows = recipients.in_order(Registration.objects.live().filter(event__in=ids))
    return {pk: recipients.of([row for row in rows if row.event_id == pk]) for pk in ids}


def _in_words(changes: Sequence[Change]) -> Callable[[], str]:
    """Return what says the changes, a line each, in the language it is called in."""
    return lambda: "\n".join(line for change in changes for line in _lines(change))


def _place_of(change: Change) -> Callable[[], str]:
    return lambda: next(iter([*change.sessions, *change.noted])).local_place


def _lines(change: Change) -> Iterator[str]:
    moved = {session.pk for session in change.sessions}
    every = {session.pk: session for session in (*change.sessions, *change.noted)}
    for session in sorted(every.values(), key=lambda one: one.starts_at):
        words = _words(session)
        if EventState.CANCELLED in (session.state, change.event.state):
            yield (_("Session on %(day)s at %(start)s: called off. %(note)s") % words).rstrip()
        elif session.pk in moved:
            yield (_("Now on %(day)s, %(start)s to %(end)s, %(place)s. %(note)s") % words).rstrip()
        else:
            yield _("Session on %(day)s at %(start)s: %(note)s") % words


def _words(session: Session) -> dict[str, str]:
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return {
        "day": date_format(start, "MONTH_DAY_FORMAT"),
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
        "place": session.local_place,
        "note": session.local_note,
    }
