"""Whatever people do in whatever order, the rules about places hold after each step."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from events.models import Party
from events.sign_up import registration as registering
from events.states import HOLDING
from tests.events.acting_on_places import NEIGHBOURS, PEOPLE, Acting

who = st.sets(st.integers(0, PEOPLE - 1), min_size=1, max_size=3)
neighbours = st.sets(st.integers(0, NEIGHBOURS - 1), min_size=1, max_size=2)
steps = st.lists(
    st.one_of(
        *[st.tuples(st.just("sign_up"), who)] * 4,
        *[st.tuples(st.just("sign_up"), neighbours)] * 2,
        st.tuples(st.just("sign_up_at_the_desk"), who),
        st.tuples(st.just("cancel_one"), st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("cancel_party"), st.integers(0, 20)),
        st.tuples(st.just("resize"), st.integers(0, 4)),
        st.tuples(st.just("keep_for_neighbours"), st.integers(0, 3)),
        st.tuples(st.just("answer_an_offer"), st.integers(0, 20)),
        st.tuples(st.just("decide"), st.integers(0, 20)),
        st.tuples(st.just("ask_leave"), st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("take_back_leave"), st.integers(0, PEOPLE - 1)),
        *[st.tuples(st.just("come_once"), st.integers(0, PEOPLE - 1))] * 2,
        st.tuples(st.just("draw"), st.integers(0, 10**6)),
        st.tuples(st.just("hours_pass"), st.integers(1, 14)),
    ),
    min_size=20,
    max_size=40,
)
rules = st.fixed_dictionaries(
    {
        "allocation": st.sampled_from(["first_come", "first_come", "ballot", "approval"]),
        "offer_hours": st.sampled_from([None, 6]),
    }
)


class PlacesInvariants(Acting, TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.prepare()

    @given(rules, steps)
    @settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
    def test_rules_hold_after_each_step(self, these, schedule):
        self.allocate_by(**these)
        at = self.at
        self.done = set()
        for act, argument in schedule:
            self.done.add(act)
            if act == "hours_pass":
                at = min(at + timedelta(hours=argument), self.event.starts_at - timedelta(minutes=1))
                self.hours_pass(at)
            else:
                if act == "draw" and self.closes_at:
                    at = max(at, self.closes_at)
                getattr(self, act)(argument, at)
            self.check(at)

    def sign_up(self, numbers, at, *, at_desk=False):
        """One after the other, nobody overtakes the queue, and the same request twice gives one answer."""
        head = Party.objects.filter(state="waiting").order_by("ticket").first()
        answer = super().sign_up(numbers, at, at_desk=at_desk)
        if answer is None:
            return
        asked, party = answer
        if head and head.reserve_id is None and at < self.event.fills_from and party.pool.kind == "open":
            assert party.state not in HOLDING, "a newcomer overtook the queue"
        again = registering.sign_up(**asked, at_desk=at_desk)
        assert (again.pk, again.state) == (party.pk, party.state)
