"""Who is reminded the day before a session? Whoever signed up a party that has a place, once a session."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.models import Registration, Session
from events.states import PartyState
from portal.outbox.models import Message
from portal.outbox.queueing import Notice, tell_each
from portal.templatetags import when

#: Nobody is reminded at night.
FROM, UNTIL = time(8), time(21)
#: Who has just been told that they have a place needs no reminder yet.
AFTER_CONFIRMATION = timedelta(hours=3)
BATCH = 500


def remind(at: datetime) -> int:
    """Tell the makers of confirmed parties about the sessions of the next local day, and return how many were told.

    Does nothing at night. A session or an event that is called off reminds nobody. Safe to run twice at once: the
    key of a notice names the session and the user. Nine statements a batch, however many people.
    """
    if not FROM <= timezone.localtime(at).time() < UNTIL:
        return 0
    total = 0
    while pairs := list(_untold(at)[:BATCH]):
        count = tell_each(_notices(pairs), at=at)
        total += count
        if count == 0 or len(pairs) < BATCH:
            break
    return total


def key_of(session_id: int, user_id: int) -> str:
    """Return what makes reminding somebody of a session twice impossible."""
    return f"reminder:session:{session_id}:user:{user_id}"


def _untold(at: datetime) -> QuerySet:
    """Return (session, user) of those who have a place tomorrow and were not reminded of it."""
    tomorrow = timezone.localdate(at) + timedelta(days=1)
    start, end = (
        timezone.make_aware(datetime.combine(day, time.min)) for day in (tomorrow, tomorrow + timedelta(days=1))
    )
    key = Concat(
        Value("reminder:session:"),
        Cast("pk", CharField()),
        Value(":user:"),
        Cast("event__parties__made_by", CharField()),
        output_field=CharField(),
    )
    return (
        Session.objects.scheduled()
        .filter(
            starts_at__gte=start,
            starts_at__lt=end,
            event__parties__state=PartyState.CONFIRMED,
            event__parties__confirmed_at__lte=at - AFTER_CONFIRMATION,
            event__parties__made_by__is_active=True,
        )
        .annotate(user=F("event__parties__made_by"), key=key)
        .filter(~Exists(Message.objects.filter(key=OuterRef("key"))))
        .order_by("pk", "user")
        .values_list("pk", "user")
        .distinct()
    )


def _notices(pairs: Sequence[tuple[int, int]]) -> Iterable[Notice]:
    """Return the notices of these sessions and users, each naming everybody who comes."""
    sessions = (
        Session.objects.filter(pk__in={session for session, _user in pairs})
        .select_related("event__programme", "room")
        .in_bulk()
    )
    coming: dict[tuple[int, int], list[Registration]] = defaultdict(list)
    registrations = (
        Registration.objects.confirmed()
        .filter(event__in={session.event_id for session in sessions.values()}, party__state=PartyState.CONFIRMED)
        .filter(party__made_by__in={user for _session, user in pairs})
        .select_related("party__made_by", "person")
        .order_by("pk")
    )
    for registration in registrations:
        coming[registration.event_id, registration.party.made_by_id].append(registration)
    for session_id, user_id in pairs:
        session = sessions[session_id]
        if rows := coming[session.event_id, user_id]:
            yield _notice(session, rows)


def _notice(session: Session, rows: Sequence[Registration]) -> Notice:
    recipient = rows[0].party.made_by
    with translation.override(recipient.language):
        title, place = session.event.programme.local_title, session.local_place
        words = {
            "title": title,
            "names": _(", ").join(row.person.name for row in rows),
            "day": when.day(session.starts_at),
            "when": when.span(session),
            "where": place,
        }
        return Notice(
            recipient,
            kind="reminder",
            subject=_("Reminder: %(title)s, %(day)s") % words,
            body=_(
                "%(names)s: see you on %(when)s at %(where)s. If something comes up, please cancel in good time, "
                "so that a neighbour can have the place."
            )
            % words,
            path=f"/me/registrations/{rows[0].reference}/",
            key=key_of(session.pk, recipient.pk),
            sms_template="reminder",
            sms_variables={"title": title[:20], "time": when.day_and_time(session.starts_at), "place": place[:20]},
        )
