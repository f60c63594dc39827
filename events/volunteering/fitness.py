"""May this volunteer take this shift? One function answers for the page, the coordinator and a proposed roster.

Everything that it asks is read beforehand, in a constant number of queries (``known_of``, ``need_of``); what it
answers is a matter of these facts alone, so that thousands of pairs can be judged in a moment.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _

from events.models import Assignment, Qualification, Shift, Volunteer, VolunteerRole, VolunteerRule, Welcome
from events.states import AssignmentState, VolunteerState, WelcomeState
from portal.accounts.models.person import age_on
from portal.templatetags.when import clock
from portal.timetable.models import Commitment

#: The confirmed shifts of a volunteer stand in their diary under this name.
SOURCE = "shift"
#: Between the last shift of one day and the first of the next: the daily rest of Directive 2003/88/EC, article 3.
NIGHTS_REST = timedelta(hours=11)
#: More than this on one local day is asked of nobody: the working day of China's Labour Law, article 36.
MOST_A_DAY = timedelta(hours=8)
#: From one centre to another.
TRAVEL = timedelta(minutes=15)
OF_AGE = 18
#: What a coordinator may set aside, with a reason that is kept. The rest is law, or a contradiction.
SET_ASIDE = frozenset({"welcome", "qualification", "clash", "travel", "rest", "day"})


@dataclass(frozen=True)
class Reason:
    """One thing that stands against it: a stable code, and the sentence for the person."""

    code: str
    sentence: str | Promise

    @property
    def can_be_set_aside(self) -> bool:
        return self.code in SET_ASIDE


@dataclass(frozen=True)
class Need:
    """What a shift asks of whoever takes it."""

    shift_id: int
    starts_at: datetime
    ends_at: datetime
    organisation_id: int
    centre_id: int | None
    requires: frozenset[int]
    min_age: int
    is_risky: bool
    needs_welcome: bool

    @cached_property
    def day(self) -> date:
        return timezone.localdate(self.starts_at)


@dataclass(frozen=True)
class Duty:
    """A shift that a volunteer has: when, and at which centre."""

    shift_id: int
    starts_at: datetime
    ends_at: datetime
    centre_id: int | None

    @cached_property
    def day(self) -> date:
        return timezone.localdate(self.starts_at)

    @classmethod
    def of(cls, need: Need) -> "Duty":
        return cls(need.shift_id, need.starts_at, need.ends_at, need.centre_id)


@dataclass
class Known:
    """What is known of a volunteer for the days in question.

    ``holds`` are qualifications with the first and last day of each; ``busy`` spans of anything that is no shift;
    ``duties`` the shifts they have.
    """

    volunteer_id: int
    is_active: bool
    birth_date: date | None
    guardian_agreed: bool
    holds: list[tuple[int, date, date | None]] = field(default_factory=list)
    welcomed: set[int] = field(default_factory=set)
    insured_until: dict[int, date] = field(default_factory=dict)
    busy: list[tuple[datetime, datetime]] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)

    def age_on(self, day: date) -> int | None:
        return age_on(day, self.birth_date) if self.birth_date else None

    def holds_on(self, kind_id: int, day: date) -> bool:
        return any(
            kind == kind_id and first <= day and (last is None or day <= last) for kind, first, last in self.holds
        )

    def without(self, shift_id: int) -> list[Duty]:
        return [duty for duty in self.duties if duty.shift_id != shift_id]


def codes(known: Known, need: Need) -> Iterator[str]:
    """Yield the codes of all that stands against it, the gravest first; nothing when they may."""
    yield from _who_they_are(known, need)
    yield from _what_they_hold(known, need)
    yield from _when_they_can(known, need)


def fits(known: Known, need: Need) -> bool:
    """Return whether nothing stands against it."""
    return next(codes(known, need), None) is None


def reasons(known: Known, need: Need, shift: Shift) -> list[Reason]:
    """Return all that stands against it, in the reader's language."""
    return [Reason(code, _sentence(code, known, need, shift)) for code in codes(known, need)]


def first_reason(known: Known, need: Need, shift: Shift) -> Reason | None:
    """Return the gravest of what stands against it, or None."""
    code = next(codes(known, need), None)
    return Reason(code, _sentence(code, known, need, shift)) if code else None


def _who_they_are(known: Known, need: Need) -> Iterator[str]:
    if not known.is_active:
        yield "not_active"
    age = known.age_on(need.day)
    if age is None:
        yield "birth_date_missing"
        return
    if age < need.min_age:
        yield "too_young"
    if age < OF_AGE and not known.guardian_agreed:
        yield "guardian"


def _what_they_hold(known: Known, need: Need) -> Iterator[str]:
    if need.needs_welcome and need.organisation_id not in known.welcomed:
        yield "welcome"
    if any(not known.holds_on(kind, need.day) for kind in need.requires):
        yield "qualification"
    if need.is_risky:
        until = known.insured_until.get(need.organisation_id)
        if until is None or until < need.day:
            yield "insurance"


