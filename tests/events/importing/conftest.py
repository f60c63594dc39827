"""The ground that files are imported onto, on a fixed day."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from events.models import Event
from tests import factories

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ground(organisation, room, centre):
    """A hall with a half, a second facility with two rooms, and an event that is there already."""
    half = factories.make_room(centre, "多功能厅北", parent=room)
    rooms = [factories.make_room(centre, name, kind="library") for name in ("阅览室", "讨论室")]
    page = factories.make_programme(organisation, "剪纸", min_age=6)
    start = timezone.make_aware(datetime.fromisoformat("2026-12-05T09:00"))
    event = factories.make_event(page, room=rooms[0], starts_at=start)
    off = factories.make_event(page, starts_at=start + timedelta(days=1))
    Event.objects.filter(pk=off.pk).update(state="cancelled")
    return {"half": half, "rooms": rooms, "page": page, "event": event}
