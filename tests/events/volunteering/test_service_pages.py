"""The pages of a shift's day and of one's hours: who finds them, what a tap does."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from events.door import rotating
from events.models import Assignment, HoursEntry, Incident
from events.volunteering import hours
from portal.outbox.models import Message
from tests import factories
from tests.factories.service import make_assignment, make_entry
from tests.factories.volunteers import make_shift, make_volunteer

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def volunteer(founded):
    return make_volunteer()


@pytest.fixture
def leader(founded):
    return factories.make_user("leader", "+8613700000009")


@pytest.fixture
def coordinator(organisation):
    user = factories.make_user("coordinator", "+8613700000001")
    factories.make_member(user, organisation, "organiser")
    return user


@pytest.fixture
def row(organisation, volunteer, leader):
    """Somebody in a shift that begins in an hour."""
    start = timezone.now() + timedelta(hours=1)
    return make_assignment(organisation, volunteer, shift=make_shift(organisation, starts_at=start, supervisor=leader))


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def at(name, *arguments):
    return reverse(f"events:{name}", args=arguments)


def test_the_leaders_phone_marks_who_comes(row, leader, volunteer):
    client = signed_in(leader)
    page = client.get(at("shift_door", row.shift_id)).content.decode()
    assert volunteer.person.name in page
    answer = client.post(at("shift_mark", row.shift_id), {"mark": f"here {row.pk}"})
    assert answer.status_code == 302
    assert Assignment.objects.get(pk=row.pk).mark == "present"
    assert client.post(at("shift_mark", row.shift_id), {"mark": f"away {row.pk}"}).status_code == 404


def test_the_door_is_missing_for_everybody_else(row, volunteer, other_organisation):
    stranger = factories.make_user("stranger", "+8613700000008")
    factories.make_member(stranger, other_organisation, "owner")
    for user in (volunteer.person.user, stranger):
        client = signed_in(user)
        for name, *more in (["shift_door"], ["shift_code"], ["shift_person", row.pk]):
            assert client.get(at(name, row.shift_id, *more)).status_code == 404, name
        assert client.post(at("shift_mark", row.shift_id), {"mark": f"here {row.pk}"}).status_code == 404


def test_somebody_of_another_shift_is_not_marked_here(row, leader, organisation):
    other = make_assignment(organisation)
    assert signed_in(leader).post(at("shift_mark", row.shift_id), {"mark": f"here {other.pk}"}).status_code == 404


def test_a_scanned_code_checks_in_without_typing(row, volunteer):
    secret = rotating.code_at(f"shift:{row.shift_id}", timezone.now())
    client = signed_in(volunteer.person.user)
    answer = client.get(at("shift_scanned", row.shift_id, secret), follow=True)
    assert b'name="code"' not in answer.content
    client.post(at("shift_here", row.shift_id), {"who": row.pk})
    assert Assignment.objects.get(pk=row.pk).mark == "present"
    assert client.get(at("shift_scanned", row.shift_id, "0" * 16)).status_code == 404


def test_typed_digits_check_in_and_wrong_ones_say_so(row, volunteer):
    client, address = signed_in(volunteer.person.user), at("shift_here", row.shift_id)
    assert "半分钟" in client.post(address, {"who": row.pk, "code": "000 000"}, follow=True).content.decode()
    assert Assignment.objects.get(pk=row.pk).mark == "expected"
    digits = rotating.digits_at(f"shift:{row.shift_id}", timezone.now())
    client.post(address, {"who": row.pk, "code": f"{digits[:3]} {digits[3:]}"})
    assert Assignment.objects.get(pk=row.pk).mark == "present"


def test_who_is_not_in_the_shift_finds_no_check_in(row):
    client = signed_in(make_volunteer().person.user)
    assert client.get(at("shift_here", row.shift_id)).status_code == 404
    assert client.post(at("shift_here", row.shift_id), {"who": row.pk, "code": "123456"}).status_code == 404


def test_an_incident_with_somebody_hurt_reaches_the_centre_at_once(row, leader, organisation, areas):
    centre = factories.make_organisation("its-centre", "联络所", kind="centre", area=areas["committee"])
    type(organisation).objects.filter(pk=organisation.pk).update(home_centre=centre)
    officer = factories.make_user("its-officer", "+8613700000007")
    factories.make_member(officer, centre, "officer")
    client = signed_in(leader)
    client.post(at("shift_incident", row.shift_id), {"words": "有人崴了脚，已送医", "somebody_was_hurt": "on"})
    assert Incident.objects.get().somebody_was_hurt
    told = Message.objects.get(kind="incident.reported", recipient=officer)
    assert "崴" not in told.subject + told.body
    assert client.post(at("shift_incident", row.shift_id), {"words": " "}).status_code == 422


def test_my_hours_show_what_counts_and_what_waits(organisation, volunteer, coordinator, django_assert_num_queries):
    entry = make_entry(volunteer, organisation, 150)
    make_entry(volunteer, organisation, 45)
    hours.approve([entry.pk], organisation_id=organisation.pk, by=coordinator, at=timezone.now())
    client = signed_in(volunteer.person.user)
    page = client.get(at("service_hours")).content.decode()
    assert "2小时30分钟" in page
    assert "45分钟" in page
    year = timezone.localdate().year
    assert "2小时30分钟" in client.get(at("service_year", year)).content.decode()
    assert client.get(at("service_year_paper", year)).content.startswith(b"%PDF")
    assert client.get(at("service_year", year - 1)).status_code == 404


def test_many_entries_cost_no_more_queries(organisation, volunteer, django_assert_max_num_queries):
    client = signed_in(volunteer.person.user)
    make_entry(volunteer, organisation)
    client.get(at("service_hours"))
    with django_assert_max_num_queries(25) as few:
        client.get(at("service_hours"))
    for _more in range(12):
        make_entry(volunteer, organisation)
    with django_assert_max_num_queries(len(few)):
        client.get(at("service_hours"))


def test_somebody_elses_hours_and_proofs_are_missing(organisation, volunteer, coordinator):
    entry = make_entry(volunteer, organisation)
    hours.approve([entry.pk], organisation_id=organisation.pk, by=coordinator, at=timezone.now())
    today = timezone.localdate()
    proof = volunteer.service_proofs.create(
        organisation=organisation, starts_on=today, ends_on=today, asked_at=timezone.now()
    )
    client = signed_in(make_volunteer().person.user)
    assert client.get(at("service_hours"), {"volunteer": volunteer.pk}).status_code == 404
    assert client.get(at("service_proof", proof.pk)).status_code == 404
    assert client.post(at("service_proof_paper", proof.pk)).status_code == 404


def test_a_month_is_looked_at_and_then_approved(organisation, volunteer, coordinator):
    shown, later = make_entry(volunteer, organisation), make_entry(volunteer, organisation, 33)
    client, address = signed_in(coordinator), reverse("hours:month")
    page = client.get(address).content.decode()
    assert "33分钟" in page
    client.post(address, {"entry": [shown.pk], "month": f"{timezone.localdate():%Y-%m}"})
    assert [HoursEntry.objects.get(pk=one.pk).state for one in (shown, later)] == ["approved", "proposed"]


def test_a_month_costs_the_same_queries_for_many(organisation, coordinator, django_assert_max_num_queries):
    client, address = signed_in(coordinator), reverse("hours:month")
    make_entry(make_volunteer(), organisation)
    client.get(address)
    with django_assert_max_num_queries(60) as few:
        client.get(address)
    for _more in range(6):
        make_entry(make_volunteer(), organisation)
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_a_proof_is_asked_for_issued_and_taken(organisation, volunteer, coordinator):
    entry = make_entry(volunteer, organisation)
    hours.approve([entry.pk], organisation_id=organisation.pk, by=coordinator, at=timezone.now())
    mine, today = signed_in(volunteer.person.user), timezone.localdate().isoformat()
    asked = {"organisation": organisation.pk, "starts_on": today, "ends_on": today, "volunteer": volunteer.pk}
    assert mine.post(at("ask_service_proof"), {**asked, "document": "id_card"}).status_code == 422
    assert mine.post(at("ask_service_proof"), asked).status_code == 302
    row = volunteer.service_proofs.get()
    desk = signed_in(coordinator)
    answering = {"issue": "1", "in_charge": "周负责", "handler": "吴经办", "phone": "0512-1"}
    assert desk.post(reverse("service_proofs:decide", args=[row.pk]), answering).status_code == 302
    row.refresh_from_db()
    assert row.proof.number in mine.get(at("service_proof", row.pk)).content.decode()
    assert desk.get(reverse("service_proofs:index")).status_code == 200


def test_an_organisation_sees_its_figures_and_takes_them_along(organisation, volunteer, coordinator):
    entry = make_entry(volunteer, organisation, 150, content="图书整理 · 乐龄书房")
    hours.approve([entry.pk], organisation_id=organisation.pk, by=coordinator, at=timezone.now())
    client = signed_in(coordinator)
    assert "2小时30分钟" in client.get(reverse("service_figures:index")).content.decode()
    given = {"recipient": "authority", "purpose": "report"}
    book = load_workbook(BytesIO(client.post(reverse("service_figures:national"), given).content))
    rows = list(book.active.iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if "志愿者姓名" in row)
    said = dict(zip(rows[head], rows[head + 1], strict=True))
    assert (said["志愿者姓名"], said["服务时长（小时）"], said["服务内容"]) == (volunteer.person.name, 2.5, "图书整理")
    assert not said["证件号码"]
    assert client.post(reverse("service_figures:hand_out"), given).status_code == 200


def test_everybody_of_a_shift_is_written_to_once(other_organisation, row, coordinator):
    client, address = signed_in(coordinator), reverse("service_figures:write")
    words = {"to": f"shift:{row.shift_id}", "subject": "带伞", "body": "明天有雨，请带伞。", "key": str(uuid4())}
    assert "带伞" in client.post(address, words).content.decode()
    assert not Message.objects.filter(kind="volunteers.message").exists()
    for _twice in range(2):
        client.post(address, {**words, "send": "1"})
    assert Message.objects.get(kind="volunteers.message").recipient == row.volunteer.person.user
    foreign = make_assignment(other_organisation)
    assert client.post(address, {**words, "to": f"shift:{foreign.shift_id}"}).status_code == 422
