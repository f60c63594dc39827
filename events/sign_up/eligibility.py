"""Who can join? One function answers with one named reason in plain words, for page, window and API alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.errors import NotEligible, SignUpClosed
from events.learning import qualifications
from events.models import Event, QualificationKind, Registration
from events.sign_up import limits, minors
from events.wishes import head_start
from organisations.models import Area
from portal.accounts.models import Person
from portal.templatetags.when import day_and_time

#: Estates are named in the reason as long as they are few.
MOST_NAMED = 3


def closed(event: Event, at: datetime) -> SignUpClosed | None:
    """Return why nobody can sign up now, or None.

    Reasons: ``cancelled``, ``over``, ``no_sign_up`` (just come), ``not_open_yet``, ``closed``.
    """
    if event.state != Event.State.SCHEDULED:
        return SignUpClosed(_("This activity has been called off."), reason="cancelled")
    if at >= event.ends_at:
        return SignUpClosed(_("This activity is over."), reason="over")
    if not event.needs_sign_up:
        return SignUpClosed(_("No sign-up is needed: just come."), reason="no_sign_up")
    if event.opens_at and at < event.opens_at:
        return SignUpClosed(_("Sign-up has not opened yet."), reason="not_open_yet")
    if at >= event.sign_up_closes_at:
        return SignUpClosed(_("Sign-up has closed."), reason="closed")
    return None


def refusal(event: Event, person: Person, at: datetime) -> NotEligible | None:
    """Return why this person cannot join, or None; nothing is counted here.

    Age is counted on the local day of the first session. Reasons: ``birth_date_missing``, ``too_young``,
    ``too_old``, ``qualification`` (does not hold on the day what is needed), ``estate`` (not a resident of where it is
    for), ``priority`` (the first days are for residents of the centre's estates).
    """
    return _refusal(event, person, _Homes.of(event, at), _unqualified(event, [person]))


def estates_first(event: Event, at: datetime) -> frozenset[str] | None:
    """Return the estates whose residents alone can sign up in these first days, or None afterwards; one query."""
    if not event.priority_until or at >= event.priority_until:
        return None
    served = Area.objects.estates().served_by(event.centre_id or event.organisation_id)
    return frozenset(served.values_list("code", flat=True))


def refusals(event: Event, people: Sequence[Person], at: datetime, *, by: Any = None) -> dict[int, NotEligible]:
    """Return the reason of each person who cannot join, by the person's id; a query for who is signed up already,
    one for each limit that the event has and one where somebody is under age, however many people.

    ``by`` is who signs up: for the young that has to be a guardian, as ``events.sign_up.minors`` says.
    """
    taking_part = set(
        Registration.objects.live()
        .filter(event=event, person__in=[person.pk for person in people])
        .values_list("person_id", flat=True)
    )
    over, homes = limits.used_up(event, people), _Homes.of(event, at)
    over |= head_start.others(event, people, at)
    unqualified = _unqualified(event, people)
    young = minors.refusals(event, people, by=by, at=at) if by else {}
    found: dict[int, NotEligible] = {}
    for person in people:
        if person.pk in taking_part:
            found[person.pk] = NotEligible(_("is signed up already"), reason="already", person_id=person.pk)
            continue
        reason = _refusal(event, person, homes, unqualified)
        if reason := reason or young.get(person.pk) or over.get(person.pk):
            found[person.pk] = reason
    return found


@dataclass(frozen=True)
class _Homes:
    """Whose residents an event is for, by name (nothing where they are many), and who comes first in these days."""

    names: str
    first: frozenset[str] | None

    @classmethod
    def of(cls, event: Event, at: datetime) -> "_Homes":
        few = event.estate_codes if len(event.estate_codes) <= MOST_NAMED else []
        estates = Area.objects.estates().filter(code__in=few).order_by("pk") if few else []
        return cls(gettext(", ").join(estate.local_name for estate in estates), estates_first(event, at))


def _refusal(event: Event, person: Person, homes: _Homes, unqualified: dict[int, NotEligible]) -> NotEligible | None:
    return _age_refusal(event, person) or unqualified.get(person.pk) or _estate_refusal(event, person, homes)


def _unqualified(event: Event, people: Sequence[Person]) -> dict[int, NotEligible]:
    """Return the reason of each person who does not hold on the first day what the event needs; two queries at most."""
    if event.requires_id is None:
        return {}
    day = timezone.localdate(event.starts_at)
    held = qualifications.held_by([person.pk for person in people], event.requires_id, day)
    if not (without := [person for person in people if person.pk not in held]):
        return {}
    kind = QualificationKind.objects.get(pk=event.requires_id)
    sentence = _("only for holders of: %(kind)s, valid on the day") % {"kind": kind.local_name}
    return {one.pk: NotEligible(sentence, reason="qualification", person_id=one.pk) for one in without}


def _age_refusal(event: Event, person: Person) -> NotEligible | None:
    programme = event.programme
    if programme.min_age is None and programme.max_age is None:
        return None
    age = person.age_on(timezone.localdate(event.starts_at))
    if age is None:
        sentence = _("There is an age limit: please add the date of birth first.")
        return NotEligible(sentence, reason="birth_date_missing", person_id=person.pk)
    if programme.min_age is not None and age < programme.min_age:
        words = _("for people of %(age)d and older") % {"age": programme.min_age}
        return NotEligible(words, reason="too_young", person_id=person.pk)
    if programme.max_age is not None and age > programme.max_age:
        words = _("for people of up to %(age)d") % {"age": programme.max_age}
        return NotEligible(words, reason="too_old", person_id=person.pk)
    return None


def _estate_refusal(event: Event, person: Person, homes: _Homes) -> NotEligible | None:
    home = person.household.estate_code
    if event.estate_codes and home not in event.estate_codes:
        certain, named = _("only for residents of certain estates"), _("only for residents of %(estates)s")
        sentence = named % {"estates": homes.names} if homes.names else certain
        return NotEligible(sentence, reason="estate", person_id=person.pk)
    if homes.first is None or home in homes.first or event.priority_until is None:
        return None
    until = _("until %(moment)s only for residents of the centre's estates")
    sentence = until % {"moment": day_and_time(event.priority_until)}
    return NotEligible(sentence, reason="priority", person_id=person.pk)
