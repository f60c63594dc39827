"""What a volunteer does on the pages: becomes one, finds a shift, takes it, answers, steps back."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Assignment, Course, QualificationKind, SpokenLanguage, Volunteer, VolunteerRule
from events.sign_up.registration import sign_up
from events.volunteering import inviting, shifts, taking
from tests import factories
from tests.factories.volunteers import make_role, make_shift, make_volunteer

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def volunteer(founded, resident):
    return make_volunteer(resident.person)


@pytest.fixture
def reader(client, resident):
    client.force_login(resident, backend=BACKEND)
    return client


def page(client, name, *args, **query):
    return client.get(reverse(f"events:{name}", args=args), query)


def press(client, name, shift, volunteer, **body):
    return client.post(reverse(f"events:{name}", args=[shift.pk]), {"volunteer": volunteer.pk, **body})


def shown(response) -> str:
    return response.content.decode()


def test_becoming_a_volunteer_on_one_page(founded, resident, reader):
    dialect = SpokenLanguage.objects.get(code="suzhou")
    body = {"interests": ["elders"], "free_times": ["5:morning", "6:evening"], "languages": [dialect.pk]}
    answer = reader.post(reverse("events:enlist"), {**body, "next": "/volunteer/shifts/"})
    row = Volunteer.objects.get()
    assert answer["Location"] == "/volunteer/shifts/"
    assert (row.person, row.free_times, list(row.languages.all())) == (
        resident.person,
        ["5:morning", "6:evening"],
        [dialect],
    )
    assert page(reader, "enlist")["Location"] == reverse("events:my_shifts")


def test_nothing_typed_is_lost_on_an_error(founded, resident, reader):
    child = factories.make_person("王小宝", agent=resident, relation="child", birth_date=date(2014, 1, 1))
    body = {"skills_note": "会吹笛子", "free_times": ["5:morning"], "interests": ["culture"]}
    answer = reader.post(reverse("events:enlist") + f"?person={child.pk}", body)
    text = shown(answer)
    assert (answer.status_code, Volunteer.objects.count()) == (422, 0)
    assert "会吹笛子" in text
    assert text.count("checked") == 2
    assert "同意请勾选" in text


def test_a_foreign_person_is_missing(founded, reader, neighbour):
    assert reader.post(reverse("events:enlist") + f"?person={neighbour.person.pk}", {}).status_code == 404


def test_a_shift_is_taken_with_one_press_and_given_back_after_a_question(organisation, volunteer, reader):
    shift = make_shift(organisation)
    assert "报这个班次" in shown(page(reader, "shift", shift.pk))
    assert press(reader, "take_shift", shift, volunteer).status_code == 302
    assert "已排上" in shown(page(reader, "shift", shift.pk))
    question = page(reader, "step_back", shift.pk, volunteer=volunteer.pk)
    assert (question.status_code, Assignment.objects.get().state) == (200, "confirmed")
    press(reader, "step_back", shift, volunteer)
    assert Assignment.objects.get().state == "left"


def test_every_reason_is_named_with_what_helps(organisation, volunteer, reader):
    kind = QualificationKind.objects.get(code="dialect_tutor")
    shift = make_shift(organisation, make_role("苏州话辅导", requires=[kind]))
    VolunteerRule.objects.create(organisation=organisation, needs_welcome=True, words="先来面谈半小时")
    programme = factories.make_programme(organisation, "苏州话辅导师培训", category="dialect")
    event = factories.make_event(programme)
    Course.objects.create(event=event, kind=kind)
    text = shown(page(reader, "shift", shift.pk))
    for words in ("苏州话辅导师", "苏州话辅导师培训", "先来面谈半小时", "申请加入"):
        assert words in text
    assert reverse("events:take_shift", args=[shift.pk]) not in text
    assert press(reader, "take_shift", shift, volunteer).status_code == 409
    assert Assignment.objects.count() == 0
    press(reader, "ask_to_join", shift, volunteer)
    assert volunteer.welcomes.get().state == "asked"
    text = shown(page(reader, "shift", shift.pk))
    assert "正在等对方答复" in text
    assert reverse("events:ask_to_join", args=[shift.pk]) not in text


def test_a_caution_is_shown_before_it_is_pressed_and_refuses_nothing(organisation, volunteer, reader, father, resident):
    shift = make_shift(organisation)
    event = factories.make_event(factories.make_programme(organisation), starts_at=shift.starts_at)
    at = timezone.now()
    sign_up(event=event, people=[father], by=resident, key="00000000-0000-0000-0000-000000000001", at=at)
    first = press(reader, "take_shift", shift, volunteer)
    assert (first.status_code, Assignment.objects.count()) == (409, 0)
    assert "您为 王建国 报了上午9:00的“健康讲座”" in shown(first)
    assert press(reader, "take_shift", shift, volunteer, cautions=1).status_code == 302
    assert Assignment.objects.get().state == "confirmed"


def test_what_the_volunteer_booked_themselves_is_no_caution_but_a_clash(organisation, volunteer, reader, resident):
    shift = make_shift(organisation)
    event = factories.make_event(factories.make_programme(organisation), starts_at=shift.starts_at)
    at = timezone.now()
    sign_up(event=event, people=[resident.person], by=resident, key="00000000-0000-0000-0000-000000000002", at=at)
    text = shown(page(reader, "shift", shift.pk))
    assert 'data-reason="clash"' in text
    assert "请留意" not in text


def test_an_invitation_is_answered_either_way(organisation, organiser, volunteer, reader):
    wanted = [make_shift(organisation), make_shift(organisation, starts_at=timezone.now() + timedelta(days=9))]
    for shift in wanted:
        inviting.invite(shift, [volunteer], answer_by=None, by=organiser, at=timezone.now())
        assert "来不了也请答复一声" in shown(page(reader, "shift", shift.pk))
    press(reader, "answer_shift", wanted[0], volunteer, answer="yes")
    press(reader, "answer_shift", wanted[1], volunteer, answer="no")
    assert list(Assignment.objects.order_by("pk").values_list("state", flat=True)) == ["confirmed", "declined"]


def test_a_full_shift_is_waited_for(organisation, volunteer, reader):
    shift = make_shift(organisation)
    other = make_volunteer(name="陈先到")
    taking.take(shift, other, by=other.person.user, at=timezone.now())
    text = shown(page(reader, "shift", shift.pk))
    assert "加入候补" in text
    assert "陈*到" in text
    press(reader, "take_shift", shift, volunteer)
    assert "候补第 1 位" in shown(page(reader, "shift", shift.pk))


def test_names_of_who_is_in_are_for_volunteers_alone(organisation, volunteer, client):
    shift = make_shift(organisation)
    taking.take(shift, volunteer, by=volunteer.person.user, at=timezone.now())
    text = shown(page(client, "shift", shift.pk))
    assert "王*英" not in text
    assert "成为志愿者，报这个班次" in text


def test_a_draft_is_missing_and_a_shift_called_off_is_there_for_whoever_was_in_it(organisation, volunteer, reader):
    draft, off, stranger = make_shift(organisation, is_open=False), make_shift(organisation), make_shift(organisation)
    taking.take(off, volunteer, by=volunteer.person.user, at=timezone.now())
    for one in (off, stranger):
        shifts.cancel(one, note="下雨", by=factories.SYSTEM, at=timezone.now())
    assert [page(reader, "shift", one.pk).status_code for one in (draft, off, stranger)] == [404, 200, 404]


def test_nobody_presses_for_somebody_elses_volunteer(organisation, reader):
    shift, other = make_shift(organisation), make_volunteer()
    for name in ("take_shift", "answer_shift", "step_back", "ask_to_join"):
        assert press(reader, name, shift, other).status_code == 404
    for name in ("change_volunteer", "volunteer_rest", "volunteer_stop", "volunteer_agree", "volunteer_leave"):
        assert reader.post(reverse(f"events:{name}", args=[other.pk])).status_code == 404


def test_shifts_are_found_by_day_hour_role_and_only_those_one_may_take(organisation, volunteer, reader):
    kind = QualificationKind.objects.get(code="first_aid")
    morning = make_shift(organisation, make_role("图书整理"))
    patrol = make_role("夜间巡逻", skills=["driving", "repairs"])
    evening = make_shift(organisation, patrol, starts_at=morning.starts_at + timedelta(days=1, hours=10))
    aid = make_shift(organisation, make_role("急救", requires=[kind]), starts_at=morning.starts_at + timedelta(days=2))
    day = timezone.localdate(evening.starts_at).isoformat()
    for query, expected in [
        ({}, {morning, evening, aid}),
        ({"part": "evening"}, {evening}),
        ({"part": "morning", "role": "图书整理"}, {morning}),
        ({"day": day}, {evening}),
        ({"certificate": "first_aid"}, {aid}),
        ({"skill": "repairs"}, {evening}),
        ({"mine": "on"}, {morning, evening}),
        ({"estate": "jinyuan"}, {morning, evening, aid}),
        ({"language": "suzhou"}, set()),
    ]:
        found = page(reader, "shifts", **query).context["list"].cards
        assert {card.pk for card in found} == {shift.pk for shift in expected}, query
    assert "field-error" in shown(page(reader, "shifts", role="没有"))


def test_a_list_of_fifty_asks_as_much_as_a_list_of_one(organisation, volunteer, reader, django_assert_max_num_queries):
    kind = QualificationKind.objects.get(code="first_aid")
    first = make_shift(organisation, make_role("急救", requires=[kind]))
    page(reader, "shifts", mine="on")
    counts = []
    for more in (0, 15):
        for number in range(more):
            role = make_role(f"岗位{number}", requires=[kind])
            make_shift(organisation, role, starts_at=first.starts_at + timedelta(days=number))
        with django_assert_max_num_queries(40) as asked:
            page(reader, "shifts")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_my_page_has_shifts_invitations_and_hours(organisation, organiser, volunteer, reader):
    shift = make_shift(organisation)
    taking.take(shift, volunteer, by=volunteer.person.user, at=timezone.now())
    for name in ("my_shifts", "volunteering"):
        assert page(reader, name).status_code == 200
    text = shown(reader.get(reverse("me:home")))
    assert "签到引导" in text
    assert "累计志愿服务 0分钟" in text
