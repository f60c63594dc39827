"""What are those signed up told when an event is not as they knew it? Once a change, in their own language."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models import Event, Party, Session
from events.states import LIVE, EventState
from portal.outbox.queueing import Notice, tell_each


@dataclass(frozen=True)
class Change:
    """What is not as people knew it: sessions that moved, are new or called off, and those with a new note."""

    event: Event
    sessions: Sequence[Session]
    noted: Sequence[Session] = ()


def changed(changes: Sequence[Change], *, at: datetime) -> None:
    """Tell everybody signed up, each once for all these changes, what of theirs has changed."""
    current = [change for change in changes if change.event.ends_at > at and (change.sessions or change.noted)]
    if not current:
        return
    mine: dict[Any, list[Change]] = {}
    for person, event_id in _signed_up(change.event.pk for change in current):
        mine.setdefault(person, []).extend(change for change in current if change.event.pk == event_id)
    tell_each([_change_notice(person, theirs) for person, theirs in mine.items()], at=at)


def _change_notice(person: Any, changes: Sequence[Change]) -> Notice:
    event = changes[0].event
    with translation.override(person.language):
        title = event.programme.local_title
        return Notice(
            person,
            kind="event.changed",
            key=f"event:{event.pk}:{event.revision}:{person.pk}",
            subject=_("Please note a change: %(title)s") % {"title": title},
            body="\n".join(line for change in changes for line in _lines(change)),
            path="/me/",
            sms_template="event_changed",
            sms_variables={"title": title[:20]},
        )


def called_off(event: Event, note: str, *, at: datetime) -> None:
    """Tell everybody signed up that the event does not take place."""
    notices = []
    for person, _event in _signed_up([event.pk]):
        with translation.override(person.language):
            title = event.programme.local_title
            notices.append(
                Notice(
                    person,
                    kind="event.called_off",
                    key=f"event:{event.pk}:off:{person.pk}",
                    subject=_("Called off: %(title)s") % {"title": title},
                    body=note or _("We are sorry: it does not take place. You need not do anything."),
                    path="/me/",
                    sms_template="event_called_off",
                    sms_variables={"title": title[:20]},
                )
            )
    tell_each(notices, at=at)


def _signed_up(event_ids: Iterable[int]) -> Iterator[tuple[Any, int]]:
    """Yield each account that signed somebody up, once an event; in the order of signing up."""
    seen: set[tuple[int, int]] = set()
    parties = Party.objects.filter(event__in=list(event_ids), state__in=LIVE)
    for party in parties.select_related("made_by").order_by("pk"):
        key = (party.made_by_id, party.event_id)
        if key not in seen:
            seen.add(key)
            yield party.made_by, party.event_id


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
