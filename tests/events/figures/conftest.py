"""A month with lectures that people came to, stayed away from, or that were called off."""

import secrets
import uuid
from datetime import date, datetime, time

import pytest
from django.utils import timezone

from events.models import Attendance, Event, Party, Pool, Registration
from tests import factories

#: All figures here are looked at from this moment.
NOW = timezone.make_aware(datetime.combine(date(2026, 11, 20), time(12)))


@pytest.fixture
def person():
    """Return a maker of people: each with a household of an estate."""

    def make(number, *, estate="jinyuan", born=date(1950, 1, 1), household=None):
        words = {"household": household} if household else {"estate_code": estate}
        return factories.make_person(f"居民{number}", birth_date=born, **words)

    return make


@pytest.fixture
def held(resident):
    """Return a maker of events that are over, with who came and who did not."""

    def make(programme, moment, *, came=(), absent=(), room=None, capacity=20):
        event = factories.make_event(programme, starts_at=timezone.now(), capacity=capacity)
        first = event.sessions.get()
        length = first.ends_at - first.starts_at
        centre = room.facility.centre if room else None
        type(first).objects.filter(pk=first.pk).update(starts_at=moment, ends_at=moment + length, room=room)
        Event.objects.filter(pk=event.pk).update(starts_at=moment, ends_at=moment + length, centre=centre)
        pool = Pool.objects.get(event=event)
        for people, state in ((came, "present"), (absent, "absent")):
            for one in people:
                party = Party.objects.create(
                    event=event,
                    pool=pool,
                    made_by=resident,
                    request_key=uuid.uuid4(),
                    state="confirmed",
                    size=1,
                    created_at=moment,
                )
                row = Registration.objects.create(
                    party=party, event=event, person=one, state="confirmed", reference=secrets.token_hex(5)
                )
                Attendance.objects.create(registration=row, session=first, state=state, way="search", marked_at=moment)
        return Event.objects.get(pk=event.pk)

    return make


def at(month, day, hour=9):
    """Return a moment of this year, local."""
    return timezone.make_aware(datetime.combine(date(2026, month, day), time(hour)))
