"""What are those signed up told when an event is not as they knew it? Once a change, in their own language."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models import Event, Party, Session
from events.states import LIVE, EventState
from portal.outbox.queueing import tell


def changed(event: Event, sessions: Sequence[Session], *, at: datetime) -> None:
    """Tell everybody signed up which sessions have another date or place, are new or called off."""
    if event.ends_at <= at:
        return
    for party in _parties(event):
        with translation.override(party.made_by.language):
            tell(
                party.made_by,
                kind="event.changed",
                key=f"event:{event.pk}:{event.revision}:{party.made_by_id}",
                subject=_("Please note a change: %(title)s") % {"title": event.programme.local_title},
                body="\n".join(_lines(sessions)),
                at=at,
                path="/me/",
                sms_template="event_changed",
                sms_variables={"title": event.programme.local_title[:20]},
            )


def called_off(event: Event, note: str, *, at: datetime) -> None:
    """Tell everybody signed up that the event does not take place."""
    for party in _parties(event):
        with translation.override(party.made_by.language):
            tell(
                party.made_by,
                kind="event.called_off",
                key=f"event:{event.pk}:off:{party.made_by_id}",
                subject=_("Called off: %(title)s") % {"title": event.programme.local_title},
                body=note or _("We are sorry: it does not take place. You need not do anything."),
                at=at,
                path="/me/",
                sms_template="event_called_off",
                sms_variables={"title": event.programme.local_title[:20]},
            )


def _parties(event: Event) -> Iterator[Party]:
    """Yield one live party of each account that signed somebody up."""
    seen: set[int] = set()
    for party in event.parties.filter(state__in=LIVE).select_related("made_by").order_by("pk"):
        if party.made_by_id not in seen:
            seen.add(party.made_by_id)
            yield party


def _lines(sessions: Iterable[Session]) -> Iterator[str]:
    for session in sorted(sessions, key=lambda one: one.starts_at):
        start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        words = {
            "day": date_format(start, "MONTH_DAY_FORMAT"),
            "start": f"{start:%H:%M}",
            "end": f"{end:%H:%M}",
            "place": session.local_place,
            "note": session.local_note,
        }
        if session.state == EventState.CANCELLED:
            yield (_("Session on %(day)s at %(start)s: called off. %(note)s") % words).rstrip()
        else:
            yield _("Now on %(day)s, %(start)s to %(end)s, %(place)s.") % words
