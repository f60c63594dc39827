"""How does a volunteer come to belong to an organisation? They ask, staff welcome or decline, either may part again.

What staff write about somebody (a note, the insurance) is their organisation's own.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.errors import NotAllowed, VolunteeringRefused
from events.models import Assignment, Volunteer, VolunteerRule, Welcome
from events.permissions import can_roster, may_act_for
from events.states import LIVE_WELCOMES, WELCOME_MOVES, AssignmentState, VolunteerState, WelcomeState
from events.volunteering import welcome_messages
from organisations.models import Organisation
from portal.audit.recording import record

#: What an organisation sets for itself.
RULE = ("needs_welcome", "words", "words_en", "alert_hours", "absences", "absence_days")
#: In a shift by one's own word, or waiting for one.
TOOK_PART = (AssignmentState.WAITING, AssignmentState.CONFIRMED)
#: An hour before which nobody can still be found, and a week after which nobody looks.
MOST_ALERT_HOURS = 24 * 14


@transaction.atomic
def ask_to_join(volunteer: Volunteer, organisation: Organisation, *, by: Any, at: datetime) -> Welcome:
    """Ask an organisation to be one of its volunteers; asked or welcomed already, nothing changes.

    Raises ``NotAllowed``, and ``VolunteeringRefused`` for whoever takes no shifts or an organisation at rest.
    """
    _refuse_stranger(volunteer, by, at)
    if volunteer.state != VolunteerState.ACTIVE:
        raise VolunteeringRefused(_("This volunteer takes no shifts at present."), reason="not_active")
    if organisation.state != Organisation.State.ACTIVE:
        raise VolunteeringRefused(_("This organisation takes nobody in at present."), reason="organisation")
    row = _row(volunteer, organisation)
    if row is None:
        row = Welcome.objects.create(volunteer=volunteer, organisation=organisation, asked_at=at)
    elif row.state in LIVE_WELCOMES:
        return row
    else:
        WELCOME_MOVES.move(row, WelcomeState.ASKED)
        row.asked_at = at
        row.save()
    _record("welcome.asked", row, by=by, at=at)
    return row


@transaction.atomic
def leave(volunteer: Volunteer, organisation: Organisation, *, by: Any, at: datetime) -> Welcome | None:
    """Belong to an organisation no longer; shifts that were taken stay. Again, nothing. Raises ``NotAllowed``."""
    _refuse_stranger(volunteer, by, at)
    row = _row(volunteer, organisation)
    if row is None or not WELCOME_MOVES.allows(row.state, WelcomeState.LEFT):
        return row
    WELCOME_MOVES.move(row, WelcomeState.LEFT)
    row.save()
    _record("welcome.left", row, by=by, at=at)
    return row


@transaction.atomic
def welcome(volunteer: Volunteer, organisation: Organisation, *, by: Any, at: datetime) -> Welcome:
    """Take a volunteer in and tell them; welcomed already, nothing changes. Raises ``NotAllowed``."""
    row = _known(volunteer, organisation, by=by, at=at)
    if row.state == WelcomeState.WELCOMED and row.pk:
        return row
    if row.pk:
        WELCOME_MOVES.move(row, WelcomeState.WELCOMED)
    row.state, row.welcomed_at, row.welcomed_by = WelcomeState.WELCOMED, at, by
    row.save()
    _record("welcome.welcomed", row, by=by, at=at)
    welcome_messages.tell_welcomed(row, at=at)
    return row


@transaction.atomic
def decline(volunteer: Volunteer, organisation: Organisation, *, reason: str, by: Any, at: datetime) -> Welcome:
    """Say why a volunteer who asked is not taken in; they are told. Again, nothing changes.

    Raises ``NotAllowed``, and ``VolunteeringRefused`` for whoever did not ask.
    """
    declined = Welcome.objects.filter(volunteer=volunteer, organisation=organisation, state=WelcomeState.DECLINED)
    if can_roster(by, organisation.pk) and (again := declined.first()):
        return again
    row = _known(volunteer, organisation, by=by, at=at)
    if not row.pk or row.state != WelcomeState.ASKED:
        raise VolunteeringRefused(_("They have not asked to join."), reason="not_asked")
    WELCOME_MOVES.move(row, WelcomeState.DECLINED)
    row.save()
    _record("welcome.declined", row, by=by, at=at)
    welcome_messages.tell_declined(row, reason, at=at)
    return row


@transaction.atomic
def note_insurance(
    volunteer: Volunteer, organisation: Organisation, *, until: date | None, note: str = "", by: Any, at: datetime
) -> Welcome:
    """Write down until which day a volunteer is insured here; with no day, that they are not.

    Raises ``NotAllowed``, and ``VolunteeringRefused`` for a day that is over, or before they asked or were welcomed.
    """
    row = _known(volunteer, organisation, by=by, at=at)
    if until is not None and until < timezone.localdate(at):
        raise VolunteeringRefused(_("This day is over. Please enter the last day of the insurance."), field="until")
    _refuse_newcomer(row)
    row.insured_until, row.insurance_note = until, note
    row.save()
    _record("welcome.insured", row, by=by, at=at, until=until.isoformat() if until else "")
    return row


@transaction.atomic
def write_note(volunteer: Volunteer, organisation: Organisation, *, note: str, by: Any, at: datetime) -> Welcome:
    """Keep a note on a volunteer for colleagues. Raises ``NotAllowed``, and ``VolunteeringRefused`` as above."""
    row = _known(volunteer, organisation, by=by, at=at)
    _refuse_newcomer(row)
    row.note = note
    row.save()
    _record("welcome.noted", row, by=by, at=at)
    return row


@transaction.atomic
def set_rule(organisation: Organisation, details: Mapping[str, Any], *, by: Any, at: datetime) -> VolunteerRule:
    """Say what the organisation asks of its volunteers; ``details`` are ``RULE``.

    Raises ``NotAllowed``, and ``VolunteeringRefused`` naming the field.
    """
    if not can_roster(by, organisation.pk):
        raise NotAllowed(_("You do not roster this organisation's volunteers."))
    hours = details.get("alert_hours", [])
    if any(not 1 <= hour <= MOST_ALERT_HOURS for hour in hours):
        raise VolunteeringRefused(_("Please enter hours between 1 and 336."), field="alert_hours")
    if details.get("needs_welcome") and not details.get("words"):
        raise VolunteeringRefused(_("Please say how you welcome them: volunteers read it."), field="words")
    rule, _is_new = VolunteerRule.objects.select_for_update().get_or_create(organisation=organisation)
    for name in RULE:
        if name in details:
            setattr(rule, name, details[name])
    rule.save()
    record("volunteer_rule.set", rule, by=by, at=at, organisation_id=organisation.pk, fields=sorted(details))
    return rule


def is_known_to(volunteer: Volunteer, organisation_id: int) -> bool:
    """Return whether an organisation has to do with a volunteer: they belong to it, asked to, or took a shift there.

    That it asked them for a shift is not enough: their own word opens the door.
    """
    return (
        Welcome.objects.filter(volunteer=volunteer, organisation=organisation_id, state__in=LIVE_WELCOMES).exists()
        or Assignment.objects.filter(
            volunteer=volunteer, shift__organisation=organisation_id, state__in=TOOK_PART
        ).exists()
    )


def _known(volunteer: Volunteer, organisation: Organisation, *, by: Any, at: datetime) -> Welcome:
    """Return the row under a lock, or a new one; whoever is a stranger to the organisation looks missing to it."""
    if not can_roster(by, organisation.pk) or not is_known_to(volunteer, organisation.pk):
        raise NotAllowed(_("This volunteer has nothing to do with this organisation."))
    return _row(volunteer, organisation) or Welcome(volunteer=volunteer, organisation=organisation, asked_at=at)


def _refuse_newcomer(row: Welcome) -> None:
    if not row.pk:
        raise VolunteeringRefused(_("Please welcome them first."), reason="not_welcomed")


def _row(volunteer: Volunteer, organisation: Organisation) -> Welcome | None:
    return (
        Welcome.objects.select_for_update(of=("self",))
        .select_related("volunteer__person__user", "organisation")
        .filter(volunteer=volunteer, organisation=organisation)
        .first()
    )


def _refuse_stranger(volunteer: Volunteer, by: Any, at: datetime) -> None:
    if not may_act_for(by, [volunteer.person_id], at):
        raise NotAllowed(_("You do not act for this volunteer."))


def _record(act: str, row: Welcome, *, by: Any, at: datetime, **facts: Any) -> None:
    record(
        act,
        row,
        by=by,
        at=at,
        beneficiary_id=row.volunteer.person_id,
        organisation_id=row.organisation_id,
        **facts,
    )
