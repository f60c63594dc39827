"""What is left of somebody who wants to be forgotten? Figures, and records in which nobody is named any more.

Each app erases its own part (``contributions.erasures``), while the person is still who they were; then go the person,
their account and what was told to it. Nothing that others need is deleted: rows stay, without a name.
"""

import secrets
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal import contributions
from portal.accounts.errors import CannotErase, NotYourPerson
from portal.accounts.models import ERASED_NAME, Collector, Consent, Household, Mandate, Person, PhoneCode
from portal.audit.recording import record
from portal.outbox import forgetting

OWN = (Mandate.Basis.SELF, Mandate.Basis.GUARDIAN)


@transaction.atomic
def erase(person: Person, *, by: Any, at: datetime) -> Person:
    """Erase what is held about a person, with their account if they have one; doing it again changes nothing.

    Oneself and a guardian may. What was signed up for and is not over is cancelled first. Raises ``NotYourPerson``,
    and ``CannotErase`` for whoever serves here as staff.
    """
    person = Person.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=person.pk)
    if person.erased_at is not None:
        return person
    mandates = Mandate.objects.of_agent(by).valid_on(timezone.localdate(at)).filter(basis__in=OWN)
    if not mandates.filter(person=person).exists():
        raise NotYourPerson(_("There is nobody here whom you may act for."))
    if person.user and (person.user.is_staff or person.user.is_superuser):
        raise CannotErase(_("You serve here as staff. Please leave those organisations first; then ask again."))
    agents = set(Mandate.objects.filter(person=person).values_list("agent", flat=True))
    for erases in contributions.erasures:
        erases(person.pk, by=by, at=at)
    if person.user:
        _erase_account(person.user, at=at)
    forgetting.take_out(person.name, ERASED_NAME, recipient_ids=agents)
    _erase_person(person, at=at)
    record("person.erased", person, by=by, at=at, beneficiary_id=person.pk)
    return person


def _erase_person(person: Person, *, at: datetime) -> None:
    today = timezone.localdate(at)
    Mandate.objects.filter(person=person).exclude(ends_on__lte=today).update(ends_on=today)
    Consent.objects.filter(person=person, withdrawn_at=None).update(withdrawn_at=at)
    Collector.objects.filter(person=person).update(name=ERASED_NAME, phone="", removed_at=at)
    person.numbers_given.update(seen="", because="")
    person.user, person.birth_date, person.erased_at = None, None, at
    person.name, person.contact_phone, person.emergency_name, person.emergency_phone = ERASED_NAME, "", "", ""
    person.needs, person.needs_note = [], ""
    # Where somebody lives tells who they are; the home stays for those who still live there.
    person.household = Household.objects.create()
    person.save()


def _erase_account(user: Any, *, at: datetime) -> None:
    """Empty an account so that nobody comes in; its row stays, because others' records point to it."""
    today = timezone.localdate(at)
    Mandate.objects.of_agent(user).exclude(ends_on__lte=today).update(ends_on=today)
    forgetting.empty_inbox(user.pk)
    EmailAddress.objects.filter(user=user).delete()
    user.authenticator_set.all().delete()
    if user.phone:
        PhoneCode.objects.filter(phone=user.phone).delete()
    user.username, user.password = f"x{secrets.token_hex(8)}", make_password(None)
    user.first_name = user.last_name = user.email = ""
    user.phone = user.phone_verified_at = user.wechat_open_id = None
    user.muted_channels, user.is_active = [], False
    user.save()
