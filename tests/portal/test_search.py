"""Chinese search: labelled queries over real-looking titles, on whichever database the tests run."""

import pytest
from modelsearch import query as asked
from wagtail.search.backends import get_search_backend
from wagtail.search.index import insert_or_update_object

from events.models import ProgrammePage
from portal.search import words
from tests.factories import make_programme
from tests.portal.search_labels import QUERIES, SOUNDS, TITLES


@pytest.fixture
def titles(organisation):
    """Every title as a programme, indexed; returns the number of a programme by its id."""
    pages = [(number, make_programme(organisation, title, category="service")) for number, title in TITLES.items()]
    get_search_backend().add_bulk(ProgrammePage, [page for _number, page in pages])
    return {page.pk: number for number, page in pages}


def found(text: str, titles: dict[int, int]) -> list[int]:
    ids = get_search_backend().best_ids(text, ProgrammePage.objects.all(), limit=100)
    return [titles[pk] for pk in ids]


def test_labelled_queries_find_what_they_should(titles):
    wanted = hits = given = 0
    missed = {}
    for text, labels in QUERIES.items():
        answer = set(found(text, titles))
        wanted, hits, given = wanted + len(labels), hits + len(answer & labels), given + len(answer)
        if labels - answer:
            missed[text] = [TITLES[number] for number in labels - answer]
    assert len(QUERIES) >= 36
    assert len(TITLES) >= 70
    assert hits / wanted >= 0.98, missed
    assert hits / given >= 0.9


@pytest.mark.parametrize("text", SOUNDS)
def test_pinyin_and_initials_find_titles(titles, text):
    answer = set(found(text, titles))
    assert answer >= SOUNDS[text]
    assert len(answer) <= len(SOUNDS[text]) + 2


def test_best_five_by_some_words_when_none_has_all(titles):
    answer = found("苏州话 无人机", titles)
    assert 0 < len(answer) <= 5
    assert 60 in answer


@pytest.mark.parametrize(
    "text", ["", "   ", "!!!", '"', "'; drop table", "\x00", "讲" * 10_000, "的", "*", "-", "a\\b", "%s"]
)
def test_odd_queries_are_answered(titles, text):
    assert len(found(text, titles)) <= 5


def test_title_ranks_before_text(organisation):
    in_text = make_programme(organisation, "邻里下午茶", summary="也会谈到垃圾分类", category="service")
    in_title = make_programme(organisation, "垃圾分类知识竞赛", category="service")
    get_search_backend().add_bulk(ProgrammePage, [in_text, in_title])
    ids = get_search_backend().best_ids("垃圾分类", ProgrammePage.objects.all(), limit=10)
    assert ids == [in_title.pk, in_text.pk]


def test_only_records_of_the_queryset_are_found(titles):
    ids = get_search_backend().best_ids("讲座", ProgrammePage.objects.filter(title__contains="吴"), limit=10)
    assert [titles[pk] for pk in ids] == [24]


def test_wagtail_search_finds_slices_and_counts(titles):
    results = get_search_backend().search("講座", ProgrammePage)
    assert results.count() == 7
    assert {titles[page.pk] for page in results} == QUERIES["讲座"]
    assert len(results[2:4]) == 2
    assert len(results[6:20]) == 1
    assert list(results[20:30]) == []
    assert [page.pk for page in results[:3]] + [page.pk for page in results[3:]] == [page.pk for page in results]


def test_wagtail_search_falls_back_once(titles):
    results = get_search_backend().search("苏州话 无人机", ProgrammePage)
    assert 0 < results.count() <= 5
    assert 60 in {titles[page.pk] for page in results}


def test_wagtail_search_keeps_a_given_order(titles):
    results = get_search_backend().search("讲座", ProgrammePage.objects.order_by("title"), order_by_relevance=False)
    assert [page.title for page in results] == sorted(page.title for page in results)


def test_autocomplete_finds_a_beginning(titles):
    backend = get_search_backend()
    assert {titles[page.pk] for page in backend.autocomplete("苏州评", ProgrammePage)} == {22}
    assert {titles[page.pk] for page in backend.autocomplete("jiang zuo", ProgrammePage)} >= SOUNDS["jz"]
    assert {titles[page.pk] for page in backend.autocomplete("engl", ProgrammePage)} == {74}


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        (asked.Phrase("苏州评弹"), {22}),
        (asked.PlainText("评弹") | asked.PlainText("昆曲"), {22, 23}),
        (asked.PlainText("苏州") & ~asked.PlainText("评弹"), {19, 20, 21, 24}),
    ],
)
def test_composed_queries(titles, query, numbers):
    assert {titles[page.pk] for page in get_search_backend().search(query, ProgrammePage)} == numbers


def test_changed_title_is_found_and_the_old_one_is_not(organisation):
    page = make_programme(organisation, "太极拳入门", category="sport")
    insert_or_update_object(page)
    page.title = "瑜伽入门"
    page.save()
    insert_or_update_object(page)
    backend = get_search_backend()
    assert backend.best_ids("太极拳", ProgrammePage.objects.all(), limit=5) == []
    assert backend.best_ids("瑜伽", ProgrammePage.objects.all(), limit=5) == [page.pk]


def test_found_by_its_speaker_and_its_publisher(organisation):
    page = make_programme(organisation, "邻里下午茶")
    page.speakers.create(name="沈秋霞", credentials="主任医师")
    insert_or_update_object(page)
    backend = get_search_backend()
    assert backend.best_ids("沈秋霞", ProgrammePage.objects.all(), limit=5) == [page.pk]
    assert backend.best_ids("惠悦", ProgrammePage.objects.all(), limit=5) == [page.pk]


def test_rebuilding_keeps_what_is_found(titles):
    backend = get_search_backend()
    for index in backend.all_indexes():
        index.reset()
    assert found("讲座", titles) == []
    rebuilder = backend.rebuilder_class(next(iter(backend.all_indexes())))
    index = rebuilder.start()
    index.add_items(ProgrammePage, ProgrammePage.objects.all())
    rebuilder.finish()
    assert set(found("讲座", titles)) == QUERIES["讲座"]


def test_query_words_are_bounded():
    assert len(words.query_terms("讲座太极" * 5_000)) <= words.MOST_TERMS


def test_rare_characters_are_words():
    assert words.query_terms("𠮷") == ["𠮷"]
    assert words.index_words("𠮷野家") == "𠮷 野 家 𠮷野 野家"


def test_particles_are_dropped_unless_alone():
    assert words.query_terms("怎么报名苏州话") == ["报名", "苏州", "州话"]
    assert words.query_terms("的") == ["的"]
