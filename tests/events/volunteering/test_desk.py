"""Whom do an organisation's staff see, what do they write down, and what is missing to everybody else?"""

from datetime import timedelta

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from events import calendar_tokens
from events.models import SpokenLanguage, VolunteerRule
from events.volunteering import inviting, shifts, taking
from tests import factories
from tests.factories.volunteers import make_role, make_shift, make_volunteer, make_welcome

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def desk(client, organiser):
    client.force_login(organiser, backend=BACKEND)
    return client


@pytest.fixture
def cast(organisation, other_organisation, organiser):
    """One who belongs, one who asked, one who is in a shift, one who was only asked for one, one of another's."""
    belongs, asked, in_shift, only_asked, foreign = (
        make_volunteer(name=name) for name in ("林属于", "林申请", "林在班", "林被邀", "林别家")
    )
    make_welcome(belongs, organisation)
    make_welcome(asked, organisation, state="asked", welcomed_at=None)
    make_welcome(foreign, other_organisation)
    shift = make_shift(organisation)
    later = make_shift(organisation, starts_at=timezone.now() + timedelta(days=9))
    for one in (shift, later):
        taking.take(one, in_shift, by=in_shift.person.user, at=timezone.now())
    inviting.invite(shift, [only_asked], answer_by=None, by=organiser, at=timezone.now())
    return {"belongs": belongs, "asked": asked, "in_shift": in_shift, "only_asked": only_asked, "foreign": foreign}


def listed(desk, **query):
    return [row.volunteer.person.name for row in desk.get(reverse("volunteers:index"), query).context["rows"]]


def test_staff_see_who_belongs_asked_or_took_a_shift_and_nobody_else(cast, desk):
    assert listed(desk) == ["林申请", "林在班", "林属于"]
    for who, status in [("belongs", 200), ("asked", 200), ("in_shift", 200), ("only_asked", 404), ("foreign", 404)]:
        assert desk.get(reverse("volunteers:look", args=[cast[who].pk])).status_code == status, who


def test_the_list_is_filtered(cast, desk, organisation):
    suzhou = SpokenLanguage.objects.get(code="suzhou")
    cast["belongs"].languages.add(suzhou)
    kind = factories.make_qualification(
        cast["in_shift"].person, organisation, valid_until=timezone.localdate() + timedelta(days=9)
    ).kind
    cast["belongs"].welcomes.update(insured_until=timezone.localdate())
    for query, expected in [
        ({"state": "asked"}, ["林申请"]),
        ({"state": "in_shift"}, ["林在班"]),
        ({"state": "welcomed"}, ["林属于"]),
        ({"language": suzhou.pk}, ["林属于"]),
        ({"kind": kind.pk}, ["林在班"]),
        ({"expiring": "on"}, ["林在班"]),
        ({"quiet": "on"}, ["林属于"]),
        ({"uninsured": "on"}, ["林申请"]),
        ({"words": "属于"}, ["林属于"]),
    ]:
        assert listed(desk, **query) == expected, query


def test_welcomed_with_one_press_from_the_list(cast, desk, organisation):
    body = {"organisation": organisation.pk, "list": "1"}
    answer = desk.post(reverse("volunteers:welcome", args=[cast["in_shift"].pk]), body)
    assert answer["Location"] == reverse("volunteers:index")
    assert cast["in_shift"].welcomes.get().state == "welcomed"


def test_insurance_note_and_refusal_are_written_where_they_belong(cast, desk, organisation):
    def press(act, who, **body):
        address = reverse(f"volunteers:{act}", args=[cast[who].pk])
        return desk.post(address, {"organisation": organisation.pk, **body}).status_code

    today = timezone.localdate()
    assert press("insure", "belongs", until=(today - timedelta(days=1)).isoformat()) == 422
    assert press("insure", "belongs", until=today.isoformat(), note="人保") == 302
    assert press("note", "belongs", note="会吹笛子") == 302
    assert press("decline", "asked") == 422
    assert press("decline", "asked", reason="请下学期再来") == 302
    row = cast["belongs"].welcomes.get()
    assert (row.insured_until, row.note) == (today, "会吹笛子")
    assert desk.get(reverse("volunteers:look", args=[cast["asked"].pk])).status_code == 404


def test_an_act_for_a_foreign_organisation_is_missing(cast, desk, other_organisation):
    body = {"organisation": other_organisation.pk, "note": "x"}
    assert desk.post(reverse("volunteers:note", args=[cast["belongs"].pk]), body).status_code == 404
    assert desk.get(reverse("volunteers:rule", args=[other_organisation.pk])).status_code == 404


def test_a_number_to_call_is_shown_only_of_those_one_has_to_do_with_now(cast, desk, organisation):
    address = reverse("volunteers:look", args=[cast["in_shift"].pk])
    phone = cast["in_shift"].person.user.phone
    assert phone in desk.get(address).content.decode()
    for days, row in enumerate(cast["in_shift"].assignments.all(), start=3):
        begun = timezone.now() - timedelta(days=days)
        shifts.move(row.shift, starts_at=begun, ends_at=begun + timedelta(hours=1), by=factories.SYSTEM, at=begun)
    assert phone not in desk.get(address).content.decode()


def test_the_rule_is_read_and_written(desk, organisation):
    address = reverse("volunteers:rule", args=[organisation.pk])
    assert desk.post(address, {"needs_welcome": "on", "alert_hours": "7x"}).status_code == 422
    asked = {"needs_welcome": "on", "words": "面谈", "alert_hours": "24，72", "absences": "2", "absence_days": "60"}
    assert desk.post(address, asked).status_code == 302
    rule = VolunteerRule.objects.get()
    assert (rule.alert_hours, rule.absences, rule.absence_days) == ([72, 24], 2, 60)
    assert desk.post(address, asked | {"absences": ""}).status_code == 302
    assert VolunteerRule.objects.get().absences is None


def test_the_list_asks_as_much_for_one_as_for_many(cast, desk, organisation, django_assert_max_num_queries):
    desk.get(reverse("volunteers:index"))
    counts = []
    for more in (0, 12):
        for number in range(more):
            one = make_volunteer(name=f"志愿{number}")
            make_welcome(one, organisation)
            factories.make_qualification(one.person, organisation)
        with django_assert_max_num_queries(40) as asked:
            desk.get(reverse("volunteers:index"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_whoever_asked_waits_in_the_workspace(cast, desk):
    assert "待报到的志愿者" in desk.get(reverse("wagtailadmin_home")).content.decode()


def test_a_shift_is_in_the_calendar_of_whoever_is_in_it_or_acts_for_them(organisation, client, resident):
    child = factories.make_person("王小宝", agent=resident, relation="child", birth_date=None)
    volunteer = make_volunteer(child)
    shift = make_shift(organisation, make_role("图书整理", min_age=0), meeting_point="一楼大厅")
    taking.Assignment.objects.create(shift=shift, volunteer=volunteer, state="confirmed", made_at=timezone.now())
    token = calendar_tokens.token_of(resident, at=timezone.now())
    address = reverse("events:my_calendar", args=[token.secret])
    answer = client.get(address)
    (entry,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert entry["summary"] == "志愿班次：图书整理（王小宝）"
    assert entry["location"] == "一楼大厅"
    assert entry.decoded("dtstart") == shift.starts_at
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
    later = shift.starts_at + timedelta(hours=1)
    shifts.move(shift, starts_at=later, ends_at=later + timedelta(hours=2), by=factories.SYSTEM, at=timezone.now())
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 200
