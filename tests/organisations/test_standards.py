"""What the district promises is counted in working days, kept or missed only when its time is over, and set by one."""

from datetime import date, datetime, time, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import Wish
from organisations.errors import NotYours, StandardRefused
from organisations.models import Booking, ServiceStandard
from organisations.readouts.standards import keep_standards, kept_standards, standards
from organisations.standards import found_standards, set_standards
from portal import contributions
from portal.audit.models import Entry
from portal.timetable import holidays
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"
ADDRESS = "standards:index"


def moment(day, hour=10):
    return timezone.make_aware(datetime.combine(day, time(hour)))


#: A Friday; the next working days are Monday and Tuesday.
FRIDAY = date(2026, 11, 13)
NOW = moment(date(2026, 11, 20))


@pytest.fixture(autouse=True)
def _this_year(founded):
    holidays.found(2026, by="test", at=NOW)


@pytest.fixture
def asked(centre):
    """Return a maker of wishes: put on a day, and looked at so many days later or never."""

    def ask(day, days_later=None, *, of=None, count=1):
        looked = moment(day + timedelta(days=days_later)) if days_later is not None else None
        for _number in range(count):
            Wish.objects.create(
                title="象棋", audience="everyone", centre=of or centre, created_at=moment(day), looked_at=looked
            )

    return ask


@pytest.fixture
def administrator(db):
    return get_user_model().objects.create_superuser(username="admin", password="linli-demo")


def of_kind(kind, at=NOW, **only):
    return next(one for one in standards(at, **only) if one.kind == kind)


@pytest.mark.parametrize(("days_later", "kept"), [(3, 1), (4, 1), (5, 0)])
def test_a_weekend_does_not_count(asked, days_later, kept):
    asked(FRIDAY, days_later)
    score = of_kind("wishes").score
    assert (score.over, score.kept) == (1, kept)


def test_what_waits_within_its_time_counts_neither_way_and_then_as_missed(asked):
    asked(FRIDAY)
    for day, over in ((FRIDAY + timedelta(days=4), 0), (FRIDAY + timedelta(days=5), 1)):
        score = of_kind("wishes", moment(day)).score
        assert (score.over, score.kept) == (over, 0)


def test_each_centre_has_its_own_score_and_sees_no_other(asked, areas, centre):
    other = factories.make_organisation("other-centre", "别处联络所", kind="centre", area=areas["committee"])
    asked(FRIDAY, 1)
    asked(FRIDAY, 6, of=other)
    found = {one.name: one.score.kept for one in of_kind("wishes").centres}
    assert found == {"东沙湖民众联络所": 1, "别处联络所": 0}
    assert [one.name for one in of_kind("wishes", only={centre.pk}).centres] == ["东沙湖民众联络所"]


def test_of_few_no_share_is_told(asked):
    asked(FRIDAY, 1, count=4)
    assert of_kind("wishes").score.percent is None
    asked(FRIDAY, 9)
    assert of_kind("wishes").score.percent == 80


def test_a_request_for_a_room_that_was_withdrawn_is_nobodys_fault(centre, organisation, room):
    day = moment(date(2026, 12, 1))
    words = {"room": room, "organisation": organisation, "starts_at": day, "ends_at": day + timedelta(hours=1)}
    for state in ("declined", "cancelled", "requested"):
        answered = moment(FRIDAY + timedelta(days=3)) if state == "declined" else None
        row = Booking.objects.create(purpose="排练", answer_by=day, state=state, answered_at=answered, **words)
        Booking.objects.filter(pk=row.pk).update(created_at=moment(FRIDAY))
    score = of_kind("rooms").score
    assert (score.over, score.kept) == (2, 1)


def test_every_kind_is_named_once_and_has_a_target(founded):
    kinds = [source.kind for source in contributions.answers]
    assert sorted(kinds) == ["approvals", "cases", "feedback", "rooms", "sign_ups", "wishes"]
    found_standards()
    assert set(ServiceStandard.objects.values_list("working_days", flat=True)) == {2}


def test_founding_again_leaves_what_was_changed(administrator):
    set_standards({"wishes": 5}, by=administrator, at=NOW)
    found_standards()
    assert ServiceStandard.objects.get(kind="wishes").working_days == 5


def test_a_longer_promise_is_kept_more_often_and_its_change_is_on_record(asked, administrator):
    asked(FRIDAY, 6)
    assert of_kind("wishes").score.kept == 0
    assert set_standards({"wishes": 4, "rooms": 2}, by=administrator, at=NOW) == 1
    assert of_kind("wishes").score.kept == 1
    assert Entry.objects.get(act="standard.changed").facts == {"kind": "wishes", "before": 2, "after": 4}
    assert set_standards({"wishes": 4}, by=administrator, at=NOW) == 0


def test_only_the_administrator_promises_and_nothing_that_cannot_be(centre_officer, administrator):
    with pytest.raises(NotYours):
        set_standards({"wishes": 5}, by=centre_officer, at=NOW)
    for days in (0, 41):
        with pytest.raises(StandardRefused):
            set_standards({"wishes": days}, by=administrator, at=NOW)


def test_an_officer_reads_and_the_administrator_changes(client, centre_officer, administrator):
    wanted = {source.kind: 3 for source in contributions.answers}
    client.force_login(centre_officer, backend=BACKEND)
    assert '<form method="post" class="linli-panel"' not in client.get(reverse(ADDRESS)).content.decode()
    assert client.post(reverse(ADDRESS), wanted).status_code == 404
    client.force_login(administrator, backend=BACKEND)
    assert client.post(reverse(ADDRESS), wanted | {"wishes": 0}).status_code == 422
    assert client.post(reverse(ADDRESS), wanted).status_code == 302
    assert ServiceStandard.objects.get(kind="wishes").working_days == 3


def test_the_public_page_reads_what_is_kept(asked, client):
    asked(FRIDAY, 1, count=5)
    kept_standards(NOW)
    assert keep_standards(NOW) == 0
    assert "每100件中有100件按时答复" in client.get("/statistics/").content.decode()


def test_more_questions_ask_no_more_queries(asked):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            standards(NOW)
        return len(captured)

    asked(FRIDAY, 1)
    first = queries()
    asked(FRIDAY, 1, count=20)
    assert queries() == first <= 12
