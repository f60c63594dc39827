"""What has somebody agreed to? One consent a purpose and version; refusing what is optional blocks nothing."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.errors import NeedsGuardian, NotOptional, NotYourPerson, OwnConsentOnly
from portal.accounts.models import Consent, Notice, Person
from portal.accounts.permissions import is_guardian, may_act_for
from portal.audit.recording import record

OPTIONAL = (Notice.Purpose.HEALTH, Notice.Purpose.PHOTOS, Notice.Purpose.ARRIVALS)
OF_AGE = 18


def current_notice(purpose: str, *, at: datetime) -> Notice | None:
    """Return the newest notice of this purpose that was published by ``at``."""
    return Notice.objects.filter(purpose=purpose, published_at__lte=at).order_by("-version").first()


def has_consent(person: Person, purpose: str, *, at: datetime) -> bool:
    """Return whether the person agreed to the wording that is current at ``at``, and still does."""
    notice = current_notice(purpose, at=at)
    return notice is not None and Consent.objects.filter(notice=notice, person=person, withdrawn_at=None).exists()


@transaction.atomic
def give_consent(person: Person, purpose: str, *, by: Any, at: datetime) -> Consent | None:
    """Record consent to the current notice; the same one again when it is in force, None when there is no notice.

    Raises ``NotYourPerson`` without a valid mandate, and what ``refusal_to_consent`` returns.
    """
    _refuse_without_mandate(person, by, at)
    if refusal := refusal_to_consent(person, purpose, by=by, at=at):
        raise refusal
    notice = current_notice(purpose, at=at)
    if notice is None:
        return None
    consent, is_new = Consent.objects.get_or_create(
        notice=notice, person=person, withdrawn_at=None, defaults={"given_by": by, "given_at": at}
    )
    if is_new:
        _record("consent.given", consent, by=by, at=at)
    return consent


def refusal_to_consent(person: Person, purpose: str, *, by: Any, at: datetime) -> NeedsGuardian | OwnConsentOnly | None:
    """Return why ``by``, who acts for the person, cannot agree to this, or None.

    A picture of somebody under age is their guardian's to allow. That family is told of somebody's comings is for
    nobody to allow but themselves, once they have an account.
    """
    today = timezone.localdate(at)
    age = person.age_on(today)
    is_minor = age is not None and age < OF_AGE
    if purpose == Notice.Purpose.PHOTOS and is_minor and not is_guardian(by, person, on=today):
        return NeedsGuardian(_("For somebody under 18 a parent or guardian decides this."))
    if purpose == Notice.Purpose.ARRIVALS and person.user_id not in (None, by.pk):
        return OwnConsentOnly(_("Whoever has an account decides this for themselves."))
    return None


@transaction.atomic
def withdraw_consent(person: Person, purpose: str, *, by: Any, at: datetime) -> int:
    """Withdraw consent to every version of an optional notice; return how many were in force.

    Raises ``NotYourPerson`` without a valid mandate and ``NotOptional`` for the terms.
    """
    _refuse_without_mandate(person, by, at)
    if purpose not in OPTIONAL:
        raise NotOptional(_("The portal cannot work without this. To withdraw it, please close your account."))
    consents = Consent.objects.select_for_update().filter(person=person, notice__purpose=purpose, withdrawn_at=None)
    rows = list(consents.select_related("notice"))
    for consent in rows:
        Consent.objects.filter(pk=consent.pk).update(withdrawn_at=at)
        _record("consent.withdrawn", consent, by=by, at=at)
    return len(rows)


def _record(act: str, consent: Consent, *, by: Any, at: datetime) -> None:
    notice = consent.notice
    record(act, consent, by=by, at=at, beneficiary_id=consent.person_id, purpose=notice.purpose, version=notice.version)


def _refuse_without_mandate(person: Person, by: Any, at: datetime) -> None:
    if not may_act_for(by, person, on=timezone.localdate(at)):
        raise NotYourPerson(_("There is nobody here whom you may act for."))
