"""Whatever people do in whatever order, the rules about places hold after each step."""

import uuid
from datetime import timedelta

from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from events import registration as registering
from events.errors import Full, NotEligible, TooFewPlaces
from events.models import Event, Party, Registration
from events.waiting_list import change_capacity, fill_late
from tests import factories

PEOPLE = 10
steps = st.lists(
    st.one_of(
        st.tuples(st.just("sign_up"), st.sets(st.integers(0, PEOPLE - 1), min_size=1, max_size=3)),
        st.tuples(st.just("sign_up"), st.sets(st.integers(0, PEOPLE - 1), min_size=1, max_size=1)),
        st.tuples(st.just("cancel_one"), st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("cancel_party"), st.integers(0, 20)),
        st.tuples(st.just("resize"), st.integers(0, 6)),
        st.tuples(st.just("hours_pass"), st.integers(1, 12)),
    ),
    min_size=8,
    max_size=25,
)


class PlacesInvariants(TestCase):
    @classmethod
    def setUpTestData(cls):
        call_command("found")
        areas = factories.make_areas()
        organisation = factories.make_organisation("o", "惠悦服务中心", kind="social", area=areas["committee"])
        cls.at = timezone.now()
        cls.event = factories.make_event(
            factories.make_programme(organisation),
            capacity=3,
            starts_at=cls.at + timedelta(days=3),
            fills_from=cls.at + timedelta(days=2),
        )
        cls.user = factories.make_user("maker", "+8613900000001")
        cls.people = [factories.make_person(f"人{number}", agent=cls.user) for number in range(PEOPLE)]

    @given(steps)
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def test_rules_hold_after_each_step(self, schedule):
        at = self.at
        for act, argument in schedule:
            if act == "hours_pass":
                at = min(at + timedelta(hours=argument), self.event.starts_at - timedelta(minutes=1))
                fill_late(at)
            else:
                getattr(self, act)(argument, at)
            self.check(at)

    def sign_up(self, who, at):
        people = [self.people[number] for number in sorted(who)]
        key = uuid.uuid4()
        somebody_waits = self.event.pools.get().waiting > 0
        try:
            party = registering.sign_up(event=self.event, people=people, by=self.user, key=key, at=at)
        except (NotEligible, Full):
            return
        if somebody_waits and at < self.event.fills_from:
            assert party.state == "waiting", "a newcomer overtook the queue"
        again = registering.sign_up(event=self.event, people=people, by=self.user, key=key, at=at)
        assert (again.pk, again.state) == (party.pk, party.state)

    def cancel_one(self, number, at):
        row = Registration.objects.filter(person=self.people[number]).select_related("party", "event").last()
        if row:
            registering.cancel(registration=row, by=self.user, at=at)

    def cancel_party(self, number, at):
        parties = list(Party.objects.order_by("pk"))
        if parties:
            registering.cancel_party(party=parties[number % len(parties)], by=self.user, at=at)

    def resize(self, capacity, at):
        try:
            change_capacity(Event.objects.get(pk=self.event.pk), capacity, by=self.user, at=at)
        except TooFewPlaces:
            assert self.event.pools.get().taken > capacity

    def check(self, at):
        pool = self.event.pools.get()
        confirmed, waiting = Party.objects.filter(state="confirmed"), Party.objects.filter(state="waiting")
        assert pool.taken == (confirmed.aggregate(n=Sum("size"))["n"] or 0) <= pool.capacity
        assert pool.waiting == (waiting.aggregate(n=Sum("size"))["n"] or 0)
        free = pool.capacity - pool.taken
        if at >= self.event.fills_from:
            assert not waiting.filter(size__lte=free).exists()
        elif head := waiting.order_by("ticket").first():
            assert head.size > free
        for party in Party.objects.prefetch_related("registrations"):
            live = [row for row in party.registrations.all() if row.state != "cancelled"]
            assert {row.state for row in live} <= {party.state}
            assert party.state == "cancelled" or len(live) == party.size
        people = list(Registration.objects.live().values_list("person", flat=True))
        assert len(people) == len(set(people))
