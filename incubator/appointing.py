"""Who is appointed to a base, and until when? Reviewers and mentors from outside, officers from the staff."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incubator.errors import NotNow, NotReady, NotYours
from incubator.models import Appointment, Base
from incubator.permissions import can_decide, can_prepare, keeper_of
from incubator.states import APPOINTMENT_MOVES, AppointmentAnswer
from incubator.telling import tell_answered, tell_appointed
from organisations.permissions import is_staff_member
from portal.audit.recording import record

#: After so many wrong names it is taken for somebody else's number.
MOST_TRIES = 5
#: What may change later: who it is, for which base and as what stay.
DETAILS = ("name", "field_of_work", "employer", "organisation", "starts_on", "ends_on")


@transaction.atomic
def appoint(*, base: Base, user: Any, role: str, details: Mapping[str, Any], by: Any, at: datetime) -> Appointment:
    """Ask somebody to serve a base, and tell them: it counts once they accept. ``ends_on`` is the first day without it.

    Reviewers and mentors are appointed by whoever prepares for the base, officers by whoever decides for it, and only
    from the staff. Raises ``NotYours``, and ``NotReady`` for days that overlap with what they hold already.
    """
    if hasattr(by, "pk") and not (can_decide(by, base) if role == Appointment.Role.OFFICER else can_prepare(by, base)):
        raise NotYours(_("You do not appoint anybody to this role at this base."))
    if role == Appointment.Role.OFFICER and not is_staff_member(user):
        raise NotReady(_("Only staff can be officers: please invite them to an organisation first."), reason="phone")
    Base.objects.select_for_update(of=("self",)).get(pk=base.pk)
    made = Appointment(base=base, user=user, role=role, **{key: details[key] for key in DETAILS if key in details})
    _check(made)
    if not hasattr(by, "pk") or by == user:
        # The portal's own acts and whoever appoints themselves need no answer.
        APPOINTMENT_MOVES.move(made, Appointment.Answer.ACCEPTED)
        made.answered_at = at
    made.save(force_insert=True)
    _note("appointment.made", made, by=by, at=at)
    tell_appointed(made, at=at)
    return made


@transaction.atomic
def change_appointment(appointment: Appointment, *, details: Mapping[str, Any], by: Any, at: datetime) -> Appointment:
    """Change days and particulars; raises what ``appoint`` raises."""
    base = appointment.base
    Base.objects.select_for_update(of=("self",)).get(pk=base.pk)
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("base__parent__parent")
        .get(pk=appointment.pk)
    )
    is_officer = appointment.role == Appointment.Role.OFFICER
    if hasattr(by, "pk") and not (can_decide(by, base) if is_officer else can_prepare(by, base)):
        raise NotYours(_("You do not appoint anybody to this role at this base."))
    changed = [key for key in DETAILS if key in details and getattr(appointment, key) != details[key]]
    if not changed:
        return appointment
    for key in changed:
        setattr(appointment, key, details[key])
    _check(appointment)
    appointment.save()
    _note("appointment.changed", appointment, by=by, at=at, fields=sorted(changed))
    return appointment


def end_appointment(appointment: Appointment, *, by: Any, at: datetime) -> Appointment:
    """End it today; one that has ended stays as it is, and one of today alone ends tomorrow."""
    today = timezone.localdate(at)
    if appointment.ends_on and appointment.ends_on <= today:
        return appointment
    last = max(today, date.fromordinal(appointment.starts_on.toordinal() + 1))
    return change_appointment(appointment, details={"ends_on": last}, by=by, at=at)


@transaction.atomic
def accept(appointment: Appointment, *, name: str, by: Any, at: datetime) -> Appointment:
    """Take an appointment on, and tell the base; again, nothing changes.

    ``name`` has to be the one under which the base appointed: whose number was mistyped does not know it. With a wrong
    one it is returned still unanswered, and after the fifth as declined. Raises ``NotYours`` for anybody else,
    ``NotNow`` when it was declined or is over.
    """
    appointment = _to_answer(appointment, by)
    if appointment.answer == Appointment.Answer.ACCEPTED:
        return appointment
    _must_wait_for_answer(appointment, at)
    if _plain(name) == _plain(appointment.name) or not appointment.name:
        return _answer(appointment, Appointment.Answer.ACCEPTED, by=by, at=at)
    appointment.tries += 1
    if appointment.tries >= MOST_TRIES:
        return _answer(appointment, Appointment.Answer.DECLINED, by=by, at=at)
    appointment.save(update_fields=["tries"])
    return appointment


@transaction.atomic
def decline(appointment: Appointment, *, by: Any, at: datetime) -> Appointment:
    """Turn an appointment down, and tell the base; again, nothing changes. Raises ``NotYours``, ``NotNow``."""
    appointment = _to_answer(appointment, by)
    if appointment.answer == Appointment.Answer.DECLINED:
        return appointment
    _must_wait_for_answer(appointment, at)
    return _answer(appointment, Appointment.Answer.DECLINED, by=by, at=at)


def _to_answer(appointment: Appointment, by: Any) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("base__parent__parent", "user")
    appointment = rows.get(pk=appointment.pk)
    if by != appointment.user:
        raise NotYours(_("Somebody else is asked."))
    return appointment


def _must_wait_for_answer(appointment: Appointment, at: datetime) -> None:
    is_over = appointment.ends_on is not None and appointment.ends_on <= timezone.localdate(at)
    if appointment.answer != Appointment.Answer.ASKED or is_over:
        raise NotNow(_("This appointment cannot be answered any more. Please speak to the base."))


def _answer(appointment: Appointment, answer: AppointmentAnswer, *, by: Any, at: datetime) -> Appointment:
    APPOINTMENT_MOVES.move(appointment, answer)
    appointment.answered_at = at
    appointment.save()
    _note(f"appointment.{answer}", appointment, by=by, at=at)
    tell_answered(appointment, at=at)
    return appointment


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


def _check(made: Appointment) -> None:
    """Raise ``NotReady`` for days that are none, or that overlap with what is held already."""
    if made.ends_on and made.ends_on <= made.starts_on:
        raise NotReady(_("The last day is before the first."), reason="ends_on")
    others = Appointment.objects.filter(base=made.base, user=made.user, role=made.role).exclude(pk=made.pk)
    others = others.exclude(answer=Appointment.Answer.DECLINED)
    if made.ends_on:
        others = others.filter(starts_on__lt=made.ends_on)
    if others.exclude(ends_on__lte=made.starts_on).exists():
        raise NotReady(_("They hold this role at this base already in these days."), reason="starts_on")


def _note(act: str, made: Appointment, *, by: Any, at: datetime, **facts: Any) -> None:
    keeper = keeper_of(made.base)
    record(
        act,
        made,
        by=by,
        at=at,
        organisation_id=keeper.pk if keeper else None,
        base=made.base_id,
        role=made.role,
        account=made.user_id,
        **facts,
    )
