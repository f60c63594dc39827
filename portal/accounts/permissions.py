"""May this account act for this person, and as their guardian? Only a valid mandate says so."""

from datetime import date
from typing import Any

from portal.accounts.models import Mandate, Person


def may_act_for(user: Any, person: Person, *, on: date) -> bool:
    """Return whether ``user`` holds a lasting mandate for ``person`` that is in force on this day."""
    if not user.is_authenticated or person.erased_at is not None:
        return False
    return Mandate.objects.of_agent(user).valid_on(on).lasting().filter(person=person).exists()


def is_guardian(user: Any, person: Person, *, on: date) -> bool:
    """Return whether ``user`` is a guardian of ``person`` on this day."""
    guardians = Mandate.objects.of_agent(user).valid_on(on).filter(basis=Mandate.Basis.GUARDIAN)
    return user.is_authenticated and guardians.filter(person=person).exists()
