"""Who belongs to somebody's household, and for whom may they act? Persons, and the mandates that tie them."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.consents import give_consent
from portal.accounts.errors import CannotEnd, HasOwnAccount, HouseholdFull, NotYourPerson
from portal.accounts.models import Household, Mandate, Notice, Person, User, normalise_name
from portal.accounts.permissions import may_act_for
from portal.audit.recording import record
from portal.timetable.models import Diary

Relation, Basis = Mandate.Relation, Mandate.Basis
OF_AGE = 18
#: More than any family; a helper with an estate to look after is named by the centre instead.
MOST_PEOPLE = 40


@dataclass(frozen=True)
class PersonDetails:
    """What one form asks about somebody. ``estate_code`` is of their home and moves whoever lives there."""

    name: str
    birth_date: date | None = None
    estate_code: str = ""
    contact_phone: str = ""
    emergency_name: str = ""
    emergency_phone: str = ""
    needs: list[str] = field(default_factory=list)
    needs_note: str = ""


def people_one_may_act_for(user: Any, at: datetime) -> QuerySet[Person]:
    """Return the people with a mandate of ``user`` in force, oneself first, each with ``relation`` and ``basis``.

    Whoever came to the window or to a helper is not among them: those sign them up and do not see what else is theirs.
    """
    today = timezone.localdate(at)
    lasting = [basis for basis in Basis.values if basis not in Mandate.NARROW]
    in_force = Q(mandates__ends_on=None) | Q(mandates__ends_on__gt=today)
    return (
        Person.objects.filter(
            in_force, mandates__agent=user, mandates__starts_on__lte=today, mandates__basis__in=lasting, erased_at=None
        )
        # The annotations name the very mandate that the filter found: one join serves both.
        .annotate(
            relation=F("mandates__relation"),
            basis=F("mandates__basis"),
            place=Case(When(mandates__relation=Relation.SELF, then=Value(0)), default=Value(1)),
        )
        .select_related("household")
        .order_by("place", "pk")
    )


@transaction.atomic
def become_resident(user: Any, *, name: str, birth_date: date | None = None, at: datetime) -> Person:
    """Make the person that ``user`` is, with a household and the mandate for themselves; repeated, the same one.

    Going on past the words on the page is agreeing to the terms: that consent is recorded too.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if existing := Person.objects.filter(user=user).first():
        return existing
    person = Person.objects.create(
        user=user,
        name=normalise_name(name),
        birth_date=birth_date,
        household=Household.objects.create(),
        diary=Diary.objects.create(),
    )
    _open_mandate(person, user, Relation.SELF, at)
    record("person.added", person, by=user, at=at, beneficiary_id=person.pk, relation=Relation.SELF)
    give_consent(person, Notice.Purpose.TERMS, by=user, at=at)
    return person


@transaction.atomic
def add_person(
    details: PersonDetails, *, relation: str, is_guardian: bool = False, by: Any, at: datetime
) -> tuple[Person, bool]:
    """Add somebody whom ``by`` looks after; return the person and whether they are new.

    Somebody of the same name and birth date in the household, or once acted for, is returned instead. Raises
    ``NotYourPerson`` before ``by`` is a resident, ``HasOwnAccount`` and ``HouseholdFull``.
    """
    own = Person.objects.filter(user=by).first()
    if own is None:
        raise NotYourPerson(_("Please tell us your own name first."))
    household = Household.objects.select_for_update().get(pk=own.household_id)
    if twin := _same_person(details, household, by):
        return _take_up(twin, relation, is_guardian, by=by, at=at), False
    if people_one_may_act_for(by, at).count() >= MOST_PEOPLE:
        raise HouseholdFull(_("You look after as many people as one account can. Please ask at your centre."))
    if details.estate_code not in ("", household.estate_code):
        household = Household.objects.create(estate_code=details.estate_code)
    person = Person.objects.create(household=household, diary=Diary.objects.create(), **_columns(details))
    _open_mandate(person, by, relation, at, is_guardian=is_guardian)
    record("person.added", person, by=by, at=at, beneficiary_id=person.pk, relation=relation)
    return person, True


@transaction.atomic
def change_person(
    person_id: int, details: PersonDetails, *, relation: str = "", is_guardian: bool = False, by: Any, at: datetime
) -> tuple[Person, list[str]]:
    """Write what changed about somebody and return it with the names of the changed fields.

    Raises ``NotYourPerson`` without a valid mandate.
    """
    person = _locked(person_id, by=by, at=at)
    wanted = _columns(details)
    changed = [name for name, value in wanted.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, wanted[name])
    person.save(update_fields=changed)
    if details.estate_code != person.household.estate_code:
        _move_home(person, details.estate_code, by=by)
        changed.append("estate")
    if relation and person.user_id != by.pk and _change_relation(person, relation, is_guardian, by=by, at=at):
        changed.append("relation")
    if changed:
        record("person.changed", person, by=by, at=at, beneficiary_id=person.pk, fields=changed)
    return person, changed


