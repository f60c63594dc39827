"""How does a workflow come to be, and how does it change? Every saving is a version; cases stay with theirs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.recording import record
from portal.cases.definition import Plan
from portal.cases.errors import ChangedMeanwhile
from portal.cases.kinds import kind_named
from portal.cases.models import Workflow, WorkflowVersion
from portal.cases.reading import read
from portal.questions.models import QuestionSet


def checked(definition: Any, *, kind: str) -> Plan:
    """Return the plan of a definition for cases of this kind; raises ``WorkflowNotWellFormed``."""
    known = kind_named(kind)
    return read(definition, roles=known.roles, guards=known.guards, effects=known.effects)


@transaction.atomic
def make_workflow(
    *,
    kind: str,
    name: str,
    name_en: str = "",
    definition: Mapping[str, Any],
    organisation_id: int | None = None,
    question_set: QuestionSet | None = None,
    key: str = "",
    by: Any,
    at: datetime,
) -> Workflow:
    """Make a workflow with its first version; raises ``WorkflowNotWellFormed``. The caller has checked who may."""
    checked(definition, kind=kind)
    made = Workflow.objects.create(
        kind=kind,
        key=key,
        name=name,
        name_en=name_en,
        organisation_id=organisation_id,
        question_set=question_set,
        created_at=at,
        changed_at=at,
    )
    _add_version(made, 1, definition, by=by, at=at)
    return made


@transaction.atomic
def save_workflow(
    workflow: Workflow,
    *,
    definition: Mapping[str, Any],
    seen: int,
    names: tuple[str, str] | None = None,
    by: Any,
    at: datetime,
) -> WorkflowVersion:
    """Save a workflow as a new version, under which cases begin from now on; the newest again when it is the same.

    ``names`` are its name in Chinese and in English, where they change too.

    Raises ``WorkflowNotWellFormed``, and ``ChangedMeanwhile`` unless ``seen`` is the newest version's number.
    """
    plan = checked(definition, kind=workflow.kind)
    workflow = Workflow.objects.select_for_update(of=("self",)).get(pk=workflow.pk)
    newest = workflow.versions.latest("number")
    if newest.number != seen:
        raise ChangedMeanwhile(_("Somebody else has saved this workflow meanwhile. Please look at it again."))
    if names and (workflow.name, workflow.name_en) != names:
        workflow.name, workflow.name_en, workflow.changed_at = *names, at
        workflow.save(update_fields=["name", "name_en", "changed_at"])
        record("workflow.renamed", workflow, by=by, at=at, organisation_id=workflow.organisation_id)
    if newest.plan == plan:
        return newest
    return _add_version(workflow, seen + 1, definition, by=by, at=at)


def copy_workflow(
    source: Workflow, *, organisation_id: int | None, name: str, name_en: str = "", by: Any, at: datetime
) -> Workflow:
    """Make a workflow with the newest version of another one; they part ways from here."""
    return make_workflow(
        kind=source.kind,
        name=name,
        name_en=name_en,
        definition=source.newest.definition,
        organisation_id=organisation_id,
        by=by,
        at=at,
    )


def _add_version(
    workflow: Workflow, number: int, definition: Mapping[str, Any], *, by: Any, at: datetime
) -> WorkflowVersion:
    version = WorkflowVersion.objects.create(
        workflow=workflow,
        number=number,
        definition=definition,
        made_by=by if hasattr(by, "pk") else None,
        made_at=at,
    )
    workflow.changed_at = at
    workflow.save(update_fields=["changed_at"])
    record("workflow.saved", workflow, by=by, at=at, organisation_id=workflow.organisation_id, version=number)
    return version
