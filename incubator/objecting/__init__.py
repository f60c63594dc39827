"""How does somebody object to a list? With a case that only the authority reads; it is answered before it is final."""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incubator.errors import NotOpen
from incubator.models import Application, Objection, PublicNotice
from incubator.permissions import keeper_id_of
from portal.audit.recording import SYSTEM
from portal.cases.drafting import begin
from portal.cases.models import Workflow
from portal.cases.versions import make_workflow, save_workflow
from portal.questions.models import QuestionSetVersion
from portal.questions.versions import make_set, save_version

KIND = "objection"
NAME, NAME_EN = "公示异议", "Objection to a public notice"
#: The district's own questions belong to no organisation.
NOBODYS = 0
FOLDER = Path(__file__).parent


def found_objections() -> Workflow:
    """Save the workflow and the questions of objecting as they stand in the files; what has not changed stays."""
    acting: dict[str, Any] = {"by": SYSTEM, "at": timezone.now()}
    workflow = Workflow.objects.filter(key=KIND).select_related("question_set").first()
    if workflow is None or workflow.question_set is None:
        asked = make_set(organisation_id=NOBODYS, name=NAME, name_en=NAME_EN, definition=_read("questions"), **acting)
        return make_workflow(
            kind=KIND,
            key=KIND,
            name=NAME,
            name_en=NAME_EN,
            definition=_read("workflow"),
            question_set=asked,
            **acting,
        )
    save_workflow(workflow, definition=_read("workflow"), seen=workflow.newest.number, **acting)
    asked = workflow.question_set
    words: dict[str, Any] = {"name": asked.name, "name_en": asked.name_en}
    save_version(asked, definition=_read("questions"), seen=asked.newest.number, **words, **acting)
    return workflow


@transaction.atomic
def begin_objection(notice: PublicNotice, application: Application | None, *, by: Any, at: datetime) -> Objection:
    """Begin an objection against one application of a notice, or against the list; go on with an open one.

    Raises ``NotOpen`` when the days are over or the application is not on it.
    """
    if not notice.is_running(timezone.localdate(at)):
        raise NotOpen(_("The days of this notice are over."))
    if application and application.pk not in {entry["application"] for entry in notice.listed}:
        raise NotOpen(_("This application is not on the list."))
    mine = Objection.objects.filter(
        notice=notice, application=application, case__editors__user=by, case__closed_at=None
    )
    if known := mine.select_related("case").first():
        return known
    base = notice.proposal.intake.base
    workflow = Workflow.objects.get(key=KIND)
    case = begin(
        kind=KIND,
        workflow=workflow.newest,
        questions=QuestionSetVersion.objects.filter(question_set=workflow.question_set_id).latest("number"),
        context_id=notice.pk,
        holder_id=keeper_id_of(base),
        title=_("Objection: %(about)s") % {"about": application.case.title}
        if application
        else _("Objection to the list"),
        by=by,
        at=at,
    )
    return Objection.objects.create(case=case, notice=notice, application=application, created_at=at)


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
