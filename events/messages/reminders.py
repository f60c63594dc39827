"""Who is reminded the day before a session? Whoever signed somebody up, and whoever comes: each account once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from events.messages import recipients
from events.messages.recipients import centre_of
from events.messages.telling import notice
from events.models import Attendance, GuestPlace, Registration, Session
from events.states import AttendanceState, EventState, PartyState
from portal.accounts.models import Mandate
from portal.outbox import texts
from portal.outbox.models import Message
from portal.outbox.queueing import Notice, tell_each
from portal.templatetags import when

#: Nobody is reminded at night.
FROM, UNTIL = time(8), time(21)
#: Who has just been told that they have a place needs no reminder yet.
AFTER_CONFIRMATION = timedelta(hours=3)
BATCH = 500


def remind(at: datetime) -> int:
    """Tell whoever signed up, and whoever comes and has an account, about the sessions of the next local day; return
    how many were told.

    Does nothing at night. A session or an event that is called off reminds nobody, and nobody on leave is reminded;
    a guest this once is. Safe to run twice at once: the
    key of a notice names the session and the user. A dozen statements a batch, however many people.
    """
    if not FROM <= timezone.localtime(at).time() < UNTIL:
        return 0
    total = 0
    while pairs := list(_untold(at)[:BATCH]):
        count = tell_each(_notices(pairs, at), at=at)
        total += count
        if count == 0 or len(pairs) < BATCH:
            break
    return total


def key_of(session_id: int, user_id: int) -> str:
    """Return what makes reminding somebody of a session twice impossible."""
    return f"reminder:session:{session_id}:user:{user_id}"


def _untold(at: datetime) -> QuerySet:
    """Return (session, user) of those who come tomorrow and were not reminded of it: makers and attendees.

    They have a place and are not on leave, or are a guest this once in the place of somebody who is.
    """
    tomorrow = timezone.localdate(at) + timedelta(days=1)
    start, end = (
        timezone.make_aware(datetime.combine(day, time.min)) for day in (tomorrow, tomorrow + timedelta(days=1))
    )
    told_lately = at - AFTER_CONFIRMATION
    seated = Registration.objects.confirmed().filter(
        party__state=PartyState.CONFIRMED, party__confirmed_at__lte=told_lately
    )
    guests = Registration.objects.filter(state=PartyState.WAITING, guest_places__made_at__lte=told_lately)
    leaves = Attendance.objects.filter(
        registration=OuterRef("pk"), session=OuterRef("session"), state=AttendanceState.LEAVE
    )
    coming = [
        _tomorrow(seated, "event__sessions", start, end).filter(~Exists(leaves)),
        _tomorrow(guests, "guest_places__session", start, end),
    ]
    own = Mandate.objects.filter(agent=OuterRef("party__made_by"), person=OuterRef("person"))
    at_window = own.filter(basis=Mandate.Basis.DESK)
    not_only_at_window = ~Exists(at_window) | Exists(own.exclude(basis=Mandate.Basis.DESK))
    made = [_pairs(rows.filter(not_only_at_window), "party__made_by") for rows in coming]
    attending = [_pairs(rows, "person__user") for rows in coming]
    first, *others = made + attending
    return first.union(*others).order_by("session", "user")


def _tomorrow(
    registrations: QuerySet[Registration], sessions: str, start: datetime, end: datetime
) -> QuerySet[Registration]:
    """Return those with a session between two times, each with its ``session``, on the way ``sessions`` to it."""
    return registrations.filter(
        **{
            "event__state": EventState.SCHEDULED,
            f"{sessions}__state": EventState.SCHEDULED,
            f"{sessions}__starts_at__gte": start,
            f"{sessions}__starts_at__lt": end,
        }
    ).annotate(session=F(sessions))


def _pairs(registrations: QuerySet[Registration], account: str) -> QuerySet:
    """Return (session, user) of active accounts that were not reminded yet."""
    key = Concat(
        Value("reminder:session:"),
        Cast("session", CharField()),
        Value(":user:"),
        Cast(account, CharField()),
        output_field=CharField(),
    )
    return (
        registrations.filter(**{f"{account}__is_active": True})
        .annotate(user=F(account), key=key)
        .filter(~Exists(Message.objects.filter(key=OuterRef("key"))))
        .order_by()
        .values_list("session", "user")
        .distinct()
    )


def _notices(pairs: Sequence[tuple[int, int]], at: datetime) -> Iterable[Notice]:
    """Return the notices of these sessions and users, each naming everybody of theirs who comes."""
    sessions = (
        Session.objects.filter(pk__in={session for session, _user in pairs})
        .select_related("event__programme", "event__organisation", "room")
        .in_bulk()
    )
    users = {user for _session, user in pairs}
    guests = set(GuestPlace.objects.filter(session__in=sessions).values_list("session", "registration"))
    on_leave = set(
        Attendance.objects.filter(session__in=sessions, state=AttendanceState.LEAVE).values_list(
            "session", "registration"
        )
    )
    theirs = Q(party__made_by__in=users) | Q(person__user__in=users)
    seated = Q(event__in={session.event_id for session in sessions.values()}, state=PartyState.CONFIRMED)
    candidates = Registration.objects.filter(theirs, seated | Q(pk__in={pk for _session, pk in guests}))
    of_account: dict[tuple[int, int], list[Registration]] = defaultdict(list)
    accounts = {}
    for account, rows in recipients.of(recipients.in_order(candidates)).accounts.items():
        accounts[account.pk] = account
        for row in rows:
            of_account[row.event_id, account.pk].append(row)
    written = texts.read(["reminder"], {centre_of(session.event) for session in sessions.values()})
    for session_id, user_id in pairs:
        session = sessions[session_id]
        rows = [
            row
            for row in of_account[session.event_id, user_id]
            if (row.state == PartyState.CONFIRMED and (session_id, row.pk) not in on_leave)
            or (session_id, row.pk) in guests
        ]
        if rows:
            yield _notice(session, accounts[user_id], rows, written, at)


def _notice(session: Session, account: Any, rows: Sequence[Registration], written: texts.Texts, at: datetime) -> Notice:
    return notice(
        "reminder",
        account,
        rows,
        event=session.event,
        written=written,
        at=at,
        kind="reminder",
        key=key_of(session.pk, account.pk),
        when=lambda: when.span(session),
        day=lambda: when.day(session.starts_at),
        where=lambda: session.local_place,
        time=lambda: when.day_and_time(session.starts_at),
        place=lambda: session.local_place,
        starts=session.starts_at,
    )