@transaction.atomic
def end_mandate(person_id: int, *, by: Any, at: datetime) -> Person:
    """Stop acting for somebody from today; what they signed up for stays. Raises ``NotYourPerson``, ``CannotEnd``."""
    person = _locked(person_id, by=by, at=at)
    if person.user_id == by.pk:
        raise CannotEnd(_("You cannot take yourself off the list."))
    today = timezone.localdate(at)
    for mandate in Mandate.objects.of_agent(by).valid_on(today).lasting().filter(person=person):
        Mandate.objects.filter(pk=mandate.pk).update(ends_on=today)
        record("mandate.ended", mandate, by=by, at=at, beneficiary_id=person.pk)
    return person


def basis_for(relation: str, birth_date: date | None, *, on: date, is_guardian: bool = False) -> str:
    """Return why somebody may act: for oneself, as the guardian of somebody under 18, or for family.

    Of their own child everybody is a guardian; of a grandchild, say, who declares that they are.
    """
    if relation == Relation.SELF:
        return Basis.SELF
    age = Person(birth_date=birth_date).age_on(on)
    is_minor = age is not None and age < OF_AGE
    return Basis.GUARDIAN if is_minor and (is_guardian or relation == Relation.CHILD) else Basis.FAMILY


def _columns(details: PersonDetails) -> dict[str, Any]:
    columns = asdict(details)
    del columns["estate_code"]
    return columns | {"name": normalise_name(details.name)}


def _locked(person_id: int, *, by: Any, at: datetime) -> Person:
    """Return the person under a lock, or raise ``NotYourPerson``; a foreign id answers as a missing one."""
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None or not may_act_for(by, person, on=timezone.localdate(at)):
        raise NotYourPerson(_("There is nobody here whom you may act for."))
    return person


def _same_person(details: PersonDetails, household: Household, by: Any) -> Person | None:
    known = Person.objects.filter(Q(household=household) | Q(mandates__agent=by), erased_at=None)
    return known.filter(name=normalise_name(details.name), birth_date=details.birth_date).order_by("pk").first()


def _take_up(person: Person, relation: str, is_guardian: bool, *, by: Any, at: datetime) -> Person:
    """Return somebody known, with a mandate again if the old one ended."""
    if may_act_for(by, person, on=timezone.localdate(at)):
        return person
    if person.user_id is not None:
        raise HasOwnAccount(_("This person has an account of their own and signs up there."))
    _open_mandate(person, by, relation, at, is_guardian=is_guardian)
    record("person.added", person, by=by, at=at, beneficiary_id=person.pk, relation=relation)
    return person


def _open_mandate(person: Person, agent: Any, relation: str, at: datetime, *, is_guardian: bool = False) -> Mandate:
    today = timezone.localdate(at)
    basis = basis_for(relation, person.birth_date, on=today, is_guardian=is_guardian)
    return Mandate.objects.create(person=person, agent=agent, relation=relation, basis=basis, starts_on=today)


def _change_relation(person: Person, relation: str, is_guardian: bool, *, by: Any, at: datetime) -> bool:
    """Write relation and basis of the mandate in force; return whether either was another."""
    today = timezone.localdate(at)
    mandate = Mandate.objects.of_agent(by).valid_on(today).lasting().get(person=person)
    was = mandate.relation, mandate.basis
    mandate.relation = relation
    mandate.basis = basis_for(relation, person.birth_date, on=today, is_guardian=is_guardian)
    mandate.save(update_fields=["relation", "basis"])
    return was != (mandate.relation, mandate.basis)


def _move_home(person: Person, estate_code: str, *, by: Any) -> None:
    """Give the person's home this estate: oneself or whoever lives alone moves the home, anyone else leaves it."""
    home = person.household
    if person.user_id == by.pk or not home.people.exclude(pk=person.pk).exists():
        home.estate_code = estate_code
        home.save(update_fields=["estate_code"])
        return
    shared = Household.objects.filter(people__user=by, estate_code=estate_code).exclude(pk=home.pk).first()
    person.household = shared or Household.objects.create(estate_code=estate_code)
    person.save(update_fields=["household"])
