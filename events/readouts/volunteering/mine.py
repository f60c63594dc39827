"""What is a volunteer's own? Shifts to come, invitations, organisations, papers, and hours so far."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from events.models import Assignment, HoursEntry, Qualification, Volunteer, Welcome
from events.readouts.volunteering.shift_cards import ShiftCard, card
from events.readouts.volunteering.whose import volunteers_of
from events.states import LIVE_WELCOMES, AssignmentState, VolunteerState
from portal.accounts.models import Mandate

#: How many shifts my page shows, and how many of the past the volunteer's own page.
MOST_COMING, MOST_PAST = 3, 20


@dataclass(frozen=True)
class OwnCard:
    """A volunteer whom the reader acts for, with all that is theirs."""

    volunteer: Volunteer
    coming: Sequence[ShiftCard]
    asked: Sequence[ShiftCard]
    past: Sequence[ShiftCard]
    minutes: int
    welcomes: Sequence[Welcome]
    papers: Sequence[Qualification]
    needs_guardian: bool

    @property
    def is_paused(self) -> bool:
        return self.volunteer.state == VolunteerState.PAUSED

    @property
    def query(self) -> str:
        """What an address needs to be about this volunteer."""
        return f"volunteer={self.volunteer.pk}"


def own_cards(user: Any, at: datetime, *, most_past: int = MOST_PAST, most_coming: int | None = None) -> list[OwnCard]:
    """Return what each volunteer of an account has; six queries for any number of them."""
    volunteers = volunteers_of(user, at)
    if not volunteers:
        return []
    rows = Assignment.objects.of_volunteers(volunteers).select_related(
        "shift__role", "shift__pool", "shift__organisation", "shift__centre", "shift__event__programme", "shift__duty"
    )
    coming: dict[int, list[ShiftCard]] = defaultdict(list)
    asked: dict[int, list[ShiftCard]] = defaultdict(list)
    for row in rows.live().filter(shift__ends_at__gt=at).order_by("shift__starts_at", "pk"):
        shown = card(row.shift, at=at, state=row.state)
        (asked if row.state == AssignmentState.INVITED else coming)[row.volunteer_id].append(shown)
    past = defaultdict(list)
    gone = rows.confirmed().filter(shift__ends_at__lte=at).order_by("-shift__starts_at", "-pk")
    for row in gone[: most_past * len(volunteers)] if most_past else ():
        past[row.volunteer_id].append(card(row.shift, at=at, state=row.state))
    minutes = dict(
        HoursEntry.objects.approved().filter(volunteer__in=volunteers).values_list("volunteer").annotate(Sum("minutes"))
    )
    welcomes = defaultdict(list)
    belongs = Welcome.objects.filter(volunteer__in=volunteers, state__in=LIVE_WELCOMES)
    for welcome in belongs.select_related("organisation"):
        welcomes[welcome.volunteer_id].append(welcome)
    papers = defaultdict(list)
    held = Qualification.objects.of_people([one.person_id for one in volunteers]).filter(ended_at=None, renewed_by=None)
    for paper in held.select_related("kind"):
        papers[paper.person_id].append(paper)
    return [
        OwnCard(
            volunteer=one,
            coming=coming[one.pk][:most_coming],
            asked=asked[one.pk],
            past=past[one.pk][:most_past],
            minutes=minutes.get(one.pk, 0),
            welcomes=welcomes[one.pk],
            papers=papers[one.person_id],
            needs_guardian=needs_guardian(one, at),
        )
        for one in volunteers
    ]


def needs_guardian(volunteer: Volunteer, at: datetime) -> bool:
    """Return whether a guardian's word is still missing."""
    age = volunteer.person.age_on(timezone.localdate(at))
    return age is not None and age < 18 and volunteer.guardian_agreed_at is None


def awaiting_my_word(user: Any, at: datetime) -> list[Volunteer]:
    """Return the minors who want to volunteer and wait for this guardian; one query."""
    today = timezone.localdate(at)
    mine = Mandate.objects.valid_on(today).of_agent(user).filter(basis=Mandate.Basis.GUARDIAN)
    rows = Volunteer.objects.active().filter(guardian_agreed_at=None, person__in=mine.values("person"))
    return [one for one in rows.select_related("person") if needs_guardian(one, at)]