def _when_they_can(known: Known, need: Need) -> Iterator[str]:
    duties = known.without(need.shift_id)
    spans = [*known.busy, *((duty.starts_at, duty.ends_at) for duty in duties)]
    if any(start < need.ends_at and end > need.starts_at for start, end in spans):
        yield "clash"
    elsewhere = (duty for duty in duties if duty.centre_id != need.centre_id)
    if any(
        need.starts_at - TRAVEL < duty.ends_at <= need.starts_at
        or need.ends_at <= duty.starts_at < need.ends_at + TRAVEL
        for duty in elsewhere
    ):
        yield "travel"
    others = [duty for duty in duties if duty.day != need.day]
    if any(
        duty.starts_at < need.ends_at + NIGHTS_REST and duty.ends_at > need.starts_at - NIGHTS_REST for duty in others
    ):
        yield "rest"
    same_day = (d.ends_at - d.starts_at for d in duties if d.day == need.day)
    if sum(same_day, need.ends_at - need.starts_at) > max(MOST_A_DAY, need.ends_at - need.starts_at):
        yield "day"


def _sentence(code: str, known: Known, need: Need, shift: Shift) -> str:
    if code == "qualification":
        missing = [kind for kind in shift.role.requires.all() if not known.holds_on(kind.pk, need.day)]
        named = _(", ").join(kind.local_name for kind in missing)
        return _("This role needs a qualification that is valid on the day: %(kinds)s.") % {"kinds": named}
    if code == "clash":
        spans = [*known.busy, *((d.starts_at, d.ends_at) for d in known.without(need.shift_id))]
        start, end = next((s, e) for s, e in spans if s < need.ends_at and e > need.starts_at)
        sentence = _("There is something else in the diary from %(from)s to %(to)s.")
        return sentence % {"from": clock(start), "to": clock(end)}
    if code == "too_young":
        return _("This role is for people of %(age)d and older.") % {"age": need.min_age}
    if code == "welcome":
        words = {"organisation": shift.organisation.local_name}
        return _("%(organisation)s welcomes its volunteers before their first shift.") % words
    return {
        "not_active": _("This volunteer takes no shifts at present."),
        "birth_date_missing": _("Please add the date of birth first."),
        "guardian": _("Under 18, a parent or guardian has to agree first."),
        "insurance": _("This role is taken only once insurance is noted for the day."),
        "travel": _("There is too little time to get here from another shift, or on to it."),
        "rest": _("There would be less than 11 hours of rest between two days of service."),
        "day": _("It would be more than 8 hours on one day."),
    }[code]


def need_of(shift: Shift) -> Need:
    """Return what a shift asks; ``needs_of`` asks for many at once."""
    return needs_of([shift])[shift.pk]


def needs_of(shifts: Collection[Shift]) -> dict[int, Need]:
    """Return what these shifts ask, by their ids; their roles' requirements are read where they are not at hand."""
    careful = set(
        VolunteerRule.objects.filter(
            organisation__in={shift.organisation_id for shift in shifts}, needs_welcome=True
        ).values_list("organisation_id", flat=True)
    )
    asked: dict[int, frozenset[int]] = defaultdict(frozenset)
    roles = VolunteerRole.objects.filter(pk__in={shift.role_id for shift in shifts}, requires__isnull=False)
    for role_id, kind_id in roles.values_list("pk", "requires"):
        asked[role_id] |= {kind_id}
    return {
        shift.pk: Need(
            shift.pk,
            shift.starts_at,
            shift.ends_at,
            shift.organisation_id,
            shift.centre_id,
            asked[shift.role_id],
            shift.role.min_age,
            shift.role.is_risky,
            shift.organisation_id in careful,
        )
        for shift in shifts
    }


def known_of(volunteers: Iterable[Volunteer], first: datetime, last: datetime) -> dict[int, Known]:
    """Return what is known of these volunteers for shifts between two moments, by their ids; four queries.

    ``person`` of each has to be at hand. A night's rest on either side is looked at too.
    """
    by_person = {one.person_id: one for one in volunteers}
    found = {
        one.pk: Known(
            one.pk,
            one.state == VolunteerState.ACTIVE,
            one.person.birth_date,
            one.guardian_agreed_at is not None,
        )
        for one in by_person.values()
    }
    for person_id, kind, day, until in Qualification.objects.filter(person__in=by_person, ended_at=None).values_list(
        "person_id", "kind_id", "obtained_on", "valid_until"
    ):
        found[by_person[person_id].pk].holds.append((kind, day, until))
    for volunteer_id, organisation_id, state, until in Welcome.objects.filter(volunteer__in=found).values_list(
        "volunteer_id", "organisation_id", "state", "insured_until"
    ):
        if state == WelcomeState.WELCOMED:
            found[volunteer_id].welcomed.add(organisation_id)
        if until:
            found[volunteer_id].insured_until[organisation_id] = until
    _read_times(found, by_person, first - NIGHTS_REST - timedelta(days=1), last + NIGHTS_REST + timedelta(days=1))
    return found


def _read_times(found: dict[int, Known], by_person: dict[int, Volunteer], first: datetime, last: datetime) -> None:
    rows = Assignment.objects.filter(volunteer__in=found, state=AssignmentState.CONFIRMED).overlapping(first, last)
    for row in rows.select_related("shift"):
        shift = row.shift
        found[row.volunteer_id].duties.append(Duty(shift.pk, shift.starts_at, shift.ends_at, shift.centre_id))
    diaries = {one.person.diary_id: one.pk for one in by_person.values()}
    others = Commitment.objects.filter(diary__in=diaries).exclude(source=SOURCE).overlapping(first, last)
    for diary_id, start, end in others.values_list("diary_id", "starts_at", "ends_at"):
        found[diaries[diary_id]].busy.append((start, end))
