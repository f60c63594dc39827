"""What is near comes from where somebody lives, else from the centre that they chose, and never from a stranger."""

import pytest

from tests import factories

COOKIE = "centre"


@pytest.fixture
def here(event):
    """Something on in the centre."""
    return event


def section_of(client):
    found = [one["section"] for one in client.get("/").context if "section" in one]
    return next(section for section in found if "choose_url" in section)


def test_whoever_lives_in_an_estate_sees_what_is_on_in_its_centre(client, resident, here, areas):
    household = resident.person.household
    household.estate_code = areas["estate"].code
    household.save()
    client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")
    section = section_of(client)
    assert section["mine"]["centre"].code == "dongshahu"
    assert [card.event_id for card in section["cards"]] == [here.pk]


def test_a_visitor_chooses_a_centre_without_an_account(client, here):
    assert section_of(client)["mine"] is None
    answer = client.post("/programmes/near/", {"centre": "dongshahu"})
    assert (answer.status_code, answer["Location"]) == (303, "/#near")
    assert [card.event_id for card in section_of(client)["cards"]] == [here.pk]
    assert client.get("/").cookies == {}
    client.post("/programmes/near/")
    assert section_of(client)["mine"] is None


def test_where_somebody_lives_goes_before_what_they_chose(client, resident, here, areas):
    factories.make_organisation("other", "另一个民众联络所", kind="centre", area=areas["committee"])
    household = resident.person.household
    household.estate_code = areas["estate"].code
    household.save()
    client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/programmes/near/", {"centre": "other"})
    assert section_of(client)["mine"]["centre"].code == "dongshahu"


@pytest.mark.parametrize("code", ["huiyue", "nowhere", "x" * 5000])
def test_only_a_centre_can_be_chosen(client, here, code):
    assert client.post("/programmes/near/", {"centre": code}).status_code == 404
    client.cookies[COOKIE] = code[:50]
    assert section_of(client)["mine"] is None


def test_another_site_cannot_choose(client, here):
    answer = client.post("/programmes/near/", {"centre": "dongshahu"}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
