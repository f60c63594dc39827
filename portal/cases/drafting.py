"""How is a case begun and written, by one or by several? A draft keeps what is valid, merged field by field."""

import re
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal import contributions
from portal.cases.errors import NotNow, NotYours
from portal.cases.kinds import kind_named, roles_in
from portal.cases.models import Case, Editor, WorkflowVersion
from portal.cases.recording import enter
from portal.cases.returning import open_fields
from portal.cases.states import APPLICANT, SUBMITTER, Phase
from portal.questions import files
from portal.questions.definition import Kind, Question, limit
from portal.questions.models import QuestionSetVersion
from portal.questions.readouts import fingerprint
from portal.transactions import repeated_when_lost

#: No letter that is taken for a digit when a reference is read out on the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
MOST_EDITORS = 10
#: An account's drafts of one kind that were never handed in, at most.
MOST_DRAFTS = 5


@dataclass(frozen=True)
class Known:
    """What is known already and filled in: the answer, where it comes from in words, and of which day it is."""

    answer: Any
    source: str
    on: date | None = None


def known_answers(questions: Iterable[Question], organisation_id: int) -> dict[str, Known]:
    """Return what can be filled in for an organisation: where a question names a fact and the fact fits it."""
    facts: dict[str, contributions.Fact] = {}
    for book in contributions.facts:
        facts |= book.of(organisation_id)
    found = {}
    for question in questions:
        fact = facts.get(question.fact)
        if fact and (answer := _fitting(question, fact)):
            found[question.id] = Known(answer, fact.source, fact.on)
    return found


def _fitting(question: Question, fact: contributions.Fact) -> Any:
    """Return the fact as an answer to this question, or nothing: the same kind, or its words where text is asked."""
    if question.kind in (Kind.TEXT, Kind.LONG_TEXT):
        return fact.words if len(fact.words) <= (limit(question, "characters") or 0) else None
    if question.kind != fact.kind or question.kind in (Kind.FILE, Kind.TABLE, Kind.DECLARATION):
        return None
    options = {option.id for option in question.options}
    given = fact.value if isinstance(fact.value, list) else [fact.value]
    return fact.value if not options or options.issuperset(given) else None


@transaction.atomic
def begin(
    *,
    kind: str,
    workflow: WorkflowVersion,
    questions: QuestionSetVersion,
    by: Any,
    at: datetime,
    title: str = "",
    context_id: int | None = None,
    holder_id: int | None = None,
    applicant_id: int | None = None,
    known: Mapping[str, Known] | None = None,
) -> Case:
    """Begin a case that ``by`` writes and hands in, under these versions for good; return it.

    Of ``applicant_id`` whatever is known is filled in. Who may apply, and for whom, is the app's to ask. Raises
    ``NotNow`` for whoever has begun many and handed none in.
    """
    drafts = Case.objects.filter(kind=kind, phase=Phase.DRAFT, editors__user=by, editors__is_submitter=True)
    if drafts.count() >= MOST_DRAFTS:
        raise NotNow(_("You have begun several of these already. Please go on with one of them."))
    given = {**(known_answers(questions.questions, applicant_id) if applicant_id else {}), **(known or {})}
    known = {key: value for key, value in given.items() if key in questions.questions.by_id()}
    first, titled_by = workflow.plan.first, kind_named(kind).titled_by
    if titled_by in known and not title:
        title = str(known[titled_by].answer)
    case = Case.objects.create(
        kind=kind,
        reference=_reference(kind_named(kind).prefix, at),
        title=title[:120],
        context_id=context_id,
        holder_id=holder_id,
        applicant_id=applicant_id,
        workflow=workflow,
        questions=questions,
        state=first.id,
        phase=first.phase,
        entered_at=at,
        begun_at=at,
        draft={key: value.answer for key, value in known.items()},
        known={
            key: {"source": value.source, "on": value.on.isoformat() if value.on else ""}
            for key, value in known.items()
        },
    )
    Editor.objects.create(case=case, user=by, is_submitter=True, added_at=at)
    enter(case, "begun", after=first.id, roles=[SUBMITTER], by=by, at=at, workflow=workflow.pk, questions=questions.pk)
    return case


@dataclass(frozen=True)
class Saved:
    """The case with what could be kept, and the fields where somebody else was first, each with its sentence."""

    case: Case
    contested: Mapping[str, str]


