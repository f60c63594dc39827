"""What does a proposed roster show? The facts read for it, who is proposed for what, and why it is they."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Assignment, Shift, Volunteer
from events.readouts.candidates import known_to, minutes_of
from events.states import AssignmentState
from events.volunteering import fitness, proposing
from portal.templatetags.when import duration

#: Which interest a kind of programme speaks to.
INTEREST_OF_CATEGORY = {
    "health": "health",
    "dialect": "culture",
    "culture": "culture",
    "senior": "elders",
    "youth": "children",
    "sport": "events",
    "service": "digital",
}


@dataclass
class Row:
    """One place of the proposal: the shift, the volunteer, and the sentences why."""

    shift: Shift
    volunteer: Volunteer
    why: list[str]

    @property
    def key(self) -> str:
        return f"{self.shift.pk}:{self.volunteer.pk}"


@dataclass
class Shown:
    """A proposal in words: who is proposed, and which shifts keep how many places empty."""

    rows: list[Row]
    empty: list[tuple[Shift, int]]


def open_shifts(organisations: Any, first: datetime, last: datetime, at: datetime) -> list[Shift]:
    """Return the shifts of these organisations between two moments in which somebody is still wished for."""
    rows = Shift.objects.open().upcoming(at).of_organisations(organisations).with_places().between(first, last)
    return list(rows.with_all().select_related("event__programme__category").order_by("starts_at", "pk"))


def propose_for(shifts: Sequence[Shift]) -> Shown:
    """Return a proposal for the free places of these shifts; about ten queries."""
    if not shifts:
        return Shown([], [])
    volunteers = list(known_to({one.organisation_id for one in shifts}).active().select_related("person"))
    first, last = min(one.starts_at for one in shifts), max(one.ends_at for one in shifts)
    needs = fitness.needs_of(shifts)
    places = [
        place
        for one in shifts
        for place in proposing.places_of(
            needs[one.pk],
            taken=one.pool.taken,
            minimum=one.minimum,
            wished=one.pool.capacity,
            interest=_interest(one),
        )
    ]
    known = fitness.known_of(volunteers, first, last)
    proposal = proposing.propose(places, known, _wishes(volunteers, shifts))
    by_shift, by_volunteer = {one.pk: one for one in shifts}, {one.pk: one for one in volunteers}
    rows = [Row(by_shift[one.place.need.shift_id], by_volunteer[one.volunteer_id], _why(one)) for one in proposal.rows]
    empty: dict[int, int] = defaultdict(int)
    for place in proposal.empty:
        empty[place.need.shift_id] += 1
    return Shown(rows, [(by_shift[pk], count) for pk, count in empty.items()])


def _wishes(volunteers: Sequence[Volunteer], shifts: Sequence[Shift]) -> dict[int, proposing.Wish]:
    """Return what each likes and was asked for, and what is not for them: declined, left, or not known there."""
    minutes = minutes_of(volunteers)
    asked: dict[int, set[int]] = defaultdict(set)
    not_again: dict[int, set[int]] = defaultdict(set)
    for shift_id, volunteer_id, state in Assignment.objects.filter(
        shift__in=shifts, volunteer__in=volunteers
    ).values_list("shift_id", "volunteer_id", "state"):
        (asked if state == AssignmentState.INVITED else not_again)[volunteer_id].add(shift_id)
    organisations = {one.organisation_id for one in shifts}
    if len(organisations) > 1:
        for organisation_id in organisations:
            there = set(known_to([organisation_id]).values_list("pk", flat=True))
            its = {one.pk for one in shifts if one.organisation_id == organisation_id}
            for one in volunteers:
                if one.pk not in there:
                    not_again[one.pk] |= its
    return {
        one.pk: proposing.Wish(
            frozenset(one.free_times),
            frozenset(one.interests),
            minutes.get(one.pk, 0),
            frozenset(asked[one.pk]),
            frozenset(not_again[one.pk]),
        )
        for one in volunteers
    }


def _interest(shift: Shift) -> str:
    category = shift.event.programme.category if shift.event else None
    return INTEREST_OF_CATEGORY.get(category.code, "") if category else ""


def _why(one: proposing.Proposed) -> list[str]:
    said = [_("has all that this role needs")] if one.place.need.requires else []
    said += [_("said to be free then")] if one.is_free else [_("nothing else in the diary")]
    said += [_("was asked already")] if one.was_asked else []
    said += [_("likes this kind of programme")] if one.is_interested else []
    said.append(_("%(time)s so far") % {"time": duration(one.minutes_before)})
    if not one.others:
        said.append(_("nobody else may"))
    else:
        words = ngettext("%(count)d other may", "%(count)d others may", one.others)
        said.append(words % {"count": one.others})
    return said
