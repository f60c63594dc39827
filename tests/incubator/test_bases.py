"""The public page shows the bases as a tree, in both languages, with the same number of queries for any number."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incubator.demo import load_bases
from incubator.models import Base
from incubator.readouts.network import network
from portal import contributions


@pytest.fixture
def bases(founded):
    load_bases(timezone.now())
    return {base.code: base for base in Base.objects.all()}


def test_the_core_comes_first_and_carries_what_leans_on_it(bases):
    [core] = network()
    assert core.base == bases["sip-core"]
    assert [point.base.code for point in core.points] == ["sip-women", "sip-youth", "loufeng-point"]


def test_a_core_leans_on_nothing_and_everything_else_leans_on_something(bases):
    with pytest.raises(IntegrityError), transaction.atomic():
        Base.objects.create(code="adrift", name="无所依", level=Base.Level.POINT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Base.objects.create(code="odd", name="核心之下", level=Base.Level.CORE, parent=bases["sip-core"])


def test_loading_again_keeps_what_an_officer_changed(bases):
    Base.objects.filter(code="sip-youth").update(name="青年基地")
    load_bases(timezone.now())
    assert Base.objects.get(code="sip-youth").name == "青年基地"
    assert Base.objects.count() == 4


@pytest.mark.parametrize(
    ("address", "words"),
    [("/incubator/", "园区女性社会组织孵化基地"), ("/en/incubator/", "Women&#x27;s organisations base")],
)
def test_the_page_speaks_the_language_of_its_address(client, bases, address, words):
    response = client.get(address)
    assert response.status_code == 200
    assert words in response.content.decode()


def test_the_page_shows_plain_words_when_there_is_no_base(client, founded):
    assert "孵化基地名单即将公布" in client.get("/incubator/").content.decode()


def test_the_page_takes_the_same_queries_for_any_number_of_bases(client, bases, organisation):
    Base.objects.update(organisation=organisation)
    client.get("/incubator/")
    with CaptureQueriesContext(connection) as few:
        client.get("/incubator/")
    for number in range(20):
        Base.objects.create(
            code=f"p{number}", name="点", level=Base.Level.POINT, parent=bases["sip-women"], organisation=organisation
        )
    with CaptureQueriesContext(connection) as many:
        client.get("/incubator/")
    assert len(many) == len(few)


def test_an_organisation_that_runs_a_base_says_so_on_its_profile(rf, bases, organisation, other_organisation):
    Base.objects.filter(code="sip-core").update(organisation=organisation)
    shown = {
        pk: [
            section.context["bases"]
            for source in contributions.organisation_sections
            if (section := source(rf.get("/"), pk)) and section.template == "incubator/bases/run_by.html"
        ]
        for pk in (organisation.pk, other_organisation.pk)
    }
    assert shown == {organisation.pk: [[bases["sip-core"]]], other_organisation.pk: []}
