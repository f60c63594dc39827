"""How does somebody become a volunteer, change what they offer, take a break, stop, and begin again?"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.errors import NotAllowed, VolunteeringRefused
from events.models import Assignment, SpokenLanguage, Volunteer, Welcome
from events.permissions import may_act_for
from events.states import LIVE_WELCOMES, VOLUNTEER_MOVES, WELCOME_MOVES, VolunteerState, WelcomeState
from events.volunteering import consent_messages, fitness, stand_ins, taking
from portal.accounts.household import PersonDetails, change_person
from portal.accounts.models import Mandate, Person
from portal.accounts.permissions import is_guardian
from portal.audit.recording import record
from portal.transactions import repeated_when_lost

#: Digits of a number's second half, and after how many that were taken already one more digit is used.
DIGITS, MOST_DIGITS, TRIES = 4, 6, 8


@dataclass(frozen=True)
class Profile:
    """What a volunteer says of themselves; codes as ``Volunteer`` holds them."""

    interests: list[str] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    skills_note: str = ""
    languages: Iterable[SpokenLanguage] = ()
    free_times: list[str] = field(default_factory=list)
    estate_codes: list[str] = field(default_factory=list)
    national_number: str = ""


@repeated_when_lost
@transaction.atomic
def enlist(
    person: Person,
    profile: Profile,
    *,
    birth_date: date | None = None,
    guardian_agrees: bool = False,
    by: Any,
    at: datetime,
) -> Volunteer:
    """Make somebody a volunteer, or one again who had stopped, with the same number. Who is one already, stays it.

    ``birth_date`` is kept where none is known. Under 18 the guardian's word is needed: whoever is their guardian gives
    it here; a minor with an account of their own is enlisted, their guardians are asked, and no shift is open before.

    Raises ``NotAllowed``, and ``VolunteeringRefused`` naming ``birth_date`` or ``guardian_agrees``.
    """
    _refuse_stranger(person, by, at)
    person = _with_birth_date(person, birth_date, by=by, at=at)
    known = Volunteer.objects.select_for_update().filter(person=person).first()
    if known is not None and known.state != VolunteerState.ENDED:
        return known
    agrees = _guardian_agrees(person, guardian_agrees, by=by, at=at)
    row = known or _numbered(person, at)
    if known is not None:
        VOLUNTEER_MOVES.move(row, VolunteerState.ACTIVE)
        row.ended_at, row.started_at = None, at
    row.guardian, row.guardian_agreed_at = (by, at) if agrees else (None, None)
    _write(row, profile)
    record("volunteer.began", row, by=by, at=at, beneficiary_id=person.pk, again=known is not None)
    if is_minor(person, at) and not agrees:
        consent_messages.ask_guardians(row, at=at)
    return row


@transaction.atomic
def change(volunteer: Volunteer, profile: Profile, *, by: Any, at: datetime) -> Volunteer:
    """Write what a volunteer offers now. Raises ``NotAllowed``."""
    row = _locked(volunteer, by, at)
    _write(row, profile)
    record("volunteer.changed", row, by=by, at=at, beneficiary_id=row.person_id)
    return row


@transaction.atomic
def pause(volunteer: Volunteer, *, by: Any, at: datetime) -> Volunteer:
    """Take no new shifts for a while; what was taken stays taken. Raises ``NotAllowed``, ``VolunteeringRefused``."""
    return _moved(volunteer, VolunteerState.PAUSED, by=by, at=at)


@transaction.atomic
def go_on(volunteer: Volunteer, *, by: Any, at: datetime) -> Volunteer:
    """Take shifts again after a break. Raises ``NotAllowed``, ``VolunteeringRefused`` for one who stopped."""
    return _moved(volunteer, VolunteerState.ACTIVE, by=by, at=at)


@repeated_when_lost
@transaction.atomic
def end(volunteer: Volunteer, *, by: Any, at: datetime) -> Volunteer:
    """Stop: step back from every shift to come and end requests for stand-ins, leave the organisations, be forgotten.

    The number and the hours stay. Again, nothing changes. Raises ``NotAllowed``.
    """
    _refuse_stranger(volunteer.person, by, at)
    coming = Assignment.objects.live().filter(volunteer=volunteer, shift__starts_at__gt=at)
    for one in coming.select_related("shift__pool", "shift__supervisor", "volunteer__person").order_by("shift__pool"):
        taking.step_back(one, by=by, at=at)
    stand_ins.end_those_of(volunteer, at)
    row = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    if row.state == VolunteerState.ENDED:
        return row
    VOLUNTEER_MOVES.move(row, VolunteerState.ENDED)
    row.ended_at, row.guardian, row.guardian_agreed_at = at, None, None
    _write(row, Profile())
    for welcome in Welcome.objects.select_for_update().filter(volunteer=row, state__in=LIVE_WELCOMES):
        WELCOME_MOVES.move(welcome, WelcomeState.LEFT)
        welcome.save(update_fields=["state"])
    record("volunteer.ended", row, by=by, at=at, beneficiary_id=row.person_id)
    return row


@transaction.atomic
def agree(volunteer: Volunteer, *, by: Any, at: datetime) -> Volunteer:
    """Give the guardian's word for a minor; given already, it stays as it was given. Raises ``NotAllowed``."""
    if not is_guardian(by, volunteer.person, on=timezone.localdate(at)):
        raise NotAllowed(_("Only a parent or guardian can agree."))
    row = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    if row.guardian_agreed_at is not None:
        return row
    row.guardian, row.guardian_agreed_at = by, at
    row.save(update_fields=["guardian", "guardian_agreed_at"])
    record("volunteer.guardian_agreed", row, by=by, at=at, beneficiary_id=row.person_id)
    consent_messages.tell_agreed(row, at=at)
    return row


