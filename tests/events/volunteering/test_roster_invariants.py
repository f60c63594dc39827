"""Whatever happens in whatever order, the counts agree with the rows, and nobody is where they may not be."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Assignment, QualificationKind, Shift, StandIn
from events.states import AssignmentState
from events.volunteering import fitness, inviting, moving, shifts, stand_ins, taking
from portal.refusals import Refusal
from portal.timetable.models import Commitment
from tests import factories
from tests.factories.volunteers import make_role, make_shift, make_volunteer, make_welcome

STEPS = 70
ACTS = (
    *("take", "take", "place", "override", "invite", "answer", "back"),
    *("go", "move_to", "change", "move", "cancel", "seek", "seek", "accept", "accept", "approve"),
)


class World:
    """Shifts that overlap, volunteers of whom some hold what is asked, and a coordinator; one random step at a time."""

    def __init__(self, organisation, coordinator, seed):
        self.organisation, self.by, self.chance = organisation, coordinator, random.Random(seed)
        self.kind = QualificationKind.objects.get(code="first_aid")
        self.volunteers = [make_volunteer(name=f"志愿{number}") for number in range(6)]
        for number, one in enumerate(self.volunteers):
            make_welcome(one, organisation)
            if number % 2:
                factories.make_qualification(one.person, organisation, kind=self.kind.code)
        roles = [make_role("签到引导"), make_role("急救", requires=[self.kind], swaps_are_approved=True)]
        #: Who was in a shift when it was moved: they stay, whatever else they have then, and are told.
        self.moved = set()
        first = (timezone.localtime() + timedelta(days=3)).replace(hour=8, minute=0, second=0, microsecond=0)
        self.shifts = [
            make_shift(
                organisation,
                roles[number % 2],
                starts_at=first + timedelta(days=number // 4, hours=2 * (number % 4)),
                hours=3,
                wished=1 + number % 2,
            )
            for number in range(7)
        ]

    def step(self):
        act = self.chance.choice(ACTS)
        try:
            getattr(self, act)()
        except Refusal:
            return f"{act} refused"
        return act

    def span(self):
        first, last = self.shifts[0], self.shifts[-1]
        return first.starts_at - timedelta(days=3), last.ends_at + timedelta(days=3)

    def acting(self):
        return {"by": self.by, "at": timezone.now()}

    def shift(self):
        return Shift.objects.with_all().get(pk=self.chance.choice(self.shifts).pk)

    def volunteer(self):
        return self.chance.choice(self.volunteers)

    def row(self, *states):
        rows = list(Assignment.objects.filter(state__in=states).order_by("pk").select_related("shift"))
        if not rows:
            raise Refusal("nobody there")
        return self.chance.choice(rows)

    def take(self):
        one = self.volunteer()
        taking.take(self.shift(), one, by=one.person.user, at=timezone.now())

    def place(self):
        taking.place(self.shift(), self.volunteer(), **self.acting())

    def override(self):
        taking.place(self.shift(), self.volunteer(), override_reason="熟手", **self.acting())

    def invite(self):
        inviting.invite(self.shift(), self.chance.sample(self.volunteers, 2), answer_by=None, **self.acting())

    def answer(self):
        row = self.row("invited")
        yes = self.chance.random() < 0.7
        taking.answer(row, yes=yes, by=row.volunteer.person.user, at=timezone.now())

    def back(self):
        row = self.row("confirmed", "waiting")
        taking.step_back(row, by=row.volunteer.person.user, at=timezone.now())

    def go(self):
        taking.let_go(self.row("confirmed", "waiting", "invited"), reason="人手够了", **self.acting())

    def move_to(self):
        reason = self.chance.choice(["", "熟手"])
        moving.move_to(self.row("confirmed"), self.shift(), override_reason=reason, **self.acting())

    def change(self):
        wanted = shifts.Wanted(1, self.chance.randrange(1, 4))
        shifts.change(self.shift(), wanted=wanted, details={}, **self.acting())

    def move(self):
        shift, by = self.shift(), timedelta(hours=self.chance.choice([-1, 1]))
        shifts.move(shift, starts_at=shift.starts_at + by, ends_at=shift.ends_at + by, **self.acting())
        self.moved |= set(shift.assignments.confirmed().values_list("pk", flat=True))

    def cancel(self):
        if self.chance.random() < 0.3:
            shifts.cancel(self.shift(), note="下雨", **self.acting())

    def seek(self):
        row, asked = self.row("confirmed"), self.chance.choice([None, self.volunteer()])
        stand_ins.ask(row, asked=asked, note="", by=row.volunteer.person.user, at=timezone.now())

    def accept(self):
        one = self.volunteer()
        stand_ins.accept(self.sought("open"), one, by=one.person.user, at=timezone.now())

    def approve(self):
        stand_ins.approve(self.sought("taken"), **self.acting())

    def sought(self, state):
        rows = list(StandIn.objects.filter(state=state).order_by("pk").select_related("assignment"))
        if not rows:
            raise Refusal("nobody sought")
        return self.chance.choice(rows)


def hold(world, done):
    """Hold every invariant after this step."""
    rows = list(Assignment.objects.select_related("shift__role", "volunteer__person"))
    inside = [row for row in rows if row.state == AssignmentState.CONFIRMED]
    taken = Counter(row.shift_id for row in inside)
    waiting = Counter(row.shift_id for row in rows if row.state == AssignmentState.WAITING)
    for shift in Shift.objects.select_related("pool"):
        counts = (shift.pool.taken, shift.pool.waiting)
        assert counts == (taken[shift.pk], waiting[shift.pk]), done
        assert shift.pool.taken <= shift.pool.capacity, done
    live = Counter((row.shift_id, row.volunteer_id) for row in rows if row.state in ("invited", "waiting", "confirmed"))
    assert not live or max(live.values()) == 1, done
    diaries = {
        (one.source_id, one.diary_id, one.starts_at, one.ends_at)
        for one in Commitment.objects.filter(source=fitness.SOURCE)
    }
    assert diaries == {(row.pk, row.volunteer.person.diary_id, *row.shift.span) for row in inside}, done
    needs = fitness.needs_of([row.shift for row in inside])
    known = fitness.known_of(world.volunteers, *world.span())
    for row in inside:
        assert not row.overridden or row.override_reason, done
        theirs = [one for one in inside if one.volunteer_id == row.volunteer_id]
        # Who was entered later was asked about both; what was set aside then stands at one of them.
        set_aside = {code for one in theirs for code in one.overridden}
        if not world.moved & {one.pk for one in theirs}:
            assert set(fitness.codes(known[row.volunteer_id], needs[row.shift_id])) <= set_aside, done
    for one in StandIn.objects.filter(state="done").select_related("becomes", "assignment"):
        assert (one.becomes.volunteer_id, one.becomes.shift_id) == (one.taker_id, one.assignment.shift_id), done
        assert one.assignment.state == AssignmentState.LEFT, done


@pytest.mark.parametrize("seed", range(6))
def test_after_every_step_of_a_random_roster_all_agrees(organisation, organiser, seed):
    world, done = World(organisation, organiser, seed), []
    for _step in range(STEPS):
        done.append(world.step())
        hold(world, done)
    assert len({act for act in done if not act.endswith("refused")}) >= 7
