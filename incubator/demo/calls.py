"""Which calls does the demonstration have? One that is open and one that is over, in the shapes of published ones."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from incubator.intakes import make_intake, publish_intake
from incubator.kind import APPLICATION
from incubator.models import Base, Intake, IntakePage
from organisations.models import Organisation
from portal.cases.models import Workflow
from portal.cases.versions import make_workflow, save_workflow
from portal.questions.versions import make_set

ACTOR = "demo"
FOLDER = Path(__file__).parent
WORKFLOW = "incubator-application"
WORDS = ("title", "title_en", "summary", "summary_en", "body", "body_en", "slug")


def load_calls(at: datetime) -> None:
    """Make the calls that are missing; an officer's changes stay."""
    for facts in _read("calls"):
        organisation = Organisation.objects.filter(code=facts.pop("organisation")).first()
        if organisation and not Intake.objects.filter(code=facts["code"]).exists():
            _make(facts, organisation, at)


def workflow(at: datetime) -> Workflow:
    """Return the workflow that the demonstration's calls follow; one that no officer has changed is kept up to date."""
    there = Workflow.objects.filter(key=WORKFLOW).first()
    if there and there.newest.number == 1:
        save_workflow(there, definition=_read("workflow"), seen=1, by=ACTOR, at=at)
    return there or make_workflow(
        kind=APPLICATION.name,
        key=WORKFLOW,
        name="入驻申请的流程",
        name_en="How an application goes",
        definition=_read("workflow"),
        by=ACTOR,
        at=at,
    )


def _make(facts: dict[str, Any], organisation: Organisation, at: datetime) -> None:
    words = {name: facts.pop(name) for name in WORDS}
    page = organisation.page.add_child(instance=IntakePage(**words))
    page.save_revision().publish()
    exclusions = facts.pop("exclusions")
    question_set = make_set(
        organisation_id=organisation.pk,
        name=facts["name"],
        name_en=facts["name_en"],
        definition={"questions": [*_read("questions"), *map(_exclusion, exclusions)]},
        by=ACTOR,
        at=at,
    )
    today = timezone.localdate(at)
    intake = make_intake(
        base=Base.objects.get(code=facts.pop("base")),
        code=facts.pop("code"),
        tracks=facts.pop("tracks"),
        details={
            "opens_on": today + timedelta(days=facts.pop("opens")),
            "closes_on": today + timedelta(days=facts.pop("closes")),
            "workflow": workflow(at),
            "question_set": question_set,
            "exclusions": [{"question": row["id"], "answer": "yes"} for row in exclusions],
            "rubric": _read("rubric"),
            "blind_fields": ["contact", "phone"],
            "page": page,
            **facts,
        },
        by=ACTOR,
        at=at,
    )
    publish_intake(intake, by=ACTOR, at=at)


def _exclusion(row: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "kind": "yes_no",
        "required": True,
        "label": {"zh": row["zh"], "en": row["en"]},
        "help": {
            "zh": "如实选择；选“是”的，不予受理。",
            "en": "Please answer truthfully: “yes” rules an application out.",
        },
        "purpose": {"zh": "核对资格", "en": "To check who may apply"},
        "kept_days": 1825,
    }


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
