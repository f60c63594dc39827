"""The district's tree is changed safely, by the administrator alone; an authority's officers see all below theirs."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organisations import areas as tree
from organisations.errors import NotYours, StillInUse, WrongPlace
from organisations.models import Area
from organisations.permissions import Act, may, organisations_for
from tests import factories


@pytest.fixture
def administrator(db):
    return factories.make_user("administrator", is_superuser=True)


@pytest.fixture
def acting(administrator):
    return {"by": administrator, "at": timezone.now()}


def test_a_committee_that_moves_takes_its_estates_along(areas, acting):
    other = tree.add_area(code="xietang", name="斜塘街道", level="subdistrict", parent=areas["district"], **acting)
    tree.change_area(areas["committee"], details={"parent": other}, **acting)
    assert Area.objects.get(code="jinyuan").path == "sip/xietang/jintang/jinyuan/"


@pytest.mark.parametrize(
    ("level", "parent"),
    [("estate", "subdistrict"), ("committee", None), ("district", "district"), ("estate", "estate")],
)
def test_nothing_lies_where_it_cannot(level, parent, areas, acting):
    with pytest.raises(WrongPlace) as refusal:
        tree.add_area(code="new", name="新", level=level, parent=areas.get(parent), **acting)
    assert refusal.value.field == "parent"


def test_households_and_centres_belong_to_their_level(areas, centre, acting):
    for details in ({"household_count": 5}, {"centre": centre}):
        with pytest.raises(WrongPlace):
            tree.change_area(areas["subdistrict"], details=details, **acting)
    changed = tree.change_area(areas["estate"], details={"household_count": 612}, **acting)
    assert changed.household_count == 612


def test_an_area_in_use_is_not_retired_and_a_retired_one_can_come_back(areas, acting):
    with pytest.raises(StillInUse):
        tree.retire_area(areas["committee"], **acting)
    for _twice in range(2):
        tree.retire_area(areas["estate"], **acting)
    assert areas["estate"] not in Area.objects.estates().in_use()
    tree.restore_area(areas["estate"], **acting)
    assert areas["estate"] in Area.objects.estates().in_use()


def test_only_the_administrator_changes_the_tree(areas, centre_officer):
    with pytest.raises(NotYours):
        tree.change_area(areas["estate"], details={"name": "我的"}, by=centre_officer, at=timezone.now())


def test_the_administrator_edits_the_tree_in_the_admin(client, areas, administrator):
    client.force_login(administrator, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("areas:index"))
    assert "锦园" in page.content.decode()
    words = {"parent": areas["committee"].pk, "name": "锦园一村", "household_count": "88"}
    assert client.post(reverse("areas:edit", args=[areas["estate"].pk]), words).status_code == 302
    assert Area.objects.get(code="jinyuan").name == "锦园一村"
    wrong = {"level": "estate", "parent": areas["district"].pk, "code": "x", "name": "错"}
    assert "parent" in client.post(reverse("areas:add"), wrong).context["form"].errors
    client.post(reverse("areas:retire", args=[areas["other_estate"].pk]))
    assert Area.objects.get(code="tangyuan").retired_at


def fresh(user):
    return get_user_model().objects.get(pk=user.pk)


def test_an_officer_of_a_sub_district_sees_all_below_it_and_changes_nothing(areas, organisation, centre):
    authority = factories.make_organisation("street", "娄葑街道办", kind="authority", area=areas["subdistrict"])
    elsewhere = Area.objects.create(code="weiting", name="唯亭街道", level="subdistrict", parent=areas["district"])
    stranger = factories.make_organisation("far", "远方", kind="social", area=elsewhere)
    officer = factories.make_user("street-officer")
    factories.make_member(officer, authority, "officer")
    officer = fresh(officer)
    assert may(officer, Act.SEE, organisation.pk)
    assert not may(officer, Act.WRITE, organisation.pk)
    assert not may(officer, Act.SEE, stranger.pk)
    assert set(organisations_for(officer, Act.SEE)) == {authority, organisation, centre}
    with CaptureQueriesContext(connection) as captured:
        list(organisations_for(fresh(officer), Act.SEE))
    assert len(captured) <= 4


def test_a_viewer_of_a_sub_district_sees_their_own_organisation_alone(areas, organisation):
    authority = factories.make_organisation("street", "娄葑街道办", kind="authority", area=areas["subdistrict"])
    viewer = factories.make_user("street-viewer")
    factories.make_member(viewer, authority, "viewer")
    assert not may(fresh(viewer), Act.SEE, organisation.pk)
