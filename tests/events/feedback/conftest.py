"""A lecture that is over, and who was there."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from events.feedback.giving import Said, give
from events.models import Attendance, Registration
from events.sign_up.registration import sign_up
from tests import factories

SHANGHAI = ZoneInfo("Asia/Shanghai")
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def started():
    """When the lecture began: ten in the morning, five days from now."""
    return (datetime.now(SHANGHAI) + timedelta(days=5)).replace(hour=10, minute=0, second=0, microsecond=0)


@pytest.fixture
def lecture(programme, room, started):
    return factories.make_event(programme, room=room, starts_at=started, capacity=60)


@pytest.fixture
def next_day(started):
    """The day after, at ten."""
    return started + timedelta(days=1)


@pytest.fixture
def joined(lecture, started):
    """Sign people up for the lecture, in one party; those named in ``came`` were there."""

    def joined(user, people=None, *, came=True, event=None):
        held = event or lecture
        at = started - timedelta(days=4)
        party = sign_up(event=held, people=people or [user.person], by=user, key=uuid.uuid4(), at=at)
        rows = list(party.registrations.select_related("person", "event", "party").order_by("pk"))
        session = held.sessions.first()
        for row in rows if came else []:
            Attendance.objects.create(
                registration=row, session=session, state="present", way="scan", marked_at=session.starts_at
            )
        return rows

    return joined


@pytest.fixture
def own(joined, resident) -> Registration:
    """The resident's registration: she was there."""
    return joined(resident)[0]


@pytest.fixture
def answers(joined, next_day):
    """Have as many people answer, with these stars each."""

    def answers(*stars, event=None, **said):
        rows = []
        for number, count in enumerate(stars):
            user = factories.make_user(f"guest-{Registration.objects.count()}-{number}")
            factories.make_person(f"来客{number}", user=user)
            [row] = joined(user, event=event)
            rows.append(give(row, Said(count, **said), by=user, at=next_day))
        return rows

    return answers


@pytest.fixture
def signed_in():
    def signed_in(user) -> Client:
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client

    return signed_in
