"""How does an old account get another number? At a window, where somebody of its household shows who they are.

The new number is proven as everywhere, by six digits sent to it. Whoever signed in with it before keeps their people
and sign-ups in the account that gets it; whoever still is in with the old number is out at the next request.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.accounts.errors import NotAtWindow, SeveralFit
from portal.accounts.models import Mandate, NumberGiven, Person, User, normalise_name
from portal.audit.recording import record
from portal.outbox.queueing import tell


@dataclass(frozen=True)
class Shown:
    """Somebody as their papers name them."""

    name: str
    birth_date: date


@dataclass(frozen=True)
class Claim:
    """Whose account it is and where they live, whose papers were seen, and the two sentences that say why."""

    holder: Shown
    estate_code: str
    member: Shown
    seen: str
    because: str


def people_of(claim: Claim, *, by: Any) -> tuple[Person, Person]:
    """Return the account's holder and the member whose papers were seen.

    Raises ``NotAtWindow`` when either is not as the papers say (it does not tell which), for an account of staff,
    and for one's own; ``SeveralFit``.
    """
    holders = Person.objects.filter(
        **_named(claim.holder), household__estate_code=claim.estate_code, user__isnull=False, erased_at=None
    )
    found = list(holders.select_related("user")[:2])
    if len(found) > 1:
        raise SeveralFit(_("Several people fit. Please ask the district's administrator."))
    member = _member(found[0], claim.member) if found else None
    if member is None:
        raise NotAtWindow(_("There is no account of this person, or nobody of that name and birth date belongs to it."))
    account: Any = found[0].user
    if account.is_staff or account.is_superuser:
        raise NotAtWindow(_("This account is used by staff. Whoever manages the staff invites the new number."))
    if account.pk == by.pk or Mandate.objects.of_agent(by).lasting().filter(person=found[0]).exists():
        raise NotAtWindow(_("This is your own family. Please let a colleague do it."))
    return found[0], member


@transaction.atomic
def give_number(phone: str, claim: Claim, *, organisation_id: int, by: Any, at: datetime) -> NumberGiven:
    """Give the account a number (E.164) whose code was redeemed just now; tells its inbox.

    Doing it again changes nothing. All sessions of the account and of the number's former account end, a password is
    no longer valid. Raises what ``people_of`` raises, and ``NotAtWindow`` for a number that staff sign in with.
    """
    holder, member = people_of(claim, by=by)
    concerned = Q(pk=holder.user_id) | Q(phone=phone)
    users = {user.pk: user for user in User.objects.select_for_update().filter(concerned).order_by("pk")}
    account = users.pop(holder.user_id or 0)
    if account.phone == phone and (known := NumberGiven.objects.filter(person=holder).last()):
        return known
    for former in users.values():
        if former.is_staff or former.is_superuser:
            raise NotAtWindow(_("Staff sign in with this number. Please take another one."))
        _take_over(former, account, by=by, at=at)
    account.phone, account.phone_verified_at, account.password = phone, at, make_password(None)
    account.save(update_fields=["phone", "phone_verified_at", "password"])
    given = NumberGiven.objects.create(
        person=holder,
        seen_person=member,
        organisation_id=organisation_id,
        seen=claim.seen,
        because=claim.because,
        given_by=by,
        given_at=at,
    )
    record(
        "account.number_given", account, by=by, at=at, beneficiary_id=holder.pk, organisation_id=organisation_id,
        given_id=given.pk, seen_person_id=member.pk,
    )  # fmt: skip
    _tell(account, given, at=at)
    return given


def _named(shown: Shown) -> dict[str, Any]:
    return {"name": normalise_name(shown.name), "birth_date": shown.birth_date}


def _member(holder: Person, shown: Shown) -> Person | None:
    """Return who of the holder's household, or of those they look after, is called so."""
    cared_for = Mandate.objects.lasting().filter(agent=holder.user_id, ends_on=None).values("person")
    of_it = Q(pk=holder.pk) | Q(household=holder.household_id) | Q(pk__in=cared_for)
    return Person.objects.filter(of_it, **_named(shown), erased_at=None).order_by("pk").first()


def _take_over(former: User, account: User, *, by: Any, at: datetime) -> None:
    """Take the number off the account that was made with it meanwhile; its people are the old account's from now on."""
    former.phone, former.phone_verified_at, former.password = None, None, make_password(None)
    former.save(update_fields=["phone", "phone_verified_at", "password"])
    record("account.number_released", former, by=by, at=at)
    today = timezone.localdate(at)
    known = Mandate.objects.of_agent(account).valid_on(today).lasting().values("person")
    for mandate in Mandate.objects.of_agent(former).valid_on(today).lasting().exclude(person__in=known):
        is_self = mandate.relation == Mandate.Relation.SELF
        taken = Mandate.objects.create(
            person_id=mandate.person_id,
            agent=account,
            relation=Mandate.Relation.OTHER if is_self else mandate.relation,
            basis=Mandate.Basis.FAMILY if is_self else mandate.basis,
            starts_on=today,
        )
        record("mandate.taken_over", taken, by=by, at=at, beneficiary_id=mandate.person_id)


def _tell(account: User, given: NumberGiven, *, at: datetime) -> None:
    with translation.override(account.language):
        tell(
            account,
            kind="account.number_given",
            key=f"number_given:{given.pk}",
            subject=_("Your account has another number"),
            body=_("It was changed at a window, where a member of your household showed their papers. "
                   "If that is wrong, please tell the centre at once."),
            at=at,
            path="/me/profile/",
        )  # fmt: skip
