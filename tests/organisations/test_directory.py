"""The directory is searched and filtered; nonsense in the address counts as not asked."""

import pytest

from organisations.readouts.directory import directory
from tests import factories


def names(asked):
    return {card.name for group in directory("/organisations/", asked).groups for card in group.organisations}


@pytest.fixture
def everybody(organisation, other_organisation, areas):
    organisation.field_of_work = "健康服务"
    organisation.save()
    return factories.make_organisation("far", "远处联络所", kind="centre", area=areas["committee"])


def test_it_is_narrowed_by_kind_field_and_centre(everybody, organisation, other_organisation, centre):
    assert names({"kind": "centre"}) == {centre.name, "远处联络所"}
    assert names({"field": "健康服务"}) == {organisation.name}
    assert names({"centre": centre.code}) == {organisation.name, other_organisation.name}


def test_it_is_searched_by_words_of_name_and_field(everybody, organisation):
    assert names({"q": "惠悦"}) == {organisation.name}
    assert names({"q": "健康 惠悦"}) == {organisation.name}
    assert names({"q": "没有这样的"}) == set()


@pytest.mark.parametrize("asked", [{"kind": "x'--"}, {"centre": "nowhere"}, {"q": "\x00"}, {"field": "?"}])
def test_nonsense_shows_everybody(asked, everybody):
    assert len(names(asked)) == 4


def test_it_costs_the_same_for_few_and_for_many(everybody, areas, django_assert_max_num_queries):
    for number in range(30):
        factories.make_organisation(f"o{number}", f"组织{number}", kind="social", area=areas["committee"])
    with django_assert_max_num_queries(3):
        directory("/organisations/", {"q": "组织"})


def test_the_page_says_how_many_were_found(client, everybody):
    page = client.get("/organisations/", {"q": "惠悦"}).content.decode()
    assert "找到 1 家" in page
    assert client.get("/en/organisations/", {"q": "zzz"}).status_code == 200
