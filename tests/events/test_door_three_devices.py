"""Three hundred people, three devices at once, one of them without a network in between: each is counted once."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone

from events.door.door_links import make_link
from events.models import Attendance, AttendanceMark, Party, Registration
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 300
BATCH = 50


@pytest.fixture(autouse=True)
def _by_day():
    """Today's door stays today's, also when the tests run at midnight."""
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    with time_machine.travel(noon, tick=True):
        yield


@pytest.fixture
def session(programme):
    event = factories.make_event(programme, starts_at=timezone.now() + timedelta(minutes=1), capacity=PEOPLE)
    return event.sessions.get()


@pytest.fixture
def references(session, organiser):
    at, pool = timezone.now(), session.event.pools.get()
    for number in range(PEOPLE):
        person = factories.make_person(f"居民{number}")
        party = Party.objects.create(
            event=session.event,
            pool=pool,
            made_by=organiser,
            request_key=uuid.uuid4(),
            request_digest="-",
            state="confirmed",
            size=1,
            created_at=at,
        )
        Registration.objects.create(
            party=party, event=session.event, person=person, state="confirmed", reference=f"R{number:07}"
        )
    return list(Registration.objects.order_by("pk").values_list("reference", flat=True))


class Device:
    """A phone with a link: it queues its marks and sends them in batches; what is not answered stays queued."""

    def __init__(self, session, organiser, references):
        _link, secret = make_link(session.event, label="", by=organiser, at=timezone.now())
        self.session, self.client = session, Client()
        self.client.get(f"/checkin/open/{secret}/")
        at = int(timezone.now().timestamp() * 1000)
        self.queue = [
            {"reference": reference, "says": "arrived", "key": str(uuid.uuid4()), "at": at, "way": "scan"}
            for reference in references
        ]

    def send(self):
        """Send the whole queue; the answers may be lost, so that it stays."""
        try:
            for start in range(0, len(self.queue), BATCH):
                body = json.dumps({"session": self.session.pk, "marks": self.queue[start : start + BATCH]})
                url = f"/checkin/{self.session.event_id}/marks/"
                answer = self.client.post(url, body, content_type="application/json")
                assert answer.status_code == 200
                assert not any(outcome["refused"] for outcome in answer.json()["outcomes"])
        finally:
            connections.close_all()


def test_three_hundred_check_ins_from_three_devices_count_once_each(session, references, organiser):
    # The three share some people: those were tapped at two doors, in another order.
    first = Device(session, organiser, references[:140])
    second = Device(session, organiser, list(reversed(references[100:240])))
    offline = Device(session, organiser, references[200:])
    with ThreadPoolExecutor(4) as phones:
        for done in [phones.submit(device.send) for device in (first, second, first, second)]:
            done.result()
    assert Attendance.objects.filter(state="present").count() == 240
    # The network is back; its answer is lost on the way, and the same queue comes again, at the same moment even.
    with ThreadPoolExecutor(2) as phones:
        for done in [phones.submit(offline.send), phones.submit(offline.send)]:
            done.result()
    assert Attendance.objects.filter(session=session, state="present").count() == PEOPLE
    assert Attendance.objects.count() == PEOPLE
    assert AttendanceMark.objects.count() == 140 + 140 + 100
    told = first.client.get(f"/checkin/{session.event_id}/states/").json()
    assert (told["here"], told["all"]) == (PEOPLE, PEOPLE)
