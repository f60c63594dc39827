"""Does the home page show what is on today and this week, where to go and what is near, at a constant cost?"""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from organisations.models import Area
from organisations.readouts.centres import centre_of, centres_for
from tests import factories

pytestmark = pytest.mark.django_db


def this_evening():
    """Return a moment later today, by the local clock."""
    return timezone.localtime().replace(hour=23, minute=0, second=0, microsecond=0)


def home(path: str = "/") -> str:
    return Client().get(path).content.decode()


@pytest.fixture
def noon():
    """Noon today, so that there is an evening to come."""
    with time_machine.travel(timezone.localtime().replace(hour=12, minute=0), tick=True):
        yield


@pytest.mark.usefixtures("noon")
class TestSoon:
    def test_today_and_the_week_are_told_apart(self, organisation, room):
        factories.make_event(factories.make_programme(organisation, "今晚的讲座"), starts_at=this_evening(), room=room)
        later = timezone.now() + timedelta(days=2)
        factories.make_event(factories.make_programme(organisation, "后天的讲座"), starts_at=later, room=room)
        page = home()
        today, week = page.index("<h2>今天"), page.index("<h2>本周")
        assert today < page.index("今晚的讲座") < week < page.index("后天的讲座")

    def test_what_comes_after_the_week_is_not_shown(self, organisation):
        after = timezone.now() + timedelta(days=8)
        factories.make_event(factories.make_programme(organisation, "下周的讲座"), starts_at=after)
        page = home()
        assert "下周的讲座" not in page
        assert "这周比较安静" in page

    def test_drafts_and_suspended_organisations_are_not_shown(self, organisation, other_organisation):
        factories.make_event(factories.make_programme(organisation, "草稿", live=False))
        factories.make_event(factories.make_programme(other_organisation, "停了"))
        other_organisation.state = "suspended"
        other_organisation.save()
        page = home()
        assert "草稿" not in page
        assert "停了" not in page

    def test_english_home_is_english(self, organisation):
        factories.make_event(factories.make_programme(organisation, "讲座", title_en="A talk"))
        page = home("/en/")
        assert "This week" in page
        assert "A talk" in page
        assert 'href="/en/programmes/?facility=health"' in page

    def test_number_of_queries_does_not_grow(self, organisation, room, django_assert_max_num_queries):
        def more(count):
            for _number in range(count):
                programme = factories.make_programme(organisation)
                factories.make_event(programme, starts_at=timezone.now() + timedelta(hours=2 + _number))

        more(1)
        home()
        with django_assert_max_num_queries(11) as one:
            home()
        more(9)
        with django_assert_max_num_queries(11) as ten:
            home()
        assert len(ten) == len(one)


def test_facilities_count_what_is_on_this_week(organisation, centre):
    room = factories.make_room(centre, kind="library")
    factories.make_event(factories.make_programme(organisation), room=room, sessions=2)
    page = home()
    tile = page[page.index("?facility=library") :]
    assert "本周 1 场" in tile[: tile.index("</a>")]
    assert page.count('class="facility-tile"') == 7


class TestNearYou:
    def test_the_centre_of_ones_estate_comes_first(self, centre, areas, resident):
        other = factories.make_organisation("aa", "安洁民众联络所", kind="centre", area=areas["subdistrict"])
        resident.person.household.estate_code = "jinyuan"
        resident.person.household.save()
        views = centres_for(resident)
        assert [(view.code, view.is_mine) for view in views] == [(centre.code, True), (other.code, False)]

    def test_an_estate_without_centre_belongs_to_none(self, areas, resident):
        Area.objects.update(centre=None)
        resident.person.household.estate_code = "jinyuan"
        resident.person.household.save()
        assert centre_of(resident) is None

    def test_somebody_without_person_has_no_centre(self, centre, outsider):
        assert centre_of(outsider) is None


def test_directory_lists_active_organisations_in_groups(organisation, other_organisation, centre):
    other_organisation.state = "suspended"
    other_organisation.save()
    page = home("/organisations/")
    assert page.index("民众联络所</h2>") < page.index("东沙湖民众联络所</a>") < page.index("惠悦服务中心</a>")
    assert "吴韵" not in page


def test_profile_shows_contact_facilities_and_what_comes(organisation, centre, room):
    centre.phone = "0512-60000000"
    centre.save()
    factories.make_event(factories.make_programme(organisation, "在联络所的讲座"), room=room)
    page = home("/organisations/dongshahu/")
    assert 'href="tel:0512-60000000"' in page
    assert "民众俱乐部" in page
    assert "在联络所的讲座" in page
    assert 'aria-current="page">组织与联络所' in page


def test_a_programme_belongs_to_finding_an_activity(event):
    page = home(event.programme.url)
    assert 'aria-current="page">找活动' in page
