"""How does somebody apply for an organisation to join, or to renew? One draft, with what is known filled in."""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.errors import NotYours
from organisations.models import Organisation
from organisations.permissions import Act, may
from portal.audit.recording import SYSTEM
from portal.cases.drafting import begin
from portal.cases.models import Case, Workflow
from portal.cases.states import Phase
from portal.cases.versions import make_workflow, save_workflow
from portal.questions.models import QuestionSetVersion
from portal.questions.versions import make_set, save_version

KIND = "joining"
#: The district's own questions belong to no organisation.
NOBODYS = 0
NAME, NAME_EN = "组织入驻", "Joining as an organisation"


def found_joining() -> Workflow:
    """Save the workflow and the questions of joining as they stand in the files.

    What has not changed stays, and so does what somebody has changed in the admin since.
    """
    at = timezone.now()
    workflow = Workflow.objects.filter(key=KIND).select_related("question_set").first()
    acting: dict[str, Any] = {"by": SYSTEM, "at": at}
    if workflow is None or workflow.question_set is None:
        question_set = make_set(
            organisation_id=NOBODYS, name=NAME, name_en=NAME_EN, definition=_read("questions"), **acting
        )
        return make_workflow(
            kind=KIND,
            key=KIND,
            name=NAME,
            name_en=NAME_EN,
            definition=_read("workflow"),
            question_set=question_set,
            **acting,
        )
    newest = workflow.versions.latest("number")
    if newest.made_by_id is None:
        save_workflow(workflow, definition=_read("workflow"), seen=newest.number, **acting)
    asked = workflow.question_set
    asking = asked.versions.latest("number")
    if asking.made_by_id is None:
        save_version(
            asked,
            definition=_read("questions"),
            name=asked.name,
            name_en=asked.name_en,
            seen=asking.number,
            **acting,
        )
    return workflow


@transaction.atomic
def apply(*, centre: Organisation, organisation: Organisation | None = None, by: Any, at: datetime) -> Case:
    """Begin an application to a centre; for ``organisation`` a renewal, or go on with one that is open.

    Raises ``NotYours`` for whoever does not manage that organisation.
    """
    if organisation and not may(by, Act.MANAGE, organisation.pk):
        raise NotYours(_("You cannot apply for this organisation."))
    if organisation:
        open_ones = Case.objects.written_by(by).open().filter(kind=KIND, applicant_id=organisation.pk)
        if found := open_ones.first():
            return found
    workflow = Workflow.objects.get(key=KIND)
    return begin(
        kind=KIND,
        workflow=workflow.newest,
        questions=newest_of(workflow),
        holder_id=centre.pk,
        applicant_id=organisation.pk if organisation else None,
        by=by,
        at=at,
    )


def newest_of(workflow: Workflow) -> QuestionSetVersion:
    """Return the questions that are asked with a workflow from now on."""
    return QuestionSetVersion.objects.filter(question_set=workflow.question_set_id).latest("number")


def drafts_of(user: Any) -> list[Case]:
    """Return the applications that somebody has begun and not handed in."""
    cases = Case.objects.written_by(user).filter(kind=KIND, phase=Phase.DRAFT)
    return list(cases.select_related("workflow").order_by("-begun_at")[:5])


def _read(name: str) -> Any:
    return yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
