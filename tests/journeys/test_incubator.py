"""From call to graduation, everybody at their own browser: a team, three reviewers, the base, the authority, a
neighbour who objects, a stranger who checks the proof. Days pass by the clock's own work, run for a later moment.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from incubator import planning
from incubator.demo import load_bases
from incubator.demo.calls import load_calls
from incubator.models import Application, Base, Intake, Objection, Placement, PublicNotice, Review
from incubator.objecting import found_objections
from organisations.models import Organisation
from portal.cases.models import Case
from portal.proofs.models import Proof
from tests import factories
from tests.incubator.applications import appoint
from tests.incubator.deciding import let_days_pass
from tests.journeys.signing_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PDF = b"%PDF-1.4\nmade up\n%%EOF"
NAME = "暖邻助老队"
SCORES = {"need": 5, "plan": 4, "team": 3, "effect": 4, "money": 2}


def pdf(name: str) -> Any:
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF}


@pytest.fixture
def people(founded) -> dict[str, Any]:
    """The accounts: the base is run by one organisation and overseen by another."""
    areas, at = factories.make_areas(), timezone.now()
    operator = factories.make_organisation("sip-incubator", "孵化中心", kind="social", area=areas["committee"])
    district = factories.make_organisation("district", "园区主管部门", kind="authority", area=areas["district"])
    found = {
        "operator": factories.make_user("operator", is_staff=True),
        "authority": factories.make_user("authority", is_staff=True),
        "team": factories.make_user("team", "+8613800000101"),
        "neighbour": factories.make_user("neighbour", "+8613800000102"),
    }
    factories.make_person("周敏", user=found["team"])
    factories.make_person("沈秀英", user=found["neighbour"])
    factories.make_member(found["operator"], operator, "officer")
    factories.make_member(found["authority"], district, "officer")
    load_bases(at)
    Base.objects.filter(code="sip-core").update(overseen_by=district)
    load_calls(at)
    call = Intake.objects.select_related("base__parent__parent").get(code="core-spring")
    found_objections()
    goals = [
        {"kind": "goal", "month": month, "name": name, "name_en": ""}
        for month, name in ((3, "走访两个社区"), (6, "完成登记注册"))
    ]
    planning.set_plan(call, goals, amendment="约定目标调整为两项。", by="test", at=at)
    for number, name in enumerate(("顾敏", "陆晨", "吴洁")):
        found[f"reviewer{number}"] = appoint(call.base, f"reviewer{number}", name=name)
    return found


@pytest.fixture
def at_work(people, visit, live_server) -> Callable[..., Page]:
    """Open a browser for somebody: staff at a desk, everybody else on a phone; nothing is wider than the screen."""
    pages: dict[str, Page] = {}

    def open_for(name: str) -> Page:
        if name not in pages:
            pages[name] = visit("desk" if name in ("operator", "authority") else "phone")
            sign_in(pages[name], live_server, people[name])
        return pages[name]

    return open_for


def fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def fill(page: Page, key: str, text: str) -> None:
    page.locator(f"[name='answers-{key}']").fill(text)


def test_from_the_call_to_a_proof_that_a_stranger_checks(people, at_work, visit):
    team, operator, authority = at_work("team"), at_work("operator"), at_work("authority")
    case = apply(team)
    return_two_fields(operator, case)
    mend(team, case)
    admit(operator, case)
    review(operator, at_work, case)
    decide(operator, authority)
    object_and_answer(at_work("neighbour"), authority)
    placement = settle(team, case)
    sign(operator, placement)
    report_twice(team, operator, placement)
    graduate(people["team"], team, authority, placement)
    stranger = visit("phone", "en")
    stranger.goto(f"/en/verify/{Proof.objects.get().number}/")
    expect(stranger.locator("#main")).to_contain_text("暖邻服务中心")
    fits(stranger)


def apply(team: Page) -> Case:
    """A team finds the call, writes an application, and is told what is missing before it is handed in."""
    team.goto("/incubator/")
    fits(team)
    team.get_by_role("link", name="园区社会组织孵化基地面向社会征集入驻组织").click()
    fits(team)
    team.get_by_role("link", name="我要申请").first.click()
    team.get_by_label("基地内孵化").check()
    team.get_by_label("尚未登记的核心团队").check()
    fits(team)
    team.get_by_role("button", name="开始填写").click()
    fill(team, "name", NAME)
    team.get_by_role("button", name="提交申请").click()
    expect(team.locator("[name='answers-name']")).to_have_value(NAME)
    expect(team.locator("#main")).to_contain_text("请回答这个问题")
    team.get_by_label("为老服务").check()
    fill(team, "idea", "陪伴独居老人，每周上门两次。")
    fill(team, "year_plan", "每周两次走访，每月一次聚会。")
    fill(team, "contact", "周敏")
    fill(team, "phone", "0512-6000")
    row = team.locator("[data-row]").first
    row.locator("input[type=text]").nth(0).fill("周敏")
    row.locator("input[type=text]").nth(1).fill("负责人")
    row.locator("select").select_option(label="是")
    for box in team.locator("form.case-form input[type=checkbox][name^='answers-']").all():
        if "needs" not in (box.get_attribute("name") or ""):
            box.check()
    for question in team.locator("fieldset:has(input[type=radio][value='no'])").all():
        question.locator("input[value='no']").check()
    team.locator("[name='answers-founders']").set_input_files(pdf("founders.pdf"))
    fits(team)
    team.get_by_role("button", name="提交申请").click()
    expect(team.locator("#main")).to_contain_text("材料核对中")
    fits(team)
    return Case.objects.get()


def return_two_fields(operator: Page, case: Case) -> None:
    """The base names two fields in one notice, from the list on its first page."""
    operator.goto("/admin/cases/")
    operator.get_by_role("link", name=NAME).click()
    for key, sentence in (("phone", "号码少了几位。"), ("year_plan", "请写明第一季度的目标。")):
        field = operator.locator(f"#field-{key}")
        field.locator("summary").click()
        field.locator("input[type=checkbox]").check()
        field.locator("textarea").fill(sentence)
    operator.get_by_role("button", name="退回补正").click()
    expect(operator.locator(".messages")).to_contain_text("退回补正")


def mend(team: Page, case: Case) -> None:
    """The team sees it on its own page, and only the two fields are open."""
    team.goto("/me/")
    team.get_by_role("link", name=NAME).first.click()
    expect(team.locator("#main")).to_contain_text("号码少了几位。")
    fits(team)
    team.get_by_role("link", name="现在补正").click()
    assert team.locator("[name^='answers-']").count() == 2
    fill(team, "phone", "0512-60000000")
    fill(team, "year_plan", "第一季度走访两个社区；每周两次走访。")
    team.get_by_role("button", name="提交补正").click()
    expect(team.locator("#main")).to_contain_text("材料核对中")


def admit(operator: Page, case: Case) -> None:
    """The base ticks off what was mended and its own checks, and passes it on."""
    operator.goto(f"/admin/cases/case/{case.pk}/")
    expect(operator.locator("#field-phone")).to_contain_text("0512-6000")
    for word in ("核对确认", "核对无误"):
        ticks = operator.get_by_role("button", name=word)
        while ticks.count():
            with operator.expect_navigation():
                ticks.first.click()
    operator.get_by_role("button", name="材料齐全，进入评审").click()
    expect(operator.locator(".messages")).to_contain_text("进入评审")


def review(operator: Page, at_work: Callable[..., Page], case: Case) -> None:
    """Two are asked as proposed; one of them steps back and a third is asked by hand."""
    call, application = Intake.objects.get(code="core-spring"), Application.objects.get()
    Intake.objects.filter(pk=call.pk).update(reviews_wanted=2)
    operator.goto("/admin/reviews/")
    operator.get_by_role("link", name="推荐评审：").click()
    operator.get_by_role("button", name="分派勾选的评审").click()
    asked = list(Review.objects.order_by("pk").values_list("reviewer__username", flat=True))
    assert len(asked) == 2
    leaving = at_work(asked[0])
    leaving.goto("/me/")
    leaving.get_by_role("link", name=NAME).first.click()
    fits(leaving)
    leaving.get_by_role("link", name="我认识申请人").click()
    leaving.locator("[name=reason]").fill("曾经共事")
    fits(leaving)
    leaving.locator("#main form button").last.click()
    assert leaving.goto(f"/incubator/reviews/{Review.objects.order_by('pk').first().pk}/").status == 404
    leaving.goto("/incubator/reviews/")
    assert NAME not in leaving.content()
    operator.goto(f"/admin/reviews/show/{application.pk}/")
    operator.get_by_role("button", name="邀请").first.click()
    for name in Review.objects.exclude(state="recused").values_list("reviewer__username", flat=True):
        reviewer = at_work(name)
        reviewer.goto("/incubator/reviews/")
        reviewer.get_by_role("link", name=NAME).click()
        assert "0512-60000000" not in reviewer.content()
        for key, score in SCORES.items():
            reviewer.locator(f"input[name='score-{key}'][value='{score}']").check()
        reviewer.locator("[name=comment]").fill("对象清楚，计划扎实。")
        fits(reviewer)
        reviewer.locator("button[value=submit]").click()
        expect(reviewer.locator("#main")).to_contain_text("已提交")


def decide(operator: Page, authority: Page) -> None:
    """The base ranks and proposes, the authority decides, the base shows the list in public."""
    application = Application.objects.get()
    operator.goto("/admin/deciding/")
    operator.get_by_role("link", name="核心基地新一期入驻征集").first.click()
    operator.locator(f"[name='verdict-{application.pk}']").select_option("accept")
    operator.locator(f"[name='reason-{application.pk}']").fill("需求真实，团队扎实")
    operator.locator("button[value='hand_over:']").click()
    expect(operator.locator(".messages")).to_contain_text("主管部门")
    authority.goto("/admin/")
    authority.locator(".linli-panel").get_by_role("link", name="核心基地新一期入驻征集").first.click()
    authority.locator("button[value='decide:']").click()
    expect(authority.locator(".messages")).to_contain_text("已审定")
    operator.reload()
    operator.get_by_role("button", name="公示 5 个工作日").click()
    expect(operator.locator(".messages")).to_contain_text("公示")


def object_and_answer(neighbour: Page, authority: Page) -> None:
    """A neighbour objects on the public page; the authority answers, and the neighbour reads the answer."""
    neighbour.goto("/incubator/")
    neighbour.get_by_role("link", name="公示：核心基地").click()
    fits(neighbour)
    neighbour.get_by_role("link", name="提出异议").click()
    neighbour.get_by_label(NAME).check()
    fits(neighbour)
    neighbour.locator("#main form button").last.click()
    fill(neighbour, "ground", "听说他们收过老人的钱，请核实。")
    fill(neighbour, "name", "沈秀英")
    fill(neighbour, "phone", "13800000102")
    fits(neighbour)
    neighbour.get_by_role("button", name="提交异议").click()
    expect(neighbour.locator("#main")).to_contain_text("核查中")
    let_days_pass(PublicNotice.objects.get())
    assert Case.objects.get(kind="incubator").state == "noticed"
    authority.goto("/admin/")
    authority.goto("/admin/cases/")
    authority.get_by_role("link", name="异议").first.click()
    form = authority.locator("form:has(button[value='move:dismiss'])")
    form.locator("textarea").fill("已核实：收的是集体购票款，票据齐全。")
    form.locator("button").click()
    expect(authority.locator(".messages")).to_contain_text("异议不成立")
    neighbour.goto(f"/me/cases/{Objection.objects.get().case.reference}/")
    expect(neighbour.locator("#main")).to_contain_text("票据齐全")


def settle(team: Page, case: Case) -> Placement:
    """The days are over: the result is final, with a letter, and the team has a place."""
    let_days_pass(PublicNotice.objects.get())
    team.goto(f"/me/cases/{case.reference}/")
    expect(team.locator("#main")).to_contain_text("同意入驻")
    with team.expect_download() as letter:
        team.locator(".case-documents a").first.click()
    assert letter.value.suggested_filename.endswith(".pdf")
    team.goto("/me/")
    team.locator("a[href*='/incubator/placements/']").first.click()
    fits(team)
    return Placement.objects.get()


def sign(operator: Page, placement: Placement) -> None:
    """The base enters the agreement with its signed copy, from what waits on its first page."""
    operator.goto("/admin/")
    operator.locator(".linli-panel").get_by_role("link", name=NAME).first.click()
    first = timezone.localdate()
    for name, text in (("starts_on", first.isoformat()), ("ends_on", _later(first).isoformat())):
        operator.locator(f"[name='sign-{name}']").fill(text)
    operator.locator("[name='sign-premises']").fill("二楼 3 号工位")
    operator.locator("[name='sign-paper']").set_input_files(pdf("agreement.pdf"))
    operator.locator("button[value='sign:']").click()
    expect(operator.locator(".messages")).to_contain_text("协议已登记")


def _later(day: date) -> date:
    return day + timedelta(days=365)


def report_twice(team: Page, operator: Page, placement: Placement) -> None:
    """The team reports on two goals with evidence; the first comes back once."""
    goals = list(placement.milestones.order_by("due_on"))
    assert len(goals) == 2
    for number, goal in enumerate(goals):
        hand_in(team, placement, goal.name)
        if number == 0:
            check(operator, placement, goal, "send_back", "请补充签到表。")
            hand_in(team, placement, goal.name)
        check(operator, placement, goal, "accept", "做得扎实。")


def hand_in(team: Page, placement: Placement, name: str) -> None:
    team.goto(f"/incubator/placements/{placement.pk}/")
    team.get_by_role("link", name=name).click()
    fill(team, "done", "走访了两个社区，认识了四十位老人。")
    fill(team, "people", "42")
    team.locator("[name='answers-evidence']").set_input_files(pdf("evidence.pdf"))
    fits(team)
    team.locator("#main form button").last.click()
    expect(team.locator("#main")).to_contain_text("基地审看中")


def check(operator: Page, placement: Placement, goal: Any, act: str, note: str) -> None:
    operator.goto(f"/admin/placements/show/{placement.pk}/")
    operator.locator(f"#note-{goal.pk}").fill(note)
    operator.locator(f"button[value='{act}:{goal.pk}']").click()
    expect(operator.locator(".messages")).to_be_visible()


def graduate(user: Any, team: Page, authority: Page, placement: Placement) -> None:
    """The team says which organisation it has become; the authority lets it graduate."""
    organisation = factories.make_organisation(
        "warm", "暖邻服务中心", kind="social", area=Organisation.objects.first().area
    )
    factories.make_member(user, organisation, "owner")
    team.goto(f"/incubator/placements/{placement.pk}/")
    team.locator("[name=organisation]").select_option(label="暖邻服务中心")
    team.get_by_role("button", name="这是我们").click()
    authority.goto(f"/admin/placements/show/{placement.pk}/")
    authority.locator("[name='graduate-reason']").fill("目标达成，已独立运作")
    authority.locator("button[value='graduate:']").click()
    expect(authority.locator(".messages")).to_be_visible()
    team.reload()
    expect(team.locator("#main")).to_contain_text(Proof.objects.get().number)
    fits(team)
