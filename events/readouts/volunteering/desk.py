"""What do an organisation's staff see of its volunteers? Those who belong to it, asked to, or took a shift there.

Nobody else: not who was only asked, not what another organisation noted.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from events.models import Assignment, HoursEntry, Qualification, Volunteer, VolunteerRule, Welcome
from events.models.volunteer import Interest, Skill
from events.states import LIVE_WELCOMES, WelcomeState
from events.volunteering.welcoming import TOOK_PART
from organisations.models import Organisation
from organisations.permissions import Act, organisations_for
from portal.accounts.models import Person

PAGE_LENGTH = 50
#: Who was not asked for so long is worth a thought; so is what expires within so long.
NOT_ASKED = timedelta(days=60)
EXPIRES = timedelta(days=60)
#: The state of whoever is in a shift and has not been welcomed.
IN_SHIFT = "in_shift"


@dataclass(frozen=True, slots=True)
class Paper:
    """A qualification as the list shows it; ``until`` is its last day."""

    name: str
    until: date | None
    is_expired: bool
    expires_soon: bool


@dataclass(frozen=True)
class Row:
    """A volunteer as one organisation knows them; ``welcome`` is None for whoever is in a shift and never asked."""

    volunteer: Volunteer
    organisation: Organisation
    welcome: Welcome | None
    papers: Sequence[Paper]
    minutes: int

    @property
    def state(self) -> str:
        return self.welcome.state if self.welcome else IN_SHIFT

    @property
    def since(self) -> datetime | None:
        return (self.welcome.welcomed_at or self.welcome.asked_at) if self.welcome else None

    @property
    def may_be_welcomed(self) -> bool:
        return self.state != WelcomeState.WELCOMED

    @property
    def spoken(self) -> list[str]:
        return [one.local_name for one in self.volunteer.languages.all()]


def served_by(user: Any, chosen: int | None = None) -> QuerySet[Organisation]:
    """Return the organisations whose volunteers the user looks after; ``chosen`` keeps to one of them."""
    served = organisations_for(user, Act.ROSTER)
    return served.filter(pk=chosen) if chosen else served


def pairs(organisations: QuerySet[Organisation], asked: Mapping[str, Any], today: date) -> QuerySet[Any]:
    """Return (rank, volunteer, organisation) of all whom these organisations know, who asked to join first."""
    people = Volunteer.objects.filter(_wanted(asked, today)) if asked else Volunteer.objects.all()
    belongs = Welcome.objects.filter(organisation__in=organisations, state__in=LIVE_WELCOMES, volunteer__in=people)
    live = Welcome.objects.filter(
        volunteer=OuterRef("volunteer"), organisation=OuterRef("shift__organisation"), state__in=LIVE_WELCOMES
    )
    took = Assignment.objects.filter(
        ~Exists(live), shift__organisation__in=organisations, state__in=TOOK_PART, volunteer__in=people
    )
    match asked.get("state"):
        case "asked" | "welcomed" as state:
            belongs, took = belongs.filter(state=state), took.none()
        case "in_shift":
            belongs = belongs.none()
    if asked.get("quiet"):
        long_ago = timezone.now() - NOT_ASKED
        belongs = belongs.filter(Q(asked_last_at=None) | Q(asked_last_at__lt=long_ago), state=WelcomeState.WELCOMED)
        took = took.none()
    if asked.get("uninsured"):
        belongs, took = belongs.filter(Q(insured_until=None) | Q(insured_until__lt=today)), took.none()
    rank = Case(When(state=WelcomeState.ASKED, then=Value(0)), default=Value(1))
    names = ("rank", "volunteer_id", "whose")
    first = belongs.order_by().annotate(rank=rank, whose=F("organisation")).values_list(*names)
    second = took.order_by().annotate(rank=Value(1), whose=F("shift__organisation")).values_list(*names).distinct()
    return first.union(second).order_by("rank", "-volunteer_id", "whose")


def rows(found: Sequence[tuple[int, int, int]], today: date) -> list[Row]:
    """Return these pairs as rows; six queries for one and for fifty."""
    ids = {volunteer for _rank, volunteer, _organisation in found}
    people = Volunteer.objects.filter(pk__in=ids).select_related("person").prefetch_related("languages").in_bulk()
    organisations = Organisation.objects.in_bulk({organisation for _rank, _volunteer, organisation in found})
    welcomes = {
        (one.volunteer_id, one.organisation_id): one
        for one in Welcome.objects.filter(volunteer__in=ids, organisation__in=organisations, state__in=LIVE_WELCOMES)
    }
    minutes = {
        (volunteer, organisation): total
        for volunteer, organisation, total in HoursEntry.objects.approved()
        .filter(volunteer__in=ids, organisation__in=organisations)
        .order_by()
        .values_list("volunteer", "organisation")
        .annotate(Sum("minutes"))
    }
    papers = papers_of([one.person_id for one in people.values()], today)
    return [
        Row(
            people[volunteer],
            organisations[organisation],
            welcomes.get((volunteer, organisation)),
            papers[people[volunteer].person_id],
            minutes.get((volunteer, organisation), 0),
        )
        for _rank, volunteer, organisation in found
    ]


def papers_of(person_ids: Sequence[int], today: date) -> Mapping[int, list[Paper]]:
    """Return what these people hold or held and was neither withdrawn nor renewed; one query."""
    found: dict[int, list[Paper]] = defaultdict(list)
    held = Qualification.objects.of_people(person_ids).filter(ended_at=None, renewed_by=None).select_related("kind")
    for one in held:
        until = one.valid_until
        is_over = until is not None and until < today
        soon = until is not None and not is_over and until < today + EXPIRES
        found[one.person_id].append(Paper(one.kind.local_name, until, is_over, soon))
    return found


def row_of(user: Any, volunteer_id: int, organisation_id: int | None) -> list[Row]:
    """Return the rows of one volunteer in the organisations that the user serves; nothing for a stranger."""
    everybody = pairs(served_by(user, organisation_id), {"pk": volunteer_id}, timezone.localdate())
    return rows(list(everybody), timezone.localdate())


def contact_of(row: Row, at: datetime) -> str:
    """Return the number to call, of whoever belongs, asked to, or has a shift to come; else nothing."""
    person: Person = row.volunteer.person
    coming = Assignment.objects.filter(
        volunteer=row.volunteer, shift__organisation=row.organisation, state__in=TOOK_PART, shift__ends_at__gt=at
    )
    if row.welcome is None and not coming.exists():
        return ""
    return person.contact_phone or (person.user.phone if person.user and person.user.phone else "")


def shifts_of(row: Row, *, limit: int = 30) -> QuerySet[Assignment]:
    """Return the volunteer's shifts with this organisation, latest first."""
    mine = Assignment.objects.filter(volunteer=row.volunteer, shift__organisation=row.organisation)
    return mine.select_related("shift__role", "shift__event__programme", "shift__duty").order_by("-shift__starts_at")[
        :limit
    ]


