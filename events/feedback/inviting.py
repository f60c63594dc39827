"""Who is thanked and asked how it was? The day after, whoever signed up those who came; once, and not too often."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.messages.telling import listed
from events.models import Attendance, Event, Registration, Session
from events.states import ARRIVED
from portal.outbox.models import Message
from portal.outbox.queueing import Notice, tell_each
from portal.templatetags import when

KIND = "feedback"
FROM, UNTIL = time(9), time(21)
#: Paper is entered later than the doors close: whoever turns out to have been there is asked for some days.
LOOKS_BACK = timedelta(days=4)
#: Whoever comes every week is not asked every week.
NOT_WITHIN = timedelta(days=28)
BATCH = 500


def invite(at: datetime) -> int:
    """Thank those who were there and ask how it was, and return how many were told.

    From the day after the event's end on, by day. A message for an account and an event, and none within four weeks
    of another about the same programme. Safe to run twice at once: the key names event and account.
    """
    if not FROM <= timezone.localtime(at).time() < UNTIL:
        return 0
    total = 0
    while pairs := list(_unasked(at)[:BATCH]):
        count = tell_each(_notices(pairs, at), at=at)
        total += count
        if count == 0 or len(pairs) < BATCH:
            break
    return total


def coming_next(event: Event, at: datetime) -> Session | None:
    """Return what comes next of the same programme, else of the same kind in the same place; one query."""
    programme = event.programme
    sessions = (
        Session.objects.public()
        .scheduled()
        .filter(starts_at__gt=at)
        .filter(
            Q(event__programme=programme.pk)
            | Q(event__programme__category=programme.category_id, event__centre=event.centre_id)
            | Q(event__programme__category=programme.category_id, event__organisation=event.organisation_id)
        )
        .exclude(event=event.pk)
        .annotate(is_other=~Q(event__programme=programme.pk))
        .select_related("event__programme", "event__organisation", "room")
        .defer("event__programme__body")
    )
    return sessions.order_by("is_other", "starts_at", "pk").first()


def _unasked(at: datetime) -> QuerySet:
    """Return (event, account) of those who were there and were neither asked nor asked about the same lately."""
    today = timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))
    about = Concat(
        Value("feedback:programme:"),
        Cast(OuterRef("event__programme"), CharField()),
        Value(":"),
        output_field=CharField(),
    )
    lately = Message.objects.filter(
        kind=KIND, recipient=OuterRef("user"), created_at__gt=at - NOT_WITHIN, key__startswith=about
    )
    came = Attendance.objects.filter(registration=OuterRef("pk"), state__in=ARRIVED)
    return (
        Registration.objects.confirmed()
        .filter(Exists(came), event__ends_at__lt=today, event__ends_at__gt=at - LOOKS_BACK)
        .filter(party__made_by__is_active=True)
        .annotate(user=F("party__made_by"))
        .filter(~Exists(lately))
        .order_by("event", "user")
        .values_list("event", "user")
        .distinct()
    )


def _notices(pairs: Sequence[tuple[int, int]], at: datetime) -> Iterable[Notice]:
    """Return the messages to these accounts about these events, each naming everybody of theirs who came."""
    came = Attendance.objects.filter(registration=OuterRef("pk"), state__in=ARRIVED)
    rows = (
        Registration.objects.confirmed()
        .filter(
            Exists(came), event__in={event for event, _user in pairs}, party__made_by__in={user for _, user in pairs}
        )
        .select_related("party__made_by", "person", "event__programme")
        .defer("event__programme__body")
        .order_by("pk")
    )
    by_pair: dict[tuple[int, int], list[Registration]] = defaultdict(list)
    for row in rows:
        by_pair[row.event_id, row.party.made_by_id].append(row)
    following: dict[int, Session | None] = {}
    for pair in pairs:
        if found := by_pair[pair]:
            event = found[0].event
            if event.pk not in following:
                following[event.pk] = coming_next(event, at)
            yield _notice(found, following[event.pk])


def _notice(rows: Sequence[Registration], following: Session | None) -> Notice:
    event, recipient = rows[0].event, rows[0].party.made_by
    with translation.override(recipient.language):
        title = event.programme.local_title
        words = {"title": title, "names": listed(row.person for row in rows)}
        body = _("%(names)s: thank you for coming. How was it? One tap is enough, and nobody sees who said what.")
        lines = [body % words]
        if following:
            coming = {"title": following.event.programme.local_title, "when": when.day_and_time(following.starts_at)}
            lines.append(_("What comes next: %(title)s, %(when)s.") % coming)
        return Notice(
            recipient,
            kind=KIND,
            subject=_("How was it? %(title)s") % words,
            body="\n\n".join(lines),
            path=f"/me/registrations/{rows[0].reference}/feedback/",
            key=f"feedback:programme:{event.programme_id}:event:{event.pk}:user:{recipient.pk}",
            sms_template="feedback",
            sms_variables={"title": title[:20]},
        )