def is_minor(person: Person, at: datetime) -> bool:
    """Return whether somebody is known to be under 18 today."""
    age = person.age_on(timezone.localdate(at))
    return age is not None and age < fitness.OF_AGE


def _with_birth_date(person: Person, birth_date: date | None, *, by: Any, at: datetime) -> Person:
    """Return the person with a birth date: without one nobody can tell which roles are open to them."""
    if person.birth_date is not None:
        return person
    if birth_date is None:
        raise VolunteeringRefused(
            _("Please give the date of birth: some roles are for people of a certain age."), field="birth_date"
        )
    known = PersonDetails(**{name: getattr(person, name) for name in PersonDetails.__dataclass_fields__})
    mandate = Mandate.objects.of_agent(by).valid_on(timezone.localdate(at)).lasting().get(person=person)
    relation = mandate.relation if mandate.relation != Mandate.Relation.SELF else ""
    changed, _fields = change_person(person.pk, replace(known, birth_date=birth_date), relation=relation, by=by, at=at)
    return changed


def _guardian_agrees(person: Person, ticked: bool, *, by: Any, at: datetime) -> bool:
    """Return whether a guardian agrees here and now. Raises ``VolunteeringRefused`` where one has to, and does not."""
    if not is_minor(person, at) or person.user_id == by.pk:
        return False
    if not is_guardian(by, person, on=timezone.localdate(at)):
        sentence = _("Under 18, only a parent or guardian can do this for somebody else.")
        raise VolunteeringRefused(sentence, field="guardian_agrees", reason="no_guardian")
    if not ticked:
        sentence = _("Under 18 this needs your word as parent or guardian: please tick the box if you agree.")
        raise VolunteeringRefused(sentence, field="guardian_agrees", reason="guardian")
    return True


def _numbered(person: Person, at: datetime) -> Volunteer:
    """Return a new volunteer with a number that nobody has; the digits are random and tell nothing."""
    month = timezone.localtime(at).strftime("%y%m")
    for digits in range(DIGITS, MOST_DIGITS + 1):
        for _try in range(TRIES):
            number = f"V{month}-{secrets.randbelow(10**digits):0{digits}}"
            try:
                with transaction.atomic():
                    return Volunteer.objects.create(person=person, number=number, started_at=at)
            except IntegrityError:
                if already := Volunteer.objects.filter(person=person).first():
                    return already
    raise VolunteeringRefused(_("No number could be found just now. Please try again."), reason="no_number")


def _write(row: Volunteer, profile: Profile) -> None:
    row.interests, row.skills, row.skills_note = profile.interests, profile.skills, profile.skills_note
    row.free_times, row.estate_codes = profile.free_times, profile.estate_codes
    row.national_number = profile.national_number
    row.save()
    row.languages.set(profile.languages)


def _moved(volunteer: Volunteer, state: VolunteerState, *, by: Any, at: datetime) -> Volunteer:
    row = _locked(volunteer, by, at)
    if row.state == state:
        return row
    VOLUNTEER_MOVES.move(row, state)
    row.save(update_fields=["state"])
    record(f"volunteer.{state}", row, by=by, at=at, beneficiary_id=row.person_id)
    return row


def _locked(volunteer: Volunteer, by: Any, at: datetime) -> Volunteer:
    """Return the volunteer under a lock. Raises ``NotAllowed``, ``VolunteeringRefused`` for one who stopped."""
    _refuse_stranger(volunteer.person, by, at)
    row = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    if row.state == VolunteerState.ENDED:
        raise VolunteeringRefused(_("Please become a volunteer again first."), reason="ended")
    return row


def _refuse_stranger(person: Person, by: Any, at: datetime) -> None:
    if not may_act_for(by, [person.pk], at):
        raise NotAllowed(_("You do not act for this person."))
