"""The page with the stars, and what staff and the public see of what was said."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from events.feedback import questions
from events.feedback.giving import Said, give
from events.models import Feedback, FeedbackAsking, ProgrammeSpeaker, SalesAlert
from portal.questions.versions import make_set
from tests import factories


@pytest.fixture
def path(own):
    return f"/me/registrations/{own.reference}/feedback/"


@pytest.fixture
def on_the_next_day(own, next_day):
    with time_machine.travel(next_day, tick=True):
        yield


@pytest.mark.usefixtures("on_the_next_day")
class TestPage:
    def test_one_tap_is_kept_and_the_rest_may_follow(self, own, path, resident, signed_in):
        client = signed_in(resident)
        page = client.get(path).content.decode()
        assert page.count('name="stars"') == 5
        assert "现场有没有推销东西" in page
        client.post(path, {"stars": "4"})
        assert Feedback.objects.get().stars == 4
        page = client.get(path).content.decode()
        assert page.count('aria-pressed="true"') == 1
        client.post(path, {"text": "老师讲得慢，听得懂。", "questions-q1": "o1", "was_sold": "no"})
        given = Feedback.objects.get()
        assert (given.stars, given.text, given.was_sold) == (4, "老师讲得慢，听得懂。", False)
        assert given.answers == {"q1": "o1"}

    def test_without_a_star_nothing_is_kept_and_nothing_typed_is_lost(self, path, resident, signed_in):
        for body in ({"text": "很好"}, {"text": "很好", "stars": "9"}, {"text": "很好", "stars": "x"}):
            answer = signed_in(resident).post(path, body)
            assert answer.status_code == 422
            assert "请点一到五颗星" in answer.content.decode()
            assert "很好" in answer.content.decode()
        assert not Feedback.objects.exists()

    def test_a_yes_to_selling_is_an_alert_and_the_page_says_so(self, path, resident, signed_in):
        client = signed_in(resident)
        client.post(path, {"stars": "2", "was_sold": "yes", "sold_what": "卖净水器"})
        assert SalesAlert.objects.get().said == "卖净水器"
        assert "已通知联络所" in client.get(path).content.decode()

    def test_strangers_and_visitors_find_nothing(self, path, neighbour, signed_in, client):
        assert signed_in(neighbour).get(path).status_code == 404
        assert signed_in(neighbour).post(path, {"stars": "1"}).status_code == 404
        assert "/sign-in/" in client.get(path)["Location"]

    def test_my_page_asks_until_it_is_said(self, path, resident, signed_in):
        client = signed_in(resident)
        assert path in client.get("/me/").content.decode()
        client.post(path, {"stars": "5"})
        assert path not in client.get("/me/").content.decode()

    def test_english_is_english(self, path, resident, signed_in):
        page = signed_in(resident).get(f"/en{path}").content.decode()
        assert "One tap is enough" in page
        assert "Would you come again?" in page


def test_before_the_end_the_page_says_to_come_back(own, path, resident, signed_in):
    assert "活动结束后再来说说吧" in signed_in(resident).get(path).content.decode()


def test_an_event_asks_two_questions_of_its_organisers_own_set(lecture, organisation, organiser, signed_in, next_day):
    labels = [("q1", "场地方便吗"), ("q2", "时间合适吗"), ("q3", "还想听什么")]
    rows = [
        {"id": pk, "kind": "yes_no", "label": {"zh": label}, "purpose": {"zh": "改进"}, "kept_days": 30}
        for pk, label in labels
    ]
    mine = make_set(
        organisation_id=organisation.pk, name="我们的", definition={"questions": rows}, by=organiser, at=next_day
    )
    client, path = signed_in(organiser), reverse("planning:feedback", args=[lecture.pk])
    assert "下次还会来吗" in client.get(path).content.decode()
    assert "场地方便吗" in client.get(path, {"question_set": mine.pk}).content.decode()
    answer = client.post(path, {"question_set": mine.pk, "questions": ["q1", "q2", "q3"]})
    assert answer.status_code == 422
    client.post(path, {"question_set": mine.pk, "questions": ["q1", "q3"]})
    assert [question.id for question in questions.asked_after(lecture).questions] == ["q1", "q3"]
    client.post(path, {"usual": "1"})
    assert not FeedbackAsking.objects.exists()
    own = client.post(path, {"own": "1"})
    assert "/admin/questions/change/" in own["Location"]


def test_another_organisations_questions_do_not_exist(lecture, other_organisation, organiser, signed_in, next_day):
    foreign = make_set(
        organisation_id=other_organisation.pk, name="别家的", definition={"questions": []}, by="test", at=next_day
    )
    path = reverse("planning:feedback", args=[lecture.pk])
    assert signed_in(organiser).post(path, {"question_set": foreign.pk, "questions": []}).status_code == 404


# What staff and the public see


def staff_page(client, lecture):
    return client.get(reverse("feedback:programme", args=[lecture.programme_id])).content.decode()


def test_fewer_than_five_are_a_number_and_nothing_else(answers, lecture, organiser, signed_in, client):
    answers(1, 1, 1, 1, text="讲得太快")
    page = staff_page(signed_in(organiser), lecture)
    assert "讲得太快" not in page
    assert "有 4 条评价暂不显示" in page
    assert "评 " not in client.get(lecture.programme.get_url()).content.decode()


def test_from_five_on_there_are_averages_bars_and_words_without_names(answers, lecture, organiser, signed_in, client):
    answers(5, 5, 4, 4, 2, text="讲得清楚")
    page = staff_page(signed_in(organiser), lecture)
    assert "<b>4.0</b>" in page
    assert page.count("<rect") == 10
    assert "讲得清楚" in page
    assert "来客" not in page
    assert "参加过的 5 位居民评 4.0 分" in client.get(lecture.programme.get_url()).content.decode()


def test_small_dates_are_shown_together_or_not_at_all(answers, lecture, programme, organiser, signed_in, started):
    answers(5, 5, 5, 5, 5)
    second = factories.make_event(programme, starts_at=started - timedelta(hours=5))
    answers(1, 1, 1, event=second, text="第二场")
    page = staff_page(signed_in(organiser), lecture)
    assert "<b>5.0</b>" in page
    assert "第二场" not in page
    third = factories.make_event(programme, starts_at=started - timedelta(hours=3))
    answers(1, 1, event=third)
    page = staff_page(signed_in(organiser), lecture)
    assert "<b>3.0</b>" in page
    assert "第二场" in page


def test_speakers_have_their_line_and_other_organisations_see_nothing(
    answers, lecture, organiser, other_organiser, centre_officer, signed_in
):
    ProgrammeSpeaker.objects.create(name="陆老师", page=lecture.programme)
    answers(5, 5, 5, 5, 5)
    page = signed_in(organiser).get(reverse("feedback:index")).content.decode()
    assert "陆老师" in page
    assert signed_in(centre_officer).get(reverse("feedback:programme", args=[lecture.programme_id])).status_code == 200
    other = signed_in(other_organiser)
    assert other.get(reverse("feedback:programme", args=[lecture.programme_id])).status_code == 404
    assert "陆老师" not in other.get(reverse("feedback:index")).content.decode()


def test_the_list_costs_the_same_for_one_as_for_many(
    answers, lecture, organisation, organiser, signed_in, started, django_assert_max_num_queries
):
    client, path = signed_in(organiser), reverse("feedback:index")
    answers(5)
    client.get(path)
    with django_assert_max_num_queries(25) as one:
        client.get(path)
    for number in range(3):
        page = factories.make_programme(organisation, f"讲座{number}")
        answers(4, event=factories.make_event(page, starts_at=started))
    with django_assert_max_num_queries(25) as many:
        client.get(path)
    assert len(one) == len(many)


def test_the_officer_looks_into_an_alert_and_answers_it(own, resident, centre_officer, organiser, signed_in, next_day):
    give(own, Said(1, was_sold=True, sold_what="卖净水器"), by=resident, at=next_day)
    alert = SalesAlert.objects.get()
    path = reverse("sales_alerts:look", args=[alert.pk])
    assert signed_in(organiser).get(path).status_code == 404
    client = signed_in(centre_officer)
    assert "有人反映现场推销" in client.get(reverse("wagtailadmin_home")).content.decode()
    page = client.get(path).content.decode()
    assert "卖净水器" in page
    assert "王小英" not in page
    client.post(path, {"look": "1"})
    assert client.post(path, {"text": ""}).status_code == 422
    client.post(path, {"text": "已处理。"})
    alert.refresh_from_db()
    assert (alert.state, alert.answer, alert.handled_by) == ("answered", "已处理。", centre_officer)
    assert client.get(reverse("sales_alerts:index")).status_code == 200
