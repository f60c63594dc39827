"""Who could take a shift? The volunteers one knows: who may, free at that time first, and who may not, with reasons."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from events.models import Assignment, HoursEntry, Shift, Volunteer, Welcome
from events.models.volunteer import Skill, free_time
from events.states import LIVE_ASSIGNMENTS, LIVE_WELCOMES, HoursState, VolunteerState
from events.volunteering import fitness
from portal import contributions


@dataclass(frozen=True)
class Filters:
    """Which of them to show: who has a skill, speaks a language, reaches an estate, is free then."""

    skill: str = ""
    language: int | None = None
    estate: str = ""
    is_free: bool = False


@dataclass
class Candidate:
    """A volunteer for a shift: what stands against it, whether they said they are free, hours so far, last asked."""

    volunteer: Volunteer
    reasons: list[fitness.Reason]
    is_free: bool
    minutes: int
    asked_last_at: datetime | None

    @property
    def skills(self) -> str:
        """What they can do, in words."""
        return _(", ").join(Skill.named(self.volunteer.skills))

    @property
    def can_be_overridden(self) -> bool:
        return bool(self.reasons) and all(one.can_be_set_aside for one in self.reasons)


def known_to(organisations: Any) -> Any:
    """Return the volunteers these organisations know: welcomed or asking to be, or in one of their shifts before."""
    known = Q(welcomes__organisation__in=organisations, welcomes__state__in=LIVE_WELCOMES)
    served = Q(pk__in=Assignment.objects.filter(shift__organisation__in=organisations).values("volunteer"))
    return Volunteer.objects.filter(known | served).exclude(state=VolunteerState.ENDED).distinct()


def filtered(volunteers: Iterable[Volunteer], filters: Filters, at: datetime) -> list[Volunteer]:
    """Keep whom the filters keep; ``languages`` have to be at hand."""
    return [
        one
        for one in volunteers
        if (not filters.skill or filters.skill in one.skills)
        and (not filters.language or any(filters.language == spoken.pk for spoken in one.languages.all()))
        and (not filters.estate or filters.estate in one.estate_codes)
        and (not filters.is_free or free_time(at) in one.free_times)
    ]


def candidates(shift: Shift, filters: Filters) -> tuple[list[Candidate], list[Candidate]]:
    """Return who may and who may not; whoever is in it, waits or is asked is in neither. About ten queries."""
    live = shift.assignments.filter(state__in=LIVE_ASSIGNMENTS).values("volunteer")
    rows = known_to([shift.organisation_id]).exclude(pk__in=live).select_related("person")
    volunteers = filtered(rows.prefetch_related("languages"), filters, shift.starts_at)
    known = fitness.known_of(volunteers, shift.starts_at, shift.ends_at)
    need, then = fitness.need_of(shift), free_time(shift.starts_at)
    minutes, asked = minutes_of(volunteers), _last_asked(shift.organisation_id, volunteers)
    every = [
        Candidate(
            one,
            fitness.reasons(known[one.pk], need, shift),
            then in one.free_times,
            minutes.get(one.pk, 0),
            asked.get(one.pk),
        )
        for one in volunteers
    ]
    every.sort(key=lambda one: (not one.is_free, one.minutes, one.volunteer.number))
    return [one for one in every if not one.reasons], [one for one in every if one.reasons]


def minutes_of(volunteers: Collection[Volunteer]) -> dict[int, int]:
    """Return the approved minutes of these volunteers, wherever they served."""
    approved = HoursEntry.objects.filter(volunteer__in=volunteers, state=HoursState.APPROVED)
    return dict(approved.order_by().values_list("volunteer").annotate(Sum("minutes")))


def _last_asked(organisation_id: int, volunteers: Sequence[Volunteer]) -> dict[int, datetime]:
    rows = Welcome.objects.filter(organisation=organisation_id, volunteer__in=volunteers)
    return {pk: moment for pk, moment in rows.values_list("volunteer_id", "asked_last_at") if moment}


def estates() -> list[tuple[str, str]]:
    """Return the estates of the district, as choices."""
    return [(one.code, one.name) for source in contributions.estates for one in source()]


@dataclass
class Seat:
    """Somebody in a shift, waiting for it or asked, as its page shows them."""

    row: Assignment
    set_aside: str


def seats(shift: Shift) -> list[Seat]:
    """Return who is in a shift, waits for it or is asked, in that order; one query."""
    order = {"confirmed": 0, "waiting": 1, "invited": 2}
    rows = shift.assignments.live().select_related("volunteer__person")
    return [
        Seat(row, row.override_reason)
        for row in sorted(rows, key=lambda row: (order[row.state], row.ticket or 0, row.made_at))
    ]
