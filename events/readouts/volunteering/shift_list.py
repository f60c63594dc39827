"""Which shifts does somebody find? Open ones to come, by day, hour, role, skill, language, certificate and place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from events.models import QualificationKind, Shift, SpokenLanguage, Volunteer, VolunteerRole
from events.models.shift import ShiftQuerySet
from events.models.volunteer import DayPart, Skill
from events.readouts.calendar import midnight
from events.readouts.near import near
from events.readouts.volunteering.shift_cards import ShiftCard, cards, judged
from events.volunteering import fitness

PAGE_SIZE = 20
#: How many shifts are looked at for one volunteer, in order of time: the next weeks of a large district.
MOST_JUDGED = 500
#: Hours at which the parts of a day end.
_UNTIL = {DayPart.MORNING: (0, 12), DayPart.AFTERNOON: (12, 18), DayPart.EVENING: (18, 24)}


@dataclass(frozen=True, slots=True)
class ShiftList:
    """A page of shifts; ``count`` are all that fit."""

    cards: Sequence[ShiftCard]
    page: int
    count: int

    @property
    def has_next(self) -> bool:
        return self.page * PAGE_SIZE < self.count

    @property
    def has_previous(self) -> bool:
        return self.page > 1


def to_come(at: datetime) -> ShiftQuerySet:
    """Return the open shifts that have not begun, with what a card says of them."""
    return Shift.objects.open().upcoming(at).with_all().prefetch_related("role__requires").order_by("starts_at", "pk")


def found(shifts: ShiftQuerySet, asked: Mapping[str, Any]) -> ShiftQuerySet:
    """Keep what fits the cleaned answers of the search form; what is empty leaves all."""
    if day := asked.get("day"):
        shifts = shifts.filter(starts_at__gte=midnight(day), starts_at__lt=midnight(day + timedelta(days=1)))
    if weekday := asked.get("weekday"):
        shifts = shifts.filter(starts_at__iso_week_day=int(weekday))
    if part := asked.get("part"):
        first, last = _UNTIL[DayPart(part)]
        shifts = shifts.filter(starts_at__hour__gte=first, starts_at__hour__lt=last)
    if role := asked.get("role"):
        shifts = shifts.filter(role__name=role)
    if skill := asked.get("skill"):
        roles = VolunteerRole.objects.exclude(skills=[]).values_list("pk", "skills")
        shifts = shifts.filter(role__in=[pk for pk, skills in roles if skill in skills])
    if language := asked.get("language"):
        shifts = shifts.filter(event__programme__languages__code=language)
    if certificate := asked.get("certificate"):
        shifts = shifts.filter(role__requires__code=certificate)
    if organisation := asked.get("organisation"):
        shifts = shifts.filter(organisation__code=organisation)
    if estate := asked.get("estate"):
        shifts = shifts.filter(near(estate).condition("centre", "organisation"))
    if asked.get("free"):
        shifts = shifts.with_places()
    return shifts


def list_shifts(
    shifts: ShiftQuerySet, volunteer: Volunteer | None, *, only_fitting: bool, page: int, at: datetime
) -> ShiftList:
    """Return a page of shifts for one volunteer; ``only_fitting`` keeps those that they may take or have."""
    if not (only_fitting and volunteer):
        count = shifts.count()
        return ShiftList(cards(list(shifts[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]), volunteer, at=at), page, count)
    rows = fitting(list(shifts[:MOST_JUDGED]), volunteer)
    return ShiftList(cards(rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], volunteer, at=at), page, len(rows))


def fitting(shifts: Sequence[Shift], volunteer: Volunteer) -> list[Shift]:
    """Keep the shifts that nothing stands against, and those that the volunteer has or is asked for."""
    known, needs, states = judged(shifts, volunteer)
    return [one for one in shifts if one.pk in states or (known and fitness.fits(known, needs[one.pk]))]


def needing_hands(volunteer: Volunteer | None, centre_id: int | None, *, at: datetime, limit: int) -> list[ShiftCard]:
    """Return the shifts that need hands soonest, around a centre where one is known, else anywhere."""
    shifts = to_come(at).with_places()
    around = Q(centre=centre_id) | Q(centre=None, organisation__home_centre=centre_id)
    rows = list(shifts.filter(around)[: limit * 2]) if centre_id else []
    rows = rows or list(shifts[: limit * 2])
    rows.sort(key=lambda one: (one.pool.taken >= one.minimum, one.starts_at))
    shown = [one for one in cards(rows, volunteer, at=at) if not one.standing]
    return sorted(shown[:limit], key=lambda one: one.starts_at)


def choices(at: datetime) -> dict[str, list[tuple[str, str]]]:
    """Return what the search offers: roles and certificates that open shifts have, and spoken languages."""
    coming = Shift.objects.open().upcoming(at).order_by()
    roles = VolunteerRole.objects.filter(pk__in=coming.values("role"))
    kinds = QualificationKind.objects.filter(volunteer_roles__in=coming.values("role")).distinct()
    names = {role.name: role.local_name for role in roles}
    helpful = {skill for role in roles for skill in role.skills}
    return {
        "role": list(names.items()),
        "skill": [(code, str(name)) for code, name in Skill.choices if code in helpful],
        "certificate": [(kind.code, kind.local_name) for kind in kinds],
        "language": [(one.code, one.local_name) for one in SpokenLanguage.objects.all()],
    }
