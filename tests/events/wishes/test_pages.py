"""The pages of wishes: what residents, the centre and organisations see, and what nobody sees."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.search.index import insert_or_update_object

from events.models import Wish
from events.wishes import answering, asking
from portal.accounts.readouts import copy_of
from tests import factories


@pytest.fixture
def several(ask, centre, centre_officer, at):
    """Make as many open wishes, each with a voice more than the one before."""

    def several(count):
        for number in range(count):
            user = factories.make_user(f"asker-{Wish.objects.count()}-{number}")
            wish = ask(f"心愿第{number}号", by=user)
            answering.show(wish, title=wish.title, by=centre_officer, at=at)

    return several


def test_visitors_read_what_is_public_and_how_many_asked_but_never_who(ask, shown, neighbour, resident, at):
    asking.second(shown, by=neighbour, at=at)
    ask("还没有人看过的")
    for path in ("/wishes/", f"/wishes/{shown.pk}/"):
        page = Client().get(path).content.decode()
        assert "学用手机挂号" in page
        assert "<strong>2</strong>" in page
        assert "还没有人看过的" not in page
        assert "王小英" not in page
        assert "csrfmiddlewaretoken" not in page
    assert "neighbours ask" in Client().get("/en/wishes/").content.decode()


def test_a_wish_that_waits_is_there_for_whoever_asked_alone(ask, resident, neighbour, signed_in):
    path = f"/wishes/{ask(detail='上午最好').pk}/"
    assert Client().get(path).status_code == 404
    assert signed_in(neighbour).get(path).status_code == 404
    page = signed_in(resident).get(path).content.decode()
    assert "上午最好" in page
    assert "联络所先看一看" in page


def test_the_detail_of_a_wish_is_never_public(ask, centre_officer, neighbour, signed_in, at):
    wish = answering.show(ask(detail="我家在锦园三幢"), title="手机", by=centre_officer, at=at)
    assert "三幢" not in signed_in(neighbour).get(f"/wishes/{wish.pk}/").content.decode()


def test_asking_shows_what_is_like_it_then_takes_the_rest(shown, neighbour, centre, signed_in):
    insert_or_update_object(shown)
    client = signed_in(neighbour)
    first = client.get("/wishes/ask/")
    assert "您想要什么活动" in first.content.decode()
    page = client.get("/wishes/ask/", {"title": "手机挂号"}).content.decode()
    assert "您想要的是不是这些" in page
    assert f"/wishes/{shown.pk}/second/" in page
    answer = client.post("/wishes/ask/", {"title": "手机挂号班", "audience": "seniors", "centre": centre.pk})
    made = Wish.objects.get(title="手机挂号班")
    assert answer["Location"] == f"/wishes/{made.pk}/"
    assert (made.state, made.voices.get().user) == ("new", neighbour)


def test_bad_input_is_said_at_its_field_and_nothing_typed_is_lost(neighbour, centre, signed_in):
    answer = signed_in(neighbour).post(
        "/wishes/ask/", {"title": "教我 13912345678", "audience": "seniors", "detail": "早上", "centre": centre.pk}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请不要写电话号码" in page
    assert "早上" in page
    assert not Wish.objects.exists()
    assert signed_in(neighbour).post("/wishes/ask/", {"title": "x" * 99}).status_code == 422


def test_an_account_without_a_person_says_who_it_is_first(outsider, founded, signed_in):
    answer = signed_in(outsider).get("/wishes/ask/?title=x")
    assert answer.status_code == 302
    assert "next=%2Fwishes%2Fask%2F" in answer["Location"]


def test_a_search_without_result_and_the_home_page_lead_to_asking(founded):
    page = Client().get("/programmes/", {"q": "跳伞"}).content.decode()
    assert 'href="/wishes/ask/?title=%E8%B7%B3%E4%BC%9E"' in page
    assert 'href="/wishes/ask/"' in Client().get("/").content.decode()


def test_joining_in_and_taking_back_are_one_tap_each(shown, neighbour, signed_in):
    client = signed_in(neighbour)
    assert client.get(f"/wishes/{shown.pk}/second/").status_code == 405
    client.post(f"/wishes/{shown.pk}/second/")
    assert shown.voices.filter(user=neighbour).exists()
    assert "学用手机挂号" in client.get("/me/").content.decode()
    client.post(f"/wishes/{shown.pk}/take-back/")
    assert not shown.voices.filter(user=neighbour).exists()


def test_a_merged_wish_leads_to_the_one_that_stays(ask, shown, neighbour, centre_officer, at):
    other = answering.show(ask("教老人挂号", by=neighbour), title="教老人挂号", by=centre_officer, at=at)
    answering.merge(other, into=shown, by=centre_officer, at=at)
    assert Client().get(f"/wishes/{other.pk}/")["Location"] == f"/wishes/{shown.pk}/"


def test_the_list_costs_the_same_for_one_as_for_many(several, neighbour, signed_in, django_assert_num_queries):
    client = signed_in(neighbour)
    several(1)
    client.get("/wishes/")
    with django_assert_num_queries(9):
        client.get("/wishes/")
    several(9)
    with django_assert_num_queries(9):
        client.get("/wishes/")


def test_a_copy_of_ones_data_holds_what_one_asked_for(ask, resident, neighbour):
    ask(detail="上午")
    assert [row["wish"] for row in copy_of(resident.person)["wishes"]] == ["学用手机挂号"]
    assert copy_of(neighbour.person)["wishes"] == []


# Staff


def test_the_officer_sees_estates_and_counts_and_answers_from_one_page(
    shown, areas, neighbour, centre_officer, signed_in, at
):
    neighbour.person.household.estate_code = "jinyuan"
    neighbour.person.household.save()
    asking.second(shown, by=neighbour, at=at)
    client = signed_in(centre_officer)
    page = client.get(reverse("wishes:index"), {"part": "open"}).content.decode()
    assert "学用手机挂号" in page
    assert "锦园 1" in page
    look = client.get(reverse("wishes:look", args=[shown.pk])).content.decode()
    assert "王小英" not in look
    assert "李阿婆" not in look
    answer = client.post(reverse("wishes:look_for", args=[shown.pk]), {"answer": ""})
    assert answer.status_code == 422
    assert "请写答复" in answer.content.decode()
    client.post(reverse("wishes:look_for", args=[shown.pk]), {"answer": "在找老师"})
    shown.refresh_from_db()
    assert (shown.state, shown.answer) == ("looking", "在找老师")
    client.post(reverse("wishes:pass_on", args=[shown.pk]), {"reach": "hosted"})
    shown.refresh_from_db()
    assert shown.state == "passed_on"


def test_an_organisation_sees_what_was_passed_on_takes_it_up_and_begins_the_programme(
    ask, passed_on, organisation, organiser, signed_in
):
    ask("还没有人看过的")
    client = signed_in(organiser)
    page = client.get(reverse("wishes:index")).content.decode()
    assert "学用手机挂号" in page
    assert "还没有人看过的" not in page
    assert "贵机构能接单吗" in client.get(reverse("wagtailadmin_home")).content.decode()
    client.post(reverse("wishes:take_up", args=[passed_on.pk]), {"organisation": organisation.pk})
    answer = client.post(reverse("wishes:begin", args=[passed_on.pk]))
    passed_on.refresh_from_db()
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[passed_on.programme_id])
    assert client.get(answer["Location"]).status_code == 200


def test_what_was_not_passed_on_or_is_another_organisations_is_missing(
    shown, taken, ask, organiser, other_organiser, signed_in
):
    new = ask("还没有人看过的")
    for user, wish in [(organiser, new), (other_organiser, taken), (other_organiser, new)]:
        client = signed_in(user)
        assert client.get(reverse("wishes:look", args=[wish.pk])).status_code == 404
        for act in ("show", "hide", "decline", "pass_on", "merge", "take_up", "begin", "give_back"):
            assert client.post(reverse(f"wishes:{act}", args=[wish.pk]), {"answer": "x"}).status_code == 404
    assert signed_in(organiser).get(reverse("wishes:figures")).status_code == 404


def test_an_act_that_came_too_late_is_said_and_changes_nothing(taken, centre_officer, signed_in):
    client = signed_in(centre_officer)
    answer = client.post(reverse("wishes:decline", args=[taken.pk]), {"answer": "x"}, follow=True)
    assert "现在不能这样办了" in answer.content.decode()
    taken.refresh_from_db()
    assert taken.state == "taken"


def test_the_staffs_list_costs_the_same_for_one_as_for_many(
    several, centre_officer, signed_in, django_assert_max_num_queries
):
    client, path = signed_in(centre_officer), reverse("wishes:index") + "?part=open"
    several(1)
    client.get(path)
    with django_assert_max_num_queries(20) as one:
        client.get(path)
    several(9)
    with django_assert_max_num_queries(20) as ten:
        client.get(path)
    assert len(one) == len(ten)


def test_figures_say_what_was_asked_for_and_what_became_of_it(shown, neighbour, centre_officer, signed_in):
    asking.second(shown, by=neighbour, at=timezone.now())
    page = signed_in(centre_officer).get(reverse("wishes:figures")).content.decode()
    assert "长辈" in page
    assert "可附议" in page
