"""A slip of paper says who, what, when, where and whom to call; for oneself, and for everybody of an event."""

from uuid import uuid4

import pytest
from django.utils import timezone

from events.sign_up.registration import sign_up
from portal.audit.models import Entry
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def row(event, resident, father):
    at = timezone.now()
    return sign_up(event=event, people=[father], by=resident, key=uuid4(), at=at).registrations.get()


def test_ones_own_slip_says_all_that_is_needed(client, row, resident, centre):
    client.force_login(resident)
    page = client.get(f"/me/registrations/{row.reference}/slip/").content.decode()
    for words in ("王建国", row.event.programme.title, row.reference, "多功能厅", "<svg", "12345"):
        assert words in page, words
    assert (
        f"/me/registrations/{row.reference}/slip/" in client.get(f"/me/registrations/{row.reference}/").content.decode()
    )


def test_a_stranger_finds_no_slip(client, row, neighbour):
    client.force_login(neighbour)
    assert client.get(f"/me/registrations/{row.reference}/slip/").status_code == 404
    assert client.get(f"/checkin/{row.event_id}/slips/").status_code == 404


def test_staff_print_everybody_s_or_one(client, row, neighbour, organiser):
    sign_up(event=row.event, people=[neighbour.person], by=neighbour, key=uuid4(), at=timezone.now())
    client.force_login(organiser, backend=BACKEND)
    page = client.get(f"/checkin/{row.event_id}/slips/").content.decode()
    assert page.count("<article") == 2
    alone = client.get(f"/checkin/{row.event_id}/slips/?reference={row.reference}").content.decode()
    assert alone.count("<article") == 1
    assert client.get(f"/checkin/{row.event_id}/slips/?reference=NOTHERE2").status_code == 404
    assert Entry.objects.filter(act="slips.shown").count() == 2


def test_whoever_waits_has_a_slip_without_a_code(client, programme, resident, neighbour):
    event = factories.make_event(programme, capacity=1)
    for user in (resident, neighbour):
        party = sign_up(event=event, people=[user.person], by=user, key=uuid4(), at=timezone.now())
    client.force_login(neighbour)
    page = client.get(f"/me/registrations/{party.registrations.get().reference}/slip/").content.decode()
    assert "候补第 1 位" in page
    assert 'class="qr"' not in page


def test_many_slips_take_as_many_questions_as_one(client, programme, organiser, django_assert_max_num_queries):
    event = factories.make_event(programme)
    client.force_login(organiser, backend=BACKEND)

    def join(number):
        user = factories.make_user(f"user{number}", f"+86138000004{number:02}")
        person = factories.make_person("某某", user=user)
        sign_up(event=event, people=[person], by=user, key=uuid4(), at=timezone.now())

    join(0)
    client.get(f"/checkin/{event.pk}/slips/")
    with django_assert_max_num_queries(60) as few:
        client.get(f"/checkin/{event.pk}/slips/")
    for number in range(1, 5):
        join(number)
    with django_assert_max_num_queries(len(few)):
        client.get(f"/checkin/{event.pk}/slips/")
