"""By what can applications be told apart? Their states, and the answers to questions with options, in words."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.json import KeyTransform

from incubator.kind import WITH_ITS_LIST
from incubator.models import Intake
from portal.cases.definition import Move
from portal.cases.models import Case, Revision, WorkflowVersion
from portal.cases.states import OWN_ROLES, Does, Phase
from portal.questions.definition import Kind
from portal.questions.models import QuestionSetVersion

#: So many of the newest calls have their questions looked through.
MOST_CALLS = 20
#: Between a question and one of its options, where both are one value.
IS = "="


def versions_of(cases: QuerySet[Case]) -> list[WorkflowVersion]:
    """Return the versions of workflows by which these cases go, the newest first."""
    used = cases.order_by().values("workflow")
    return list(WorkflowVersion.objects.filter(pk__in=used).order_by("-pk"))


def states_of(cases: QuerySet[Case]) -> list[tuple[str, str]]:
    """Return every state in which a case of these workflows can stand once it is handed in, by its newest name."""
    found: dict[str, str] = {}
    for version in versions_of(cases):
        for state in version.plan.states:
            if state.phase != Phase.DRAFT:
                found.setdefault(state.id, str(state.name))
    return list(found.items())


def moves_for_many(cases: QuerySet[Case]) -> list[Move]:
    """Return the moves that can be made of several cases at once: by staff, and asking nothing of the single one."""
    found: dict[str, Move] = {}
    for version in versions_of(cases):
        for move in version.plan.moves:
            if goes_for_many(move):
                found.setdefault(move.id, move)
    return list(found.values())


def goes_for_many(move: Move) -> bool:
    """Return whether a move asks nothing of the single case, and is not made with a list; a reason may be for all."""
    is_staffs = bool(set(move.roles) - OWN_ROLES)
    return move.does == Does.DECIDE and is_staffs and not move.asks and not set(move.guards) & WITH_ITS_LIST


def options_of(intakes: QuerySet[Intake]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the options of the calls' questions, each under its question: what the newest calls ask now."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    sets = intakes.order_by("-opens_on", "-pk").values_list("question_set", flat=True)[:MOST_CALLS]
    later = QuestionSetVersion.objects.filter(question_set=OuterRef("question_set"), number__gt=OuterRef("number"))
    newest = QuestionSetVersion.objects.filter(~Exists(later), question_set__in=list(sets)).order_by("-pk")
    for version in newest:
        for question in version.questions:
            if question.kind == Kind.CHOICE:
                _label, options = found.setdefault(question.id, (str(question.label), {}))
                for option in question.options:
                    options.setdefault(f"{question.id}{IS}{option.id}", str(option.label))
    return [(label, list(options.items())) for label, options in found.values()]


def answering(value: str) -> Any:
    """Return the condition on applications that the newest answers choose this option of this question."""
    question, _is, option = value.partition(IS)
    revisions = Revision.objects.filter(case=OuterRef("case")).alias(chosen=KeyTransform(question, "answers"))
    later = Revision.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
    return Exists(revisions.filter(~Exists(later), chosen=option))
