"""What is a volunteer told about a shift? Each fact once, in the language of whoever acts for them."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.messages import call_list
from events.models import Assignment, Shift, Volunteer
from events.permissions import can_roster
from portal.accounts.models import Mandate, User
from portal.outbox.channels import open_channels
from portal.outbox.queueing import Notice, tell_each
from portal.templatetags.when import day_and_time

Words = Callable[[dict[str, Any]], tuple[str, str]]


def listeners(volunteer: Volunteer, day: Any) -> list[User]:
    """Return the accounts that hear for a volunteer: their own, else those who act for them lastingly."""
    if volunteer.person.user and volunteer.person.user.is_active:
        return [volunteer.person.user]
    family = Mandate.objects.valid_on(day).lasting().filter(person=volunteer.person_id).values("agent")
    return list(User.objects.filter(pk__in=family, is_active=True).order_by("pk"))


def tell_in(row: Assignment, *, by: Any, at: datetime) -> None:
    """Tell that they are in; who was entered or let in by staff is called where no message reaches them."""
    entered = row.way in (Assignment.Way.PLACED, Assignment.Way.PROPOSED) or row.ticket is not None
    tell([row], "placed" if entered else "in", _in, at=at, sms="shift_in")


def tell_waits(row: Assignment, *, at: datetime, needs_word: bool = False) -> None:
    """Tell that they wait; for a free place, or for the coordinator's word, whom that is told too."""
    tell([row], "waits", _waits_for_word if needs_word else _waits, at=at)
    supervisor = row.shift.supervisor
    if not needs_word or supervisor is None or not supervisor.is_active:
        return
    with translation.override(supervisor.language):
        words = _words_of(row)
        notice = Notice(
            supervisor,
            kind="shift.needs_word",
            subject=_("%(name)s would like to come: %(role)s, %(when)s") % words,
            body=_("They missed several shifts without a word, so you decide whether they are in.") % words,
            path=_where_to_decide(row, supervisor),
            key=f"shift:{row.pk}:needs_word",
        )
    tell_each([notice], at=at)


def _where_to_decide(row: Assignment, supervisor: User) -> str:
    return reverse("absences:word") if can_roster(supervisor, row.shift.organisation_id) else _page_of(row)


def _page_of(row: Assignment) -> str:
    return f"/volunteer/shifts/{row.shift_id}/"


def tell_moved_up(row: Assignment, *, at: datetime) -> None:
    """Tell that they moved up."""
    tell([row], "moved_up", _moved_up, at=at, presses=True, sms="shift_moved_up")


def tell_invited(row: Assignment, *, at: datetime) -> None:
    """Tell that they are asked."""
    tell([row], "invited", _invited, at=at, sms="shift_invited")


def tell_stepped_back(row: Assignment, *, at: datetime) -> None:
    """Tell the person in charge that somebody stepped back."""
    shift = row.shift
    if shift.supervisor is None or not shift.supervisor.is_active:
        return
    with translation.override(shift.supervisor.language):
        words = _words_of(row)
        notice = Notice(
            shift.supervisor,
            kind="shift.left",
            subject=_("%(name)s stepped back: %(role)s, %(when)s") % words,
            body=_("There are %(taken)d of %(wished)d people now.") % words,
            path=f"/volunteer/shifts/{shift.pk}/",
            key=f"shift:{row.pk}:left",
        )
    tell_each([notice], at=at)


def tell_let_go(row: Assignment, reason: str, *, at: datetime) -> None:
    """Tell that they are no longer in, and why."""
    tell([row], "released", lambda words: _let_go(words, reason), at=at, presses=True, sms="shift_released")


def tell_cancelled(rows: Iterable[Assignment], note: str, *, at: datetime) -> None:
    """Tell everybody that the shift is called off."""
    tell(rows, "cancelled", lambda words: _cancelled(words, note), at=at, presses=True, sms="shift_cancelled")


def tell_moved(rows: Iterable[Assignment], *, at: datetime) -> None:
    """Tell everybody the new times."""
    tell(rows, f"moved:{at:%Y%m%d%H%M%S}", _moved, at=at, presses=True, sms="shift_changed")


