"""In the admin a file is looked at row by row, then confirmed as it was seen, once, by whoever uploaded it."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from events.importing.files import purge
from events.models import Event, ImportedFile
from tests import factories
from tests.factories.tables import GOOD, csv_file, everything


@pytest.fixture
def desk(client, organiser):
    client.force_login(organiser, backend="django.contrib.auth.backends.ModelBackend")
    return client


def upload(client, content, name="x.csv", **fields):
    return client.post(reverse("planning:import"), {"file": SimpleUploadedFile(name, content), **fields})


def test_a_file_is_looked_at_then_confirmed_and_confirming_again_changes_nothing(desk, ground):
    before = everything()
    address = upload(desk, csv_file(GOOD))["Location"]
    shown = desk.get(address)
    assert shown.context["counts"]["new"] == 1
    assert everything() == before
    seen = shown.context["form"].initial["seen"]
    assert desk.post(address, {"seen": seen}).status_code == 302
    assert Event.objects.filter(programme__title=GOOD["title"]).count() == 1
    after = everything()
    desk.post(address, {"seen": seen})
    assert everything() == after
    assert ImportedFile.objects.get().content == b""


def test_what_changed_since_one_looked_is_looked_at_again(desk, ground):
    address = upload(desk, csv_file({**GOOD, "room": "讨论室"}))["Location"]
    seen = desk.get(address).context["form"].initial["seen"]
    start = timezone.make_aware(datetime.fromisoformat("2026-12-01T14:00"))
    factories.make_event(ground["page"], room=ground["rooms"][1], starts_at=start)
    answer = desk.post(address, {"seen": seen})
    assert answer.status_code == 200
    assert answer.context["counts"]["refused"] == 1
    assert not Event.objects.filter(programme__title=GOOD["title"]).exists()


@pytest.mark.parametrize("seen", ["", "x" * 100, "\0"])
def test_refused_rows_cannot_be_confirmed(desk, ground, seen):
    address = upload(desk, csv_file({**GOOD, "ends_at": ""}))["Location"]
    answer = desk.get(address)
    assert "缺少结束时间" in answer.content.decode()
    before = everything()
    for digest in (seen, answer.context["form"].initial["seen"]):
        assert desk.post(address, {"seen": digest}).status_code == 200
    assert everything() == before


def test_a_file_that_cannot_be_read_is_said_at_the_field(desk, ground):
    for content, name in ((b"", "x.csv"), (b"x", "x.pdf"), (b"PK", "x.xlsx"), (b"a,b\n1,2\n", "x.csv")):
        answer = upload(desk, content, name)
        assert answer.context["form"].errors["file"]
    assert not ImportedFile.objects.exists()


def test_the_organisation_may_be_said_once_for_the_whole_file(desk, ground, other_organisation):
    columns = ("title", "starts_at", "ends_at")
    content = csv_file(GOOD, columns=columns)
    assert upload(desk, content).context["form"].errors["file"]
    assert upload(desk, content, organisation="wuyun").context["form"].errors["organisation"]
    address = upload(desk, content, organisation="huiyue")["Location"]
    assert desk.get(address).context["counts"]["new"] == 1
    assert desk.get(address.replace("huiyue", "wuyun")).status_code == 404


def test_a_file_is_its_uploader_s_alone_and_forgotten_after_a_day(desk, ground, client, other_organiser, centre):
    address = upload(desk, csv_file(GOOD))["Location"]
    client.force_login(other_organiser, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == client.post(address, {"seen": "x"}).status_code == 404
    viewer = factories.make_user("viewer", is_staff=True)
    factories.make_member(viewer, centre, "viewer")
    client.force_login(viewer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("planning:import")).status_code == 404
    assert purge(timezone.now() + timedelta(hours=23)) == 0
    assert purge(timezone.now() + timedelta(hours=25)) == 1
