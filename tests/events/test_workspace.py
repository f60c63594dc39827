"""The first page shows what waits, today and the month; lists are acted on together; all at a constant cost."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import Registration
from events.readouts.workspace import month_figures, next_events
from events.sign_up.registration import sign_up
from portal import contributions
from portal.audit.models import Entry
from portal.outbox.models import Message
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


def asked(event, count):
    """So many people who asked for a place, each by themselves."""
    parties = []
    for number in range(count):
        user = factories.make_user(f"asker-{event.pk}-{number}")
        person = factories.make_person(f"居民{number}", user=user)
        parties.append(sign_up(event=event, people=[person], by=user, key=uuid.uuid4(), at=timezone.now()))
    return [party.registrations.get() for party in parties]


@pytest.fixture
def selective(organisation):
    """An event whose sign-ups are looked at one by one."""
    return factories.make_event(factories.make_programme(organisation, slug="selective"), allocation="approval")


@pytest.fixture
def staff(client, organiser):
    client.force_login(organiser, backend=BACKEND)
    return client


def test_what_waits_has_a_count_and_leads_there(staff, selective):
    asked(selective, 3)
    page = staff.get(reverse("wagtailadmin_home")).content.decode()
    assert '<b class="linli-number">3</b> 份报名待审核' in page
    assert f"event={selective.pk}&amp;state=pending" in page


def test_other_trades_put_their_own_into_the_same_list(staff):
    item = contributions.WaitingItem("件事待办", 7, "/somewhere/", timezone.now() - timedelta(days=2), (("甲", "/a/"),))
    contributions.waiting_items.register(lambda request: item, key="test")
    try:
        page = staff.get(reverse("wagtailadmin_home")).content.decode()
    finally:
        contributions.waiting_items.register(lambda request: None, key="test")
    expected = ("件事待办", "/somewhere/", "天", "/a/")
    assert [words for words in expected if words not in page] == []


def test_today_leads_to_the_door(staff, organisation):
    starts_at = timezone.now().replace(microsecond=0)
    event = factories.make_event(factories.make_programme(organisation, slug="today"), starts_at=starts_at)
    assert reverse("events:door", args=[event.pk]) in staff.get(reverse("wagtailadmin_home")).content.decode()


def test_what_is_coming_stands_at_its_next_date_and_not_at_the_day_on_which_it_began(organisation, organiser):
    now = timezone.now().replace(microsecond=0)
    programme = factories.make_programme(organisation, slug="course")
    course = factories.make_event(programme, starts_at=now - timedelta(days=10), sessions=4)
    other = factories.make_event(factories.make_programme(organisation, slug="talk"), starts_at=now + timedelta(days=2))
    coming = [(event, starts_at) for event, starts_at, _may in next_events(organiser, now)]
    assert coming == [(other, now + timedelta(days=2)), (course, now + timedelta(days=4))]


def test_whoever_may_only_look_is_led_to_nothing_that_is_not_there(client, organisation):
    viewer = factories.make_user("viewer")
    factories.make_member(viewer, organisation, "viewer")
    programme = factories.make_programme(organisation)
    now = timezone.localtime()
    factories.make_event(programme, starts_at=now.replace(hour=22, minute=0) + timedelta(days=1))
    factories.make_event(programme, starts_at=now + timedelta(minutes=1))
    client.force_login(viewer, backend=BACKEND)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert programme.title in page
    own = page.split("<main", 1)[1].replace("&amp;", "&")
    links = {link for link in re.findall(r'href="(/admin/[^"]*)"', own)}
    assert links
    assert [link for link in sorted(links) if client.get(link, follow=True).status_code != 200] == []


def test_the_month_is_counted_beside_as_many_days_of_the_last(organisation, organiser, other_organisation):
    at = timezone.localtime().replace(day=15, hour=12)
    before = (at.replace(day=1) - timedelta(days=1)).replace(day=10)
    for number, moment in enumerate([at - timedelta(days=3), at - timedelta(days=2), before]):
        programme = factories.make_programme(organisation, slug=f"m{number}")
        factories.make_event(programme, starts_at=moment)
    factories.make_event(factories.make_programme(other_organisation, slug="x"), starts_at=at - timedelta(days=1))
    figures = month_figures(organiser, at)
    assert [(one.now, one.before) for one in figures[:2]] == [(2, 1), (2, 1)]


def test_those_chosen_are_approved_together_and_told(staff, selective):
    rows = asked(selective, 3)
    body = {"act": "accept", "event": selective.pk, "registration": [row.pk for row in rows[:2]]}
    shown = staff.post(reverse("sign_ups:on_many"), body).content.decode()
    assert "居民0" in shown
    assert "居民2" not in shown
    for _twice in range(2):
        staff.post(reverse("sign_ups:on_many"), {**body, "confirmed": "1"})
    states = Registration.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["confirmed", "confirmed", "pending"]


def test_declining_several_needs_a_reason_that_each_reads(staff, selective):
    rows = asked(selective, 2)
    body = {"act": "decline", "event": selective.pk, "registration": [row.pk for row in rows], "confirmed": "1"}
    assert staff.post(reverse("sign_ups:on_many"), body).status_code == 422
    staff.post(reverse("sign_ups:on_many"), {**body, "reason": "请先参加初级班"})
    assert set(Registration.objects.values_list("state", flat=True)) == {"declined"}


def test_a_message_is_told_once_to_each_and_is_on_record_without_its_words(staff, selective):
    rows = asked(selective, 2)
    body = {
        "act": "write",
        "event": selective.pk,
        "registration": [row.pk for row in rows],
        "confirmed": "1",
        "subject": "请带身份证",
        "body": "明天见",
        "key": str(uuid.uuid4()),
    }
    for _twice in range(2):
        staff.post(reverse("sign_ups:on_many"), body)
    assert Message.objects.filter(kind="sign_ups.message").count() == 2
    assert Entry.objects.get(act="sign_ups.written_to").facts == {"people": 2}


def test_one_foreign_row_among_those_chosen_makes_all_missing(staff, selective, other_organisation):
    mine = asked(selective, 1)[0]
    theirs = asked(factories.make_event(factories.make_programme(other_organisation, slug="theirs")), 1)[0]
    body = {"act": "accept", "event": selective.pk, "registration": [mine.pk, theirs.pk], "confirmed": "1"}
    assert staff.post(reverse("sign_ups:on_many"), body).status_code == 404
    mine.refresh_from_db()
    assert mine.state == "pending"


def test_choosing_nobody_is_said(staff, selective):
    answer = staff.post(reverse("sign_ups:on_many"), {"act": "write", "event": selective.pk}, follow=True)
    assert "请先勾选人员" in answer.content.decode()


def test_the_calendar_shows_one_s_own_sessions_by_month_and_week(staff, event, other_organisation):
    factories.make_event(factories.make_programme(other_organisation, "别人的活动", slug="theirs"))
    on = timezone.localdate(event.starts_at).isoformat()
    for view in ("month", "week"):
        page = staff.get(reverse("calendar:index"), {"view": view, "on": on}).content.decode()
        assert event.programme.title in page
        assert "别人的活动" not in page
    assert staff.get(reverse("calendar:index"), {"view": "x", "on": "9999-99-99"}).status_code == 200


@pytest.mark.parametrize("name", ["sign_ups:index", "planning:index", "calendar:index", "wagtailadmin_home"])
def test_lists_cost_the_same_for_few_and_for_many(staff, organisation, selective, name):
    query = {"event": selective.pk} if name == "sign_ups:index" else {}

    def queries():
        staff.get(reverse(name), query)
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(reverse(name), query).status_code == 200
        return sum("portal_cache" not in one["sql"] for one in captured)

    asked(selective, 1)
    few = queries()
    for number in range(6):
        other = factories.make_event(factories.make_programme(organisation, slug=f"n{number}"), allocation="approval")
        asked(other, 1)
    asked_more = factories.make_user("more")
    for number in range(8):
        person = factories.make_person(f"家人{number}", agent=asked_more)
        sign_up(event=selective, people=[person], by=asked_more, key=uuid.uuid4(), at=timezone.now())
    assert queries() <= few + 1
