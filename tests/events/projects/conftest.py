"""A project that a sub-district pays for: one programme of two sessions, and three people who came to the first."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from events.door.check_in import ARRIVED, Way, mark
from events.models import Registration
from events.projects.notices import open_due_records
from events.projects.setting_up import add_part, make_project
from events.sign_up.registration import sign_up
from tests import factories


@pytest.fixture
def funder(areas):
    return factories.make_organisation("loufeng-office", "娄葑街道办事处", kind="authority", area=areas["committee"])


@pytest.fixture
def funder_officer(funder):
    user = factories.make_user("funder_officer", is_staff=True)
    factories.make_member(user, funder, "officer")
    return user


@pytest.fixture
def event(programme):
    return factories.make_event(programme, sessions=2)


def facts_of(event, funder=None, **changes):
    """Return what was agreed with a funder: the month around an event."""
    day = timezone.localdate(event.starts_at)
    facts = {
        **{"name": "惠老健康行动", "kind": "purchase", "number": "LF-2026-07", "funder_name": "娄葑街道办事处"},
        **{"funder": funder, "starts_on": day - timedelta(days=10), "ends_on": day + timedelta(days=20)},
        **{"target_sessions": 2, "target_attendances": 10, "target_people": 4, "kept_years": 5},
    }
    return {**facts, **changes}


@pytest.fixture
def project(organisation, event, funder, organiser):
    return make_project(organisation, facts=facts_of(event, funder), by=organiser, at=timezone.now())


@pytest.fixture
def people(event):
    """Three residents who have a place."""
    rows = []
    for name in ("王小英", "张建国", "李阿婆"):
        user = factories.make_user(f"user-{uuid.uuid4().hex[:8]}")
        person = factories.make_person(name, user=user)
        party = sign_up(event=event, people=[person], by=user, key=uuid.uuid4(), at=timezone.now())
        rows.append(party.registrations.get())
    return rows


@pytest.fixture
def record(project, programme, event, people, organiser):
    """The record of the first session, to which all three came."""
    first = event.sessions.select_related("event__organisation").get(number=1)
    for row in Registration.objects.filter(event=event):
        mark(first, row.reference, ARRIVED, way=Way.SCAN, by=organiser, at=first.starts_at)
    add_part(project, programme, by=organiser, at=timezone.now())
    open_due_records(first.ends_at)
    return project.records.select_related("project", "session__event").get()


def photograph(colour="red", name="hall.jpg") -> SimpleUploadedFile:
    """Return a small JPEG as a camera's, with words in its metadata."""
    file = io.BytesIO()
    picture = Image.new("RGB", (64, 48), colour)
    metadata = Image.Exif()
    metadata[0x010E] = "secret place"
    picture.save(file, "JPEG", exif=metadata)
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/jpeg")
