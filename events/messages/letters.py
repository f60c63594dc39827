"""What do staff write to everybody of an event? By inbox and e-mail, once; an SMS only says that there is something."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.errors import DifferentRequest, LetterRefused, NotAllowed
from events.messages import call_list, recipients
from events.messages.recipients import Hearing
from events.models import Attendance, Event, Letter, Registration, Session
from events.permissions import can_manage_event
from events.states import AttendanceState, PartyState
from portal.audit.recording import record
from portal.outbox import quiet_hours
from portal.outbox.queueing import Notice, tell_each
from portal.transactions import repeated_when_lost

#: More than so many a day is a nuisance, and people stop reading.
MOST_A_DAY = 3


@dataclass(frozen=True)
class Draft:
    """What staff wrote, and to whom; ``key`` names the form it was written in."""

    to: str
    subject: str
    body: str
    key: UUID
    session: Session | None = None
    subject_en: str = ""
    body_en: str = ""

    @property
    def digest(self) -> str:
        words = (self.to, self.session and self.session.pk, self.subject, self.body, self.subject_en, self.body_en)
        return hashlib.sha256(repr(words).encode()).hexdigest()


@dataclass(frozen=True)
class Reach:
    """How many a letter would reach: people it is about, accounts that are told, and who can only be called."""

    people: int
    accounts: int
    calls: int


def reach(event: Event, to: str, session: Session | None) -> Reach:
    """Return how many a letter to these would reach; three queries."""
    rows = recipients.in_order(_rows(event, to, session))
    hearing = recipients.of(rows)
    return Reach(len(rows), len(hearing.accounts), len(hearing.to_call))


@repeated_when_lost
@transaction.atomic
def send_letter(event: Event, draft: Draft, *, by: Any, at: datetime) -> Letter:
    """Tell everybody whom the letter is for, and put on the call list whom no message can reach.

    The same ``key`` again sends nothing and returns the letter; with other words it is refused. Raises ``NotAllowed``,
    ``LetterRefused`` (nobody to tell, too many today, the activity is over), ``DifferentRequest``.
    """
    if not can_manage_event(by, event, at):
        raise NotAllowed(_("You cannot write to these people."))
    event = (
        Event.objects.select_for_update(of=("self",), no_key=True)
        .select_related("programme", "organisation")
        .get(pk=event.pk)
    )
    if sent := _sent(by, draft):
        return sent
    _refuse(event, draft, at)
    hearing = recipients.of(recipients.in_order(_rows(event, draft.to, draft.session)))
    if not hearing.accounts and not hearing.to_call:
        raise LetterRefused(_("Nobody is there to be told."), field="to", reason="nobody")
    letter = _write(event, draft, hearing, by=by, at=at)
    tell_each(list(_notices(letter, hearing, at)), at=at)
    for row in hearing.to_call:
        wanted = call_list.Wanted(
            f"letter:{letter.pk}:{row.pk}", "letter", row, letter.subject, letter.body, _begins(letter, at)
        )
        call_list.enter(wanted, event=event, at=at)
    record(
        "letter.sent",
        letter,
        by=by,
        at=at,
        organisation_id=event.organisation_id,
        to=draft.to,
        accounts=letter.told_count,
        calls=letter.call_count,
    )
    return letter


def sent_of(event: Event) -> list[Letter]:
    """Return what was written to those of an event, the newest first."""
    return list(event.letters.select_related("sent_by", "session").order_by("-sent_at"))


def _refuse(event: Event, draft: Draft, at: datetime) -> None:
    if event.ends_at <= at:
        raise LetterRefused(_("This activity is over."), reason="over")
    if draft.session and draft.session.event_id != event.pk:
        raise LetterRefused(_("That session is not part of this event."), field="session")
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    if event.letters.filter(sent_at__gte=start, sent_at__lt=start + timedelta(days=1)).count() >= MOST_A_DAY:
        sentence = ngettext(
            "Only %(count)d message a day can be sent to those of one event.",
            "Only %(count)d messages a day can be sent to those of one event.",
            MOST_A_DAY,
        )
        raise LetterRefused(sentence % {"count": MOST_A_DAY}, reason="too_many")


def _sent(by: Any, draft: Draft) -> Letter | None:
    letter = Letter.objects.filter(sent_by=by, request_key=draft.key).first()
    if letter and letter.request_digest != draft.digest:
        raise DifferentRequest(_("This page was used for another message already. Please start again."))
    return letter


def _write(event: Event, draft: Draft, hearing: Hearing, *, by: Any, at: datetime) -> Letter:
    try:
        with transaction.atomic():
            return Letter.objects.create(
                event=event,
                session=draft.session,
                to=draft.to,
                subject=draft.subject,
                body=draft.body,
                subject_en=draft.subject_en,
                body_en=draft.body_en,
                request_key=draft.key,
                request_digest=draft.digest,
                sent_by=by,
                sent_at=at,
                told_count=len(hearing.accounts),
                call_count=len(hearing.to_call),
            )
    except IntegrityError:
        # The same form for another event at this very moment.
        raise DifferentRequest(_("This page was used for another message already. Please start again.")) from None


def _rows(event: Event, to: str, session: Session | None) -> Any:
    """Return the registrations of those whom a letter is for; of one session, without those on leave from it."""
    if to == Letter.To.WAITING:
        return Registration.objects.filter(event=event, state__in=[PartyState.WAITING, PartyState.OFFERED])
    rows = Registration.objects.confirmed().filter(event=event)
    if to == Letter.To.SESSION:
        on_leave = Attendance.objects.filter(session=session, state=AttendanceState.LEAVE)
        rows = rows.exclude(pk__in=on_leave.values("registration"))
    return rows


def _notices(letter: Letter, hearing: Hearing, at: datetime) -> Iterable[Notice]:
    for account, rows in hearing.accounts.items():
        with translation.override(account.language):
            title = letter.event.programme.local_title
            yield Notice(
                account,
                kind="event.letter",
                subject=_("%(title)s: %(subject)s") % {"title": title, "subject": letter.local_subject},
                body=letter.local_body,
                path=f"/me/registrations/{rows[0].reference}/",
                key=f"letter:{letter.pk}:{account.pk}",
                sms_template="staff_message",
                sms_variables={"organisation": letter.event.organisation.local_name, "title": title},
                about=f"event:{letter.event_id}",
                is_pressing=quiet_hours.presses(_begins(letter, at), at),
            )


def _begins(letter: Letter, at: datetime) -> datetime:
    """Return when those it is for come next."""
    if letter.session and letter.session.starts_at > at:
        return letter.session.starts_at
    following = letter.event.sessions.scheduled().filter(starts_at__gt=at).order_by("starts_at")
    return following.values_list("starts_at", flat=True).first() or letter.event.ends_at
