"""An officer makes a whole call in the admin without code; what is not theirs is missing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from incubator.models import Appointment, Base, Intake
from tests import factories
from tests.incubator.posting import boxes

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
PARTS = ("details", "questions", "meanings", "rubric", "workflow", "plan", "reports", "looks_back")


@pytest.fixture
def officer(call, operator, client):
    client.force_login(operator, backend=BACKEND)
    return client


def change(client, part, intake, **typed):
    """Open a part, type this into its boxes, save."""
    address = reverse(f"intakes:{part}", args=[intake.pk])
    data = {**boxes(client.get(address)), "save": "1", **typed}
    return client.post(address, {name: value for name, value in data.items() if value is not None})


def make(client, **typed):
    page = boxes(client.get(reverse("intakes:make")))
    base = Base.objects.get(code="sip-core").pk
    answer = client.post(
        reverse("intakes:make"),
        {**page, "base": base, "source": "template:three-tracks", "name": "秋季征集", "code": "autumn", **typed},
    )
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return Intake.objects.get(code=typed.get("code", "autumn"))


@pytest.mark.parametrize("part", PARTS)
def test_saving_a_part_as_it_is_changes_nothing(officer, call, part):
    before = (call.question_set.newest.number, call.workflow.newest.number)
    stored = {name: getattr(call, name) for name in ("rubric", "exclusions", "blind_fields", "applicants", "opens_on")}
    assert change(officer, part, call).status_code == 302
    after = Intake.objects.get(pk=call.pk)
    assert {name: getattr(after, name) for name in stored} == stored
    assert (after.question_set.newest.number, after.workflow.newest.number) == before
    assert not call.amendments.exists()


def test_a_call_is_made_filled_and_published_without_code(officer, client):
    intake = make(officer)
    assert change(officer, "details", intake, closes_on="2020-01-01").status_code == 422
    typed = {"track-3-name": "线上陪伴", "track-3-months": "3", "track-0-place_count": "5", "notice_days": "7"}
    assert change(officer, "details", intake, **typed).status_code == 302
    assert (
        change(officer, "meanings", intake, **{"blind-name": "on", "paper-founders": ["team", "filed"]}).status_code
        == 302
    )
    assert (
        change(
            officer, "rubric", intake, **{"criterion5-label": "邻里口碑", "criterion5-anchors": "5 | 人人称赞"}
        ).status_code
        == 302
    )
    intake = Intake.objects.get(pk=intake.pk)
    assert [(track.name, track.months, track.place_count) for track in intake.tracks.all()][::3] == [
        ("基地内六个月", 6, 5),
        ("线上陪伴", 3, None),
    ]
    assert (intake.notice_days, "name" in intake.blind_fields) == (7, True)
    assert "founders" in intake.papers["filed"]
    assert intake.scoring.criteria[-1].anchors[5].zh == "人人称赞"
    page = officer.get(reverse("intakes:call", args=[intake.pk])).content.decode()
    assert "内容已齐全" in page
    assert officer.post(reverse("intakes:call", args=[intake.pk]), {"act": "publish"}).status_code == 302
    client.logout()
    assert "线上陪伴" in client.get("/incubator/calls/autumn/").content.decode()


def test_a_question_is_added_and_asked_with_its_condition(officer):
    intake = make(officer)
    address = reverse("intakes:questions", args=[intake.pk])
    data = {**boxes(officer.get(address)), "arrange": "add"}
    more = boxes(officer.post(address, data))
    last = int(more["count"][0]) - 1
    more |= {f"row{last}-label": "有志愿者吗？", f"row{last}-kind": "yes_no", f"row{last}-tests": "field:elderly"}
    assert officer.post(address, {**more, "save": "1"}).status_code == 302
    asked = list(Intake.objects.get(pk=intake.pk).question_set.newest.questions)[-1]
    assert (str(asked.label), asked.condition.tests[0].question) == ("有志愿者吗？", "field")


def test_a_workflow_gets_a_visit_and_faults_stand_at_their_row(officer):
    intake = make(officer)
    address = reverse("intakes:workflow", args=[intake.pk])
    page = boxes(officer.post(address, {**boxes(officer.get(address)), "arrange": "add-state"}))
    last = int(page["states"][0]) - 1
    page |= {
        f"state{last}-name": "实地走访",
        f"state{last}-next": "工作人员与您约时间",
        f"state{last}-holder": "operator",
    }
    refused = officer.post(address, {**page, "save": "1"})
    assert refused.status_code == 422
    assert (
        refused.content.decode().count("没有操作能到这个") + refused.content.decode().count("linli-panel--attention")
        > 0
    )
    assert Intake.objects.get(pk=intake.pk).workflow.newest.number == 1
    page = boxes(officer.post(address, {**page, "arrange": "add-move"}))
    move = int(page["moves"][0]) - 1
    page |= {
        f"move{move}-name": "安排走访",
        f"move{move}-sources": ["reviewing"],
        f"move{move}-target": "s1",
        f"move{move}-roles": ["operator"],
    }
    page = boxes(officer.post(address, {**page, "arrange": "add-move"}))
    page |= {
        f"move{move + 1}-name": "走访完成",
        f"move{move + 1}-sources": ["s1"],
        f"move{move + 1}-target": "deciding",
        f"move{move + 1}-roles": ["operator"],
    }
    assert officer.post(address, {**page, "save": "1"}).status_code == 302
    plan = Intake.objects.get(pk=intake.pk).workflow.newest.plan
    assert [(one.id, one.target) for one in plan.moves_from("s1")] == [("m2", "deciding")]


def test_a_published_call_asks_what_to_tell_everybody(officer, call):
    refused = change(officer, "details", call, place_count="12")
    assert refused.status_code == 422
    assert "请用一句话说明" in refused.content.decode()
    told = {"amendment": "名额增加到十二个"}
    assert change(officer, "details", call, place_count="12", two_deciders="on", **told).status_code == 302
    call = Intake.objects.get(pk=call.pk)
    assert (call.place_count, call.two_deciders, call.amendments.count()) == (12, True, 1)


def test_questions_and_workflow_of_a_call_are_edited_at_the_call_alone(officer, call):
    for what, pk in (("questions", call.question_set_id), ("workflows", call.workflow_id)):
        for ask in (officer.get, officer.post):
            answer = ask(reverse(f"{what}:change", args=[pk]))
            assert answer["Location"] == reverse(
                f"intakes:{what.removesuffix('s') if what == 'workflows' else what}", args=[call.pk]
            )


def test_a_reviewer_is_appointed_by_number(officer):
    base = Base.objects.get(code="sip-core")
    page = boxes(officer.get(reverse("appointments:add")))
    given = {"base": base.pk, "role": "reviewer", "phone": "139 1234 5678", "name": "周评审"}
    answer = officer.post(reverse("appointments:add"), {**page, **given, "starts_on": str(timezone.localdate())})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    made = Appointment.objects.select_related("user").get(base=base)
    assert (made.user.phone, made.who) == ("+8613912345678", "周评审")
    assert "周评审" in officer.get(reverse("appointments:index")).content.decode()
    officer.post(reverse("appointments:end", args=[made.pk]))
    assert Appointment.objects.get(pk=made.pk).ends_on is not None


def test_a_point_is_set_below_and_the_core_s_operator_is_not_the_officer_s_to_change(officer):
    core = Base.objects.get(code="sip-core")
    page = boxes(officer.get(reverse("bases:add")))
    given = {"name": "湖东孵化点", "level": "point", "parent": core.pk, "code": "hudong"}
    assert officer.post(reverse("bases:add"), {**page, **given}).status_code == 302
    assert Base.objects.get(code="hudong").parent == core
    form = boxes(officer.get(reverse("bases:edit", args=[core.pk])))
    assert "organisation" not in form
    officer.post(reverse("bases:edit", args=[core.pk]), {**form, "overseen_by": core.organisation_id})
    assert Base.objects.get(pk=core.pk).overseen_by is None


def test_an_appointed_officer_finds_the_calls_of_that_base_alone(officer, call, organisation, client):
    viewer = factories.make_user("base_officer", is_staff=True)
    factories.make_member(viewer, organisation, "viewer")
    youth = Base.objects.get(code="sip-youth")
    youth.appointments.create(user=viewer, role="officer", answer="accepted", starts_on=timezone.localdate())
    client.force_login(viewer, backend=BACKEND)
    listed = client.get(reverse("intakes:index")).content.decode()
    assert "青年基地第二期征集" in listed
    assert call.name not in listed
    second = Intake.objects.get(code="youth-second")
    assert client.get(reverse("intakes:details", args=[second.pk])).status_code == 200
    for name in ("call", *PARTS, "preview"):
        assert client.get(reverse(f"intakes:{name}", args=[call.pk])).status_code == 404, name
    assert client.post(reverse("intakes:call", args=[second.pk]), {"act": "close"}).status_code == 422
    assert Intake.objects.get(pk=second.pk).state == "published"


def test_the_lists_cost_the_same_for_many(officer, call):
    at, base = timezone.now(), Base.objects.get(code="sip-core")

    def count(name):
        officer.get(reverse(name))
        with CaptureQueriesContext(connection) as found:
            officer.get(reverse(name))
        return len(found)

    names = ("intakes:index", "appointments:index", "bases:index", "workflows:index")
    base.appointments.create(
        user=factories.make_user("first"), role="reviewer", answer="accepted", starts_on=timezone.localdate(at)
    )
    few = {name: count(name) for name in names}
    for number in range(15):
        make(officer, code=f"autumn-{number}")
        user = factories.make_user(f"reviewer-{number}")
        base.appointments.create(
            user=user, role="reviewer", answer="accepted", name="某某", starts_on=timezone.localdate(at)
        )
        Base.objects.create(code=f"point-{number}", name="点", level="point", parent=base)
    assert {name: count(name) for name in names} == few


def test_who_saves_what_somebody_else_has_changed_is_told_and_loses_nothing(officer, call):
    address = reverse("intakes:details", args=[call.pk])
    first, second = (boxes(officer.get(address)) for _one in range(2))
    theirs = {**first, "place_count": "21", "amendment": "多了位子"}
    assert officer.post(address, theirs).status_code == 302
    mine = {**second, "place_count": "12", "name": "我写的新名称", "amendment": "改了名称"}
    refused = officer.post(address, mine)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "现为：21" in page
    kept = boxes(refused)
    assert (kept["place_count"], kept["name"], kept["amendment"]) == (["12"], ["我写的新名称"], ["改了名称"])
    assert Intake.objects.get(pk=call.pk).place_count == 21
    assert officer.post(address, kept).status_code == 302
    assert Intake.objects.get(pk=call.pk).place_count == 12
    assert officer.post(address, kept).status_code == 302, "the same again changes nothing and is well"


@pytest.mark.parametrize(
    ("part", "typed"), [("rubric", {"criterion0-weight": "44"}), ("meanings", {"blind-name": "on"})]
)
def test_so_it_is_with_criteria_and_meanings(officer, call, part, typed):
    address = reverse(f"intakes:{part}", args=[call.pk])
    stale = {**boxes(officer.get(address)), **typed, "amendment": "改了一处"}
    Intake.objects.filter(pk=call.pk).update(blind_fields=["phone"], rubric={**call.rubric, "vetoes": []})
    assert officer.post(address, stale).status_code == 422
    stored = Intake.objects.get(pk=call.pk)
    assert (stored.blind_fields, stored.rubric["vetoes"]) == (["phone"], [])
