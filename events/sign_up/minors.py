"""Who signs up the young? Under 14 a guardian; from 14 to 17 they themselves, as long as it is free and indoors.

Where somebody stands at the window or the door, staff see who comes along with them, and decide.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.errors import NotEligible
from events.models import Event
from portal.accounts.models import Mandate, Person

#: Under this age a guardian acts, whatever it is.
ACTS_FROM = 14
OF_AGE = 18
Basis = Mandate.Basis


def refusals(event: Event, people: Sequence[Person], *, by: Any, at: datetime) -> dict[int, NotEligible]:
    """Return who of these people is under age and cannot be signed up by this account, with the reason.

    Age is counted on the local day of signing up; one query where somebody is under age. Reasons: ``guardian``
    (under 14), ``guardian_for_fee``, ``guardian_for_outing``.
    """
    today = timezone.localdate(at)
    ages = {person.pk: person.age_on(today) for person in people}
    minors = {pk: age for pk, age in ages.items() if age is not None and age < OF_AGE}
    if not minors:
        return {}
    in_force = Mandate.objects.valid_on(today).of_agent(by).filter(person__in=minors)
    bases: dict[int, set[str]] = {}
    for person_id, basis in in_force.values_list("person_id", "basis"):
        bases.setdefault(person_id, set()).add(basis)
    found = {pk: _refusal(event, pk, age, bases.get(pk, set())) for pk, age in minors.items()}
    return {pk: refusal for pk, refusal in found.items() if refusal}


def _refusal(event: Event, person_id: int, age: int, bases: set[str]) -> NotEligible | None:
    if bases & {Basis.GUARDIAN, Basis.DESK}:
        return None
    if age < ACTS_FROM:
        sentence, reason = _("children under 14 are signed up by a parent or guardian"), "guardian"
    elif event.programme.fee_yuan:
        sentence = _("where there is a fee, a parent or guardian signs up whoever is under 18")
        reason = "guardian_for_fee"
    elif event.programme.is_outing:
        sentence = _("for an outing, a parent or guardian signs up whoever is under 18")
        reason = "guardian_for_outing"
    else:
        return None
    return NotEligible(sentence, reason=reason, person_id=person_id)
