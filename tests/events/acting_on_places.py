"""An event with few places, everything that people can do to it, and the rules that must hold whatever they did."""

import contextlib
import uuid
from collections import Counter
from datetime import timedelta

from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone

from events.door import leave
from events.errors import (
    Full,
    NoDraw,
    NoGuestPlace,
    NoLeave,
    NotEligible,
    NotPending,
    OfferOver,
    SignUpClosed,
    TooFewPlaces,
)
from events.models import Attendance, Ballot, Event, GuestPlace, Party, Pool, Registration
from events.seating import guest_places, offers
from events.seating.reserves import Reserve, keep, release_due
from events.seating.waiting_list import change_capacity, fill_late
from events.sign_up import admission, ballot
from events.sign_up import registration as registering
from events.states import HOLDING
from tests import factories

PEOPLE = 16
#: The first four live in the estate that a reserve is kept for.
NEIGHBOURS = 4


class Acting:
    """Acts on one event by number, so that a schedule of them can be made up."""

    #: Where others act at the same moment, what was read before an act says nothing about why it was refused.
    is_alone = True

    @classmethod
    def prepare(cls):
        """Make the event, whoever runs it, and the people."""
        call_command("found")
        areas = factories.make_areas()
        organisation = factories.make_organisation("o", "惠悦服务中心", kind="social", area=areas["committee"])
        # Noon, so that an offer's deadline does not move with the hour at which the test is run.
        cls.at = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
        cls.event = factories.make_event(
            factories.make_programme(organisation),
            capacity=2,
            starts_at=cls.at + timedelta(days=3),
            sessions=2,
            fills_from=cls.at + timedelta(days=2),
        )
        cls.user = factories.make_user("maker", "+8613900000001")
        factories.make_member(cls.user, organisation, "owner")
        cls.people = [
            factories.make_person(
                f"人{number}", agent=cls.user, estate_code="jinyuan" if number < NEIGHBOURS else "tangyuan"
            )
            for number in range(PEOPLE)
        ]

    def allocate_by(self, *, allocation, offer_hours):
        """Begin with this way of giving places, and one place kept for the neighbours."""
        self.closes_at = self.at + timedelta(days=1) if allocation == "ballot" else None
        rules = {"allocation": allocation, "offer_hours": offer_hours, "closes_at": self.closes_at}
        Event.objects.filter(pk=self.event.pk).update(**rules)
        keep(self.event, [self.reserve(1)], by=self.user, at=self.at)

    def hours_pass(self, at):
        """Do what is due at this moment, as the worker does."""
        release_due(at)
        offers.lapse_due(at)
        ballot.close_due(at)
        fill_late(at)

    def reserve(self, capacity, pool=None):
        return Reserve(capacity, self.at + timedelta(days=2), ("jinyuan",), pool_id=pool.pk if pool else None)

    def now(self):
        return Event.objects.select_related("programme", "organisation").get(pk=self.event.pk)

    def sign_up(self, numbers, at, *, at_desk=False):
        """Sign these people up; return what was asked and the party, or None where it was refused."""
        people = [self.people[number] for number in sorted(numbers)]
        asked = {"event": self.now(), "people": people, "by": self.user, "key": uuid.uuid4(), "at": at}
        try:
            return asked, registering.sign_up(**asked, at_desk=at_desk)
        except (NotEligible, Full, SignUpClosed):
            return None

    def sign_up_at_the_desk(self, numbers, at):
        self.sign_up(numbers, at, at_desk=True)

    def cancel_one(self, number, at):
        row = Registration.objects.filter(person=self.people[number]).select_related("party", "event").last()
        if row:
            registering.cancel(registration=row, by=self.user, at=at)

    def cancel_party(self, number, at):
        if party := self.any_party(number):
            registering.cancel_party(party=party, by=self.user, at=at)

    def answer_an_offer(self, number, at):
        if party := self.any_party(number, state="offered"):
            try:
                assert offers.accept(party, by=self.user, at=at).state == "confirmed"
            except OfferOver:
                assert not self.is_alone or at >= party.offer_ends_at

    def decide(self, number, at):
        if party := self.any_party(number):
            try:
                if number % 3:
                    admission.accept(party, by=self.user, at=at)
                else:
                    admission.decline(party, reason="名额有限", by=self.user, at=at)
            except NotPending:
                assert not self.is_alone or party.state != "pending"

    def ask_leave(self, number, at):
        if row := self.row_of(number):
            with contextlib.suppress(NoLeave):
                leave.ask_leave(row, self.event.sessions.get(number=2), by=self.user, at=at)

    def take_back_leave(self, number, at):
        if row := self.row_of(number):
            with contextlib.suppress(NoLeave):
                leave.take_back_leave(row, self.event.sessions.get(number=2), by=self.user, at=at)

    def come_once(self, number, at):
        if row := self.row_of(number):
            with contextlib.suppress(NoGuestPlace):
                guest_places.take(row, self.event.sessions.get(number=2), by=self.user, at=at)

    def row_of(self, number):
        return Registration.objects.live().filter(person=self.people[number]).select_related("party", "event").first()

    def draw(self, number, at):
        try:
            ballot.draw(self.now(), seed=f"{number:06}", witnesses=("甲", "乙"), by=self.user, at=at)
        except NoDraw:
            return
        drawn = Ballot.objects.get()
        assert [entry["lot"] for entry in drawn.result] == ballot.drawn_order(
            drawn.seed, [entry["lot"] for entry in drawn.entries]
        )

    def resize(self, capacity, at):
        try:
            change_capacity(self.now(), capacity, by=self.user, at=at)
        except TooFewPlaces:
            assert not self.is_alone or self.event.pools.get(kind="open").taken > capacity

    def keep_for_neighbours(self, capacity, at):
        pool = self.event.pools.filter(kind="estate", released_at=None).first()
        if pool is None:
            return
        try:
            keep(self.now(), [self.reserve(capacity, pool)] if capacity else [], by=self.user, at=at)
        except TooFewPlaces:
            assert not self.is_alone or pool.taken > capacity

    def any_party(self, number, **having):
        parties = list(Party.objects.filter(**having).select_related("event").order_by("pk"))
        return parties[number % len(parties)] if parties else None

    def check(self, at):
        waiting = Party.objects.filter(state="waiting").order_by("ticket")
        for pool in Pool.objects.filter(event=self.event):
            held = Party.objects.filter(pool=pool, state__in=HOLDING).aggregate(n=Sum("size"))["n"] or 0
            assert pool.taken == held <= pool.capacity
            may_serve = waiting if pool.kind == "open" else waiting.filter(reserve=pool)
            assert pool.waiting == (may_serve.aggregate(n=Sum("size"))["n"] or 0)
            if pool.released_at:
                assert pool.capacity == pool.taken, "a released reserve keeps no free place"
            elif at >= self.event.fills_from:
                assert not any(party.size <= self.free_for(party, pool) for party in may_serve)
            elif head := may_serve.first():
                assert head.size > self.free_for(head, pool)
        self.check_lent()
        self.check_people(at)
        self.check_sessions()

    def check_sessions(self):
        """With guests in the places of those on leave no session has more people than there are places."""
        pools = Pool.objects.filter(event=self.event).aggregate(taken=Sum("taken"), capacity=Sum("capacity"))
        for session in self.event.sessions.all():
            away = Attendance.objects.filter(session=session, state="leave", registration__state="confirmed").count()
            guests = GuestPlace.objects.filter(session=session, registration__state="waiting").count()
            assert pools["taken"] - away + guests <= pools["capacity"]

    def free_for(self, party, pool):
        """What a party may have: its reserve's free places and the open ones together, or one pool's alone."""
        across = party.reserve if pool.kind == "open" and pool.free > 0 else None
        return pool.free + (across.free if across else 0)

    def check_lent(self):
        """What reserves lent to the open pool for their parties is nowhere else, and goes back with them."""
        lent = Party.objects.exclude(lent=0)
        assert all(party.state in HOLDING and party.lent < party.size for party in lent)
        assert all(party.pool.kind == "open" for party in lent.select_related("pool"))
        pools = {pool.kind: pool for pool in Pool.objects.filter(event=self.event, released_at=None)}
        if "estate" in pools and not any(act in self.done for act in ("resize", "keep_for_neighbours")):
            back = sum(party.lent for party in lent.filter(reserve=pools["estate"]))
            assert pools["open"].capacity - back == 2
            assert pools["estate"].capacity + back == 1

    def check_people(self, at):
        for party in Party.objects.select_related("pool").prefetch_related("registrations__person__household"):
            rows = [row for row in party.registrations.all() if row.state != "cancelled"]
            assert {row.state for row in rows} <= {party.state}
            assert party.state == "cancelled" or len(rows) == party.size
            if party.state == "offered":
                assert party.offer_ends_at > at or at == self.event.starts_at
            if party.state in HOLDING and party.pool.kind == "estate":
                assert {row.person.household.estate_code for row in rows} == {"jinyuan"}
        people = Counter(Registration.objects.live().values_list("person", flat=True))
        assert not people or max(people.values()) == 1
