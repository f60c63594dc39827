"""Sixteen workers do whatever people do to one event, all at once: after each rush the rules about places hold."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from events.models import Party
from tests.events.acting_on_places import NEIGHBOURS, PEOPLE, Acting

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 16
ACTS_EACH = 6
#: Hours after the beginning at which there is a rush: offers lapse at 8, a ballot closes at 24, reserves end at 48.
RUSHES = (0, 1, 8, 25, 26, 49, 50)
OFTEN = ("sign_up", "sign_up", "sign_up", "cancel_one", "cancel_party", "answer_an_offer", "decide", "come_once")
SELDOM = ("sign_up_at_the_desk", "ask_leave", "take_back_leave", "resize", "keep_for_neighbours", "draw", "hours_pass")
ARGUMENTS = {"resize": 5, "keep_for_neighbours": 4, "draw": 10**6, "cancel_party": 21, "answer_an_offer": 21}


class Worker(Acting):
    """Acts as its seed says, on a connection of its own; what cannot be is refused, and nothing else goes wrong."""

    is_alone = False

    def act(self, seed, at, together):
        chance = random.Random(seed)
        together.wait()
        try:
            for _number in range(ACTS_EACH):
                self.do(chance.choice((*OFTEN, *SELDOM)), chance, at)
        finally:
            connections.close_all()

    def do(self, name, chance, at):
        if name == "hours_pass":
            self.hours_pass(at)
        elif name.startswith("sign_up"):
            crowd = PEOPLE if chance.random() < 0.7 else NEIGHBOURS
            getattr(self, name)(chance.sample(range(crowd), chance.randint(1, 3)), at)
        else:
            getattr(self, name)(chance.randrange(ARGUMENTS.get(name, PEOPLE)), at)


@pytest.mark.parametrize(
    ("allocation", "offer_hours"), [("first_come", None), ("first_come", 6), ("ballot", 6), ("approval", 6)]
)
def test_rules_hold_after_each_rush(allocation, offer_hours):
    Worker.prepare()
    acting = Worker()
    acting.allocate_by(allocation=allocation, offer_hours=offer_hours)
    acting.done = {"resize"}
    for rush in RUSHES:
        at, together = acting.at + timedelta(hours=rush), threading.Barrier(WORKERS)
        acting.hours_pass(at)
        with ThreadPoolExecutor(WORKERS) as workers:
            rushes = [workers.submit(Worker().act, f"{rush}:{number}", at, together) for number in range(WORKERS)]
        for done in rushes:
            done.result()
        acting.check(at)
    assert Party.objects.count() >= PEOPLE // 2