@repeated_when_lost
@transaction.atomic
def save_draft(
    case: Case, *, answers: Mapping[str, Any], asked: Collection[str], base: Mapping[str, str], by: Any, at: datetime
) -> Saved:
    """Keep what was written in those fields of a page (``asked``) that are open.

    ``base`` marks what each field held when the page was opened: what nobody touched there stays as others have left
    it meanwhile, and where both have written, theirs stays and the field is named. Raises ``NotYours`` and, when
    nothing is open, ``NotNow``.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("workflow", "questions").get(pk=case.pk)
    if APPLICANT not in roles_in(case, by):
        raise NotYours(_("You do not write this case."))
    if case.phase not in (Phase.DRAFT, Phase.CORRECTION) or case.erased_at:
        raise NotNow(_("It has been handed in. What has to be corrected will be marked for you."))
    allowed = open_fields(case)
    questions = case.questions.questions.by_id()
    held = files.keys_of(case.draft)
    contested, changed = {}, False
    for key in (set(asked) & set(questions)) if allowed is None else (set(asked) & allowed):
        is_touched = mark(answers.get(key)) != base.get(key, "")
        if not is_touched or mark(answers.get(key)) == mark(case.draft.get(key)):
            continue
        if mark(case.draft.get(key)) != base.get(key, ""):
            contested[key] = _("Somebody else has changed this meanwhile. Yours is still here: save again to keep it.")
            continue
        case.draft = {name: value for name, value in case.draft.items() if name != key}
        if answers.get(key):
            case.draft[key] = answers[key]
        case.known.pop(key, None)
        changed = True
    if changed:
        case.draft_number += 1
        titled_by = kind_named(case.kind).titled_by
        case.title = str(case.draft.get(titled_by, "") if titled_by else case.title)[:120]
        case.save(update_fields=["draft", "draft_number", "known", "title"])
        files.claim(case.draft)
        files.drop(held - files.keys_of(case.draft) - _files_of_versions(case))
    return Saved(case, contested)


def mark(answer: Any) -> str:
    """Return a short mark by which an answer is known again; of none, nothing."""
    return fingerprint({"": answer})[:12] if answer else ""


@transaction.atomic
def invite(case: Case, *, by: Any, at: datetime) -> Case:
    """Make a link by which others can join in writing; the same one while it is open. Raises ``NotYours``."""
    case = _of_submitter(case, by)
    if case.phase == Phase.CLOSED:
        raise NotNow(_("It is closed: nobody can join in writing any more."))
    if not case.invitation:
        case.invitation = secrets.token_hex(16)
        case.save(update_fields=["invitation"])
        enter(case, "invited", roles=[SUBMITTER], by=by, at=at)
    return case


@transaction.atomic
def close_invitation(case: Case, *, by: Any, at: datetime) -> Case:
    """End the link. Doing it again changes nothing. Raises ``NotYours``."""
    case = _of_submitter(case, by)
    if case.invitation:
        case.invitation = ""
        case.save(update_fields=["invitation"])
        enter(case, "invitation_closed", roles=[SUBMITTER], by=by, at=at)
    return case


def invited_to(token: str) -> Case | None:
    """Return the case that a link invites to, or nothing."""
    if not re.fullmatch(r"[0-9a-f]{32}", token):
        return None
    return Case.objects.select_related("workflow").filter(invitation=token, closed_at=None).first()


@transaction.atomic
def join(case: Case, *, token: str, by: Any, at: datetime) -> Editor:
    """Become one of those who write the case whose link one has; again, one is it already.

    Raises ``NotYours`` for a link that is over, and for staff who handle the case; ``NotNow`` when there are many.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not case.invitation or not secrets.compare_digest(case.invitation, token):
        raise NotYours(_("This link is no longer valid. Please ask for a new one."))
    if there := Editor.objects.filter(case=case, user=by).first():
        return there
    if roles_in(case, by):
        raise NotYours(_("You handle this case, so you cannot write it."))
    if case.editors.count() >= MOST_EDITORS:
        raise NotNow(_("At most %(count)d people write one case.") % {"count": MOST_EDITORS})
    editor = Editor.objects.create(case=case, user=by, added_at=at)
    enter(case, "joined", roles=[APPLICANT], by=by, at=at)
    return editor


@transaction.atomic
def part_with(editor: Editor, *, by: Any, at: datetime) -> None:
    """Take somebody out of those who write a case: the submitter takes out others, anybody but the submitter leaves.

    Raises ``NotYours``.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=editor.case_id)
    roles = roles_in(case, by)
    if editor.is_submitter or not (SUBMITTER in roles or editor.user_id == by.pk):
        raise NotYours(_("You cannot do this."))
    if editor.pk and Editor.objects.filter(pk=editor.pk).delete()[0]:
        enter(case, "parted", roles=roles, by=by, at=at, user=editor.user_id)


def _of_submitter(case: Case, by: Any) -> Case:
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if SUBMITTER not in roles_in(case, by):
        raise NotYours(_("Only whoever hands it in can do this."))
    return case


def _files_of_versions(case: Case) -> set[str]:
    keys: set[str] = set()
    for answers in case.revisions.values_list("answers", flat=True):
        keys |= files.keys_of(answers)
    return keys


def _reference(prefix: str, at: datetime) -> str:
    """Return a reference that is not taken: prefix, year, seven characters drawn."""
    while True:
        drawn = "".join(secrets.choice(ALPHABET) for _number in range(7))
        reference = f"{prefix}{at:%Y}-{drawn}"
        if not Case.objects.filter(reference=reference).exists():
            return reference