def tell(
    rows: Iterable[Assignment],
    fact: str,
    say: Words,
    *,
    at: datetime,
    presses: bool = False,
    path: str = "",
    sms: str = "",
) -> None:
    """Tell whoever hears for these volunteers one fact, once, in their language; it leads to the shift unless said.

    ``sms`` names the short message. Whom no message reaches is put on the call list, if the fact is worth a call.
    """
    notices = []
    for row in rows:
        users = listeners(row.volunteer, timezone.localdate(at))
        if not any(open_channels(user) for user in users):
            _put_on_call_list(row, fact, say, at)
        for user in users:
            with translation.override(user.language):
                words = _words_of(row)
                subject, body = say(words)
                notices.append(
                    Notice(
                        user,
                        kind=f"shift.{fact.partition(':')[0]}",
                        subject=subject,
                        body=body,
                        path=path or _page_of(row),
                        key=f"shift:{row.pk}:{fact}:{user.pk}",
                        is_pressing=presses,
                        sms_template=sms,
                        sms_variables=_short(row, words) if sms else {},
                        about=f"assignment:{row.pk}",
                    )
                )
    tell_each(notices, at=at)


def _put_on_call_list(row: Assignment, fact: str, say: Words, at: datetime) -> None:
    plain, _colon, _moment = fact.partition(":")
    name = f"shift_{plain}"
    if name not in call_list.WORTH_A_CALL:
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject, body = say(_words_of(row))
    wanted = call_list.Wanted(f"shift:{row.pk}:{fact}", name, row, subject, body, max(row.shift.starts_at, at))
    call_list.enter(wanted, at=at)


def _short(row: Assignment, words: dict[str, Any]) -> dict[str, str]:
    """Return the variables that the short messages about shifts have."""
    when = timezone.localtime(row.shift.starts_at).strftime("%m-%d %H:%M")
    return {"title": words["role"][:20], "time": when, "place": (row.shift.local_meeting_point or words["what"])[:20]}


def _words_of(row: Assignment) -> dict[str, Any]:
    shift = row.shift
    return {
        "name": row.volunteer.person.name,
        "role": shift.role.local_name,
        "what": what_for(shift),
        "when": day_and_time(shift.starts_at),
        "where": shift.local_meeting_point or _("see the shift's page"),
        "taken": shift.pool.taken,
        "wished": shift.pool.capacity,
    }


def what_for(shift: Shift) -> str:
    """Return what the shift is for: its programme, its standing duty, else its organisation."""
    if shift.event:
        return shift.event.programme.local_title
    return shift.duty.local_name if shift.duty else shift.organisation.local_name


def _in(words: dict[str, Any]) -> tuple[str, str]:
    return (
        _("You are in: %(role)s, %(when)s") % words,
        _("%(name)s: %(what)s. Meeting point: %(where)s. If something comes up, please step back in good time.")
        % words,
    )


def _waits(words: dict[str, Any]) -> tuple[str, str]:
    return (
        _("On the waiting list: %(role)s, %(when)s") % words,
        _("%(name)s: this shift is full at present. We will tell you at once when a place is free.") % words,
    )


def _waits_for_word(words: dict[str, Any]) -> tuple[str, str]:
    return (
        _("The coordinator decides: %(role)s, %(when)s") % words,
        _("%(name)s: some shifts were missed without a word, so the coordinator decides. We will tell you.") % words,
    )


def _moved_up(words: dict[str, Any]) -> tuple[str, str]:
    return (
        _("A place is free, and it is yours: %(role)s, %(when)s") % words,
        _("%(name)s: %(what)s. Meeting point: %(where)s. If you can no longer come, please step back.") % words,
    )


def _invited(words: dict[str, Any]) -> tuple[str, str]:
    return (
        _("Can you help? %(role)s, %(when)s") % words,
        _("%(name)s: we are looking for somebody for %(what)s. Please say yes or no on the shift's page.") % words,
    )


def _let_go(words: dict[str, Any], reason: str) -> tuple[str, str]:
    return (
        _("You are no longer needed: %(role)s, %(when)s") % words,
        _("%(name)s: the coordinator took you out of this shift. The reason: %(reason)s") % {**words, "reason": reason},
    )


def _cancelled(words: dict[str, Any], note: str) -> tuple[str, str]:
    subject = _("Called off: %(role)s, %(when)s") % words
    return subject, note or _("%(name)s: this shift is not needed. Thank you for being ready to help.") % words


def _moved(words: dict[str, Any]) -> tuple[str, str]:
    return (
        _("New time: %(role)s, now %(when)s") % words,
        _("%(name)s: %(what)s. If you cannot come at the new time, please step back on the shift's page.") % words,
    )
