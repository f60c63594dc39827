"""A kind of case, a workflow and questions to try the engine with, and who is who in it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import Q

from portal import contributions
from portal.cases.drafting import begin, mark, save_draft
from portal.cases.errors import NotReady
from portal.cases.models import Case
from portal.cases.moving import Given, move_case
from portal.cases.versions import make_workflow
from portal.questions.versions import make_set
from portal.timetable import holidays
from tests import factories
from tests.portal.questions.conftest import asked, only_if

#: A Wednesday without a holiday near it.
AT = datetime(2026, 11, 4, 2, tzinfo=UTC)
WORDS = {"zh": "请稍候", "en": "Please wait"}


def state(key: str, phase: str, holder: str, **rest: Any) -> dict[str, Any]:
    return {"id": key, "phase": phase, "holder": holder, "name": {"zh": key, "en": key}, "next": WORDS, **rest}


def move(key: str, sources: str, target: str, by: str, does: str = "decide", **rest: Any) -> dict[str, Any]:
    name = {"zh": f"去{key}", "en": key}
    return {"id": key, "name": name, "from": sources.split(), "to": target, "by": by.split(), "does": does, **rest}


def workflow_definition() -> dict[str, Any]:
    """Return a workflow with one of everything."""
    checks = [{"id": "paper", "label": {"zh": "材料齐全"}}, {"id": "form", "label": {"zh": "符合条件"}}]
    return {
        "kept_days": 365,
        "states": [
            state("draft", "draft", "submitter"),
            state("checking", "working", "officer", days=5, checks=checks),
            state("mending", "correction", "submitter", days=10),
            state("deciding", "working", "lead", days=3),
            state("notice", "waiting", "officer", days=7),
            state("approved", "closed", "officer", is_good=True),
            state("refused", "closed", "officer"),
            state("withdrawn", "closed", "officer"),
            state("lapsed", "closed", "officer"),
        ],
        "moves": [
            move("submit", "draft", "checking", "submitter", "submit"),
            move("return", "checking", "mending", "officer", "return"),
            move("correct", "mending", "checking", "submitter", "correct"),
            move("lapse", "mending", "lapsed", "system", guards=["overdue"]),
            move("pass", "checking", "deciding", "officer", guards=["defects_settled", "checks_done"]),
            move("approve", "deciding", "notice", "lead", people=2, reason="optional"),
            move("refuse", "checking deciding", "refused", "officer lead", reason="required"),
            move(
                "finish",
                "notice",
                "approved",
                "lead",
                guards=["no_objection"],
                effects=["found"],
                asks=[{"id": "until", "kind": "date", "label": {"zh": "有效期至"}, "required": True}],
            ),
            move(
                "withdraw", "draft checking mending deciding", "withdrawn", "submitter", "withdraw", reason="optional"
            ),
        ],
    }


def questions_definition() -> dict[str, Any]:
    return {
        "questions": [
            asked("name", "text", "名称", required=True),
            asked("registered", "yes_no", "登记了吗？", required=True),
            asked("code", "text", "代码", required=True, condition=only_if("registered", "equals", "yes")),
            asked("about", "long_text", "介绍", kept_days=5),
            asked("paper", "file", "证明"),
        ]
    }


ANSWERS = {"name": "好邻居", "registered": "yes", "code": "12345", "about": "我们"}


class Staff:
    """Who has which role in every case of the kind; and what the effects did."""

    def __init__(self) -> None:
        self.roles: dict[int, frozenset[str]] = {}
        self.people: dict[str, list[Any]] = {"officer": [], "lead": []}
        self.founded: list[tuple[int, str]] = []
        self.objection = ""
        self.refusal = ""

    def add(self, user: Any, *roles: str) -> Any:
        self.roles[user.pk] = frozenset(roles)
        for role in roles:
            self.people[role].append(user)
        return user

    def found(self, case: Case, *, decision: Any, by: Any, at: datetime) -> None:
        if self.refusal:
            raise NotReady(self.refusal)
        self.founded.append((case.pk, decision.answers["until"]))


@pytest.fixture
def staff(db):
    known = Staff()
    kind = contributions.CaseKind(
        comes_to=lambda user: True,
        name="trial",
        prefix="T",
        title="试一试",
        roles={"officer": "经办人", "lead": "负责人"},
        roles_of=lambda user, case: known.roles.get(user.pk, frozenset()),
        visible_to=lambda user: Q() if user.pk in known.roles else Q(pk__in=[]),
        people_in=lambda case, role: known.people[role],
        holder_name=lambda case: "东沙湖",
        staff_path=lambda case: f"/admin/{case.pk}/",
        lead="lead",
        titled_by="name",
        effects={"found": known.found},
        guards={"no_objection": lambda case: known.objection or None},
    )
    before = list(contributions.case_kinds._entries)
    contributions.case_kinds.register(kind, key="trial")
    for year in (2026, 2027):
        holidays.found(year, by="test", at=AT)
    known.officer = known.add(factories.make_user("officer"), "officer")
    known.lead = known.add(factories.make_user("lead"), "lead")
    known.second = known.add(factories.make_user("second"), "lead")
    yield known
    contributions.case_kinds._entries = before


@pytest.fixture
def workflow(staff):
    return make_workflow(kind="trial", name="试行", definition=workflow_definition(), by="test", at=AT)


@pytest.fixture
def question_set(db):
    return make_set(organisation_id=1, name="申请表", definition=questions_definition(), by="test", at=AT)


@pytest.fixture
def applicant(db):
    return factories.make_user("applicant", "+8613800000031")


@pytest.fixture
def case(workflow, question_set, applicant) -> Case:
    """A draft with nothing in it."""
    return begin(kind="trial", workflow=workflow.newest, questions=question_set.newest, by=applicant, at=AT)


def fill(case: Case, by: Any, at: datetime = AT, **answers: Any) -> Case:
    given = answers or ANSWERS
    held = Case.objects.get(pk=case.pk).draft
    base = {key: mark(held.get(key)) for key in given}
    return save_draft(case, answers=given, asked=set(given), base=base, by=by, at=at).case


def go(case: Case, key: str, by: Any, at: datetime = AT, **given: Any) -> Case:
    """Make a move from where the case stands now."""
    now = Case.objects.get(pk=case.pk)
    return move_case(now, key, seen=now.step, given=Given(**given), by=by, at=at)


@pytest.fixture
def handed_in(case, applicant) -> Case:
    """A case that waits to be checked."""
    fill(case, applicant)
    return go(case, "submit", applicant)
