"""What do the two steps of signing up show? Who can be chosen, what clashes, and whether there is a place."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.functional import Promise

from events.errors import NotEligible
from events.models import Event, Party, Pool, Registration
from events.readouts.occasion import Occasion
from events.readouts.registration import ordinal
from events.seating import commitments
from events.seating.commitments import Warning
from events.states import Allocation, PartyState
from portal.accounts.models import Mandate, Notice, Person

#: Coming to these says something about one's health; consent is asked for separately, and may be refused.
HEALTH_CATEGORY = "health"


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who can be chosen, or the reason why not; ``can_mend`` when adding a birth date would help.

    ``reference`` is of their sign-up when they have one.
    """

    person_id: int
    name: str
    relation: str
    is_self: bool
    is_chosen: bool
    reason: str | Promise
    can_mend: bool
    reference: str


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody who is about to be signed up, with what else they have at that time."""

    person_id: int
    name: str
    relation: str
    is_self: bool
    warnings: tuple[Warning, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would come of signing up now: a place, a wait in this position, or nothing.

    Where places go by ballot or approval (``allocation``), it is entering, or being looked at.
    """

    has_places: bool
    left: int
    can_wait: bool
    position: int
    allocation: str = Allocation.FIRST_COME
    stands_by_until: datetime | None = None

    @property
    def position_words(self) -> str:
        """The position for a sentence in the reader's language."""
        return ordinal(self.position)


def choices(
    event: Event, people: Sequence[Person], *, refusals: Mapping[int, NotEligible], chosen: Collection[int]
) -> list[Choice]:
    """Return who can be chosen, in the order given; each who cannot has a reason."""
    references = references_of(event, [pk for pk, refusal in refusals.items() if refusal.reason == "already"])
    return [
        Choice(
            person_id=person.pk,
            name=person.name,
            relation=relation_word(person),
            is_self=is_self(person),
            is_chosen=person.pk in chosen and person.pk not in refusals,
            reason=refusals[person.pk].sentence if person.pk in refusals else "",
            can_mend=person.pk in refusals and refusals[person.pk].reason == "birth_date_missing",
            reference=references.get(person.pk, ""),
        )
        for person in people
    ]


def references_of(event: Event, person_ids: Collection[int]) -> dict[int, str]:
    """Return the references of those of these people who are signed up; no query for nobody."""
    if not person_ids:
        return {}
    standing = Registration.objects.live().filter(event=event, person__in=person_ids)
    return dict(standing.values_list("person_id", "reference"))


def companions(event: Event, occasion: Occasion, people: Sequence[Person], at: datetime) -> list[Companion]:
    """Return who is about to be signed up, with the clashes in their diaries."""
    spans = [(meeting.starts_at, meeting.ends_at) for meeting in occasion.meetings]
    clashes = commitments.warnings(event, people, at, spans=spans)
    return [
        Companion(
            person_id=person.pk,
            name=person.name,
            relation=relation_word(person),
            is_self=is_self(person),
            warnings=tuple(clash for clash in clashes if clash.person_id == person.pk),
        )
        for person in people
    ]


def outlook(event: Event, pool: Pool, *, size: int, stands_by_until: datetime | None = None) -> Outlook:
    """Return what would come of signing up this many people now; one query where people wait."""
    ahead = Party.objects.filter(pool=pool, state=PartyState.WAITING).count() if pool.waiting else 0
    return Outlook(
        has_places=pool.left >= size,
        left=pool.left,
        can_wait=event.has_waiting_list,
        position=ahead + 1,
        allocation=event.allocation,
        stands_by_until=stands_by_until,
    )


def asks_health_consent(event: Event, people: Sequence[Person], at: datetime) -> bool:
    """Return whether somebody who comes to this health activity has not agreed to its notice yet."""
    if event.programme.category.code != HEALTH_CATEGORY or not people:
        return False
    given = Count("consents", filter=Q(consents__person__in=people, consents__withdrawn_at=None))
    notices = Notice.objects.filter(purpose=Notice.Purpose.HEALTH, published_at__lte=at).order_by("-version")
    newest = notices.annotate(given=given).values_list("given", flat=True).first()
    return newest is not None and newest < len(people)


def is_self(person: Person) -> bool:
    """Return whether this is the reader; the person comes from the household's query."""
    return person.relation == Mandate.Relation.SELF  # type: ignore[attr-defined]


def relation_word(person: Person) -> str:
    """Return what somebody is to the reader (“my father”); the person comes from the household's query."""
    relation = person.relation  # type: ignore[attr-defined]
    return str(Mandate.Relation(relation).label) if relation in Mandate.Relation.values else ""