def said(row: Row) -> dict[str, list[str]]:
    """Return interests and skills in words."""
    interests, skills = dict(Interest.choices), dict(Skill.choices)
    volunteer = row.volunteer
    return {
        "interests": [str(interests[code]) for code in volunteer.interests if code in interests],
        "skills": [str(skills[code]) for code in volunteer.skills if code in skills],
    }


def rule_of(organisation: Organisation) -> VolunteerRule:
    """Return what the organisation asks; the defaults where it has not said."""
    return VolunteerRule.objects.filter(organisation=organisation).first() or VolunteerRule(organisation=organisation)


def waiting_to_join(user: Any) -> dict[str, Any]:
    """Return how many wait to be welcomed by the user's organisations, and since when; one query."""
    waiting = Welcome.objects.filter(state=WelcomeState.ASKED, organisation__in=organisations_for(user, Act.ROSTER))
    return waiting.aggregate(count=Count("pk"), since=Min("asked_at"))


def _wanted(asked: Mapping[str, Any], today: date) -> Q:
    """Return the condition on volunteers of the cleaned answers of the filter."""
    wanted = Q()
    if pk := asked.get("pk"):
        wanted &= Q(pk=pk)
    if words := asked.get("words"):
        wanted &= Q(person__name__icontains=words) | Q(number__icontains=words)
    if language := asked.get("language"):
        wanted &= Q(languages=language)
    if kind := asked.get("kind"):
        held = Qualification.objects.held_on(today).of_kind(kind).filter(person=OuterRef("person"))
        wanted &= Q(Exists(held))
    if asked.get("expiring"):
        ending = Qualification.objects.expiring(today, within=EXPIRES).filter(person=OuterRef("person"))
        wanted &= Q(Exists(ending))
    return wanted
