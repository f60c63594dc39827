"""Which two questions does an event ask afterwards? The usual ones, or two of the organisation's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.errors import FeedbackRefused, NotAllowed
from events.models import Event, FeedbackAsking
from organisations.permissions import Act, may
from portal.audit.recording import SYSTEM, record
from portal.questions.definition import Kind, Question
from portal.questions.models import QuestionSet, QuestionSetVersion
from portal.questions.versions import copy_set, make_set

MOST = 2
#: Questions that can be answered with a tap or a few words.
KINDS = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.TEXT, Kind.LONG_TEXT})
#: The usual questions are the portal's own: no organisation's.
NOBODYS = 0
NAME, NAME_EN = "活动后的两个问题", "Two questions afterwards"
_PURPOSE = {"zh": "把下一次办得更好", "en": "To make the next one better"}
USUAL = {
    "questions": [
        {
            "id": "q1",
            "kind": "choice",
            "label": {"zh": "内容听得懂、跟得上吗？", "en": "Could you follow it?"},
            "options": [
                {"id": "o1", "label": {"zh": "都懂", "en": "All of it"}},
                {"id": "o2", "label": {"zh": "大部分懂", "en": "Most of it"}},
                {"id": "o3", "label": {"zh": "有点难", "en": "It was hard"}},
            ],
            "purpose": _PURPOSE,
            "kept_days": 365,
        },
        {
            "id": "q2",
            "kind": "yes_no",
            "label": {"zh": "下次还会来吗？", "en": "Would you come again?"},
            "purpose": _PURPOSE,
            "kept_days": 365,
        },
    ]
}


@dataclass(frozen=True)
class Asked:
    """What an event asks afterwards: a version, and the questions of it."""

    version: QuestionSetVersion
    questions: tuple[Question, ...]


def found_usual_questions() -> QuestionSet:
    """Make the usual questions unless they are there."""
    usual = QuestionSet.objects.filter(organisation_id=NOBODYS, name=NAME).first()
    if usual is None:
        usual = make_set(
            organisation_id=NOBODYS, name=NAME, name_en=NAME_EN, definition=USUAL, by=SYSTEM, at=timezone.now()
        )
    return usual


def asked_after(event: Event) -> Asked:
    """Return what an event asks afterwards; the usual questions unless its organiser chose."""
    asking = FeedbackAsking.objects.filter(event=event).select_related("version").first()
    if asking is None:
        version = found_usual_questions().newest
        return Asked(version, version.questions.questions[:MOST])
    known = asking.version.questions.by_id()
    return Asked(asking.version, tuple(known[pk] for pk in asking.question_ids if pk in known))


def usable(version: QuestionSetVersion) -> list[Question]:
    """Return those questions of a version that can be asked afterwards."""
    return [question for question in version.questions if question.kind in KINDS and question.condition is None]


@transaction.atomic
def choose(
    event: Event, *, version: QuestionSetVersion | None, question_ids: Sequence[str], by: Any, at: datetime
) -> FeedbackAsking | None:
    """Ask these questions after an event, or with no version the usual ones; answers given stay with their version.

    Raises ``NotAllowed`` for whoever does not write for the organisation, and for another one's questions;
    ``FeedbackRefused`` for more than two, or one that is not in the set.
    """
    if not may(by, Act.WRITE, event.organisation_id):
        raise NotAllowed(_("You cannot plan for this organisation."))
    if version is None:
        FeedbackAsking.objects.filter(event=event).delete()
        record("event.feedback_questions", event, by=by, at=at, organisation_id=event.organisation_id, usual=True)
        return None
    if version.question_set.organisation_id != event.organisation_id:
        raise NotAllowed(_("These questions belong to another organisation."))
    known = {question.id for question in usable(version)}
    if len(question_ids) > MOST or not known.issuperset(question_ids):
        raise FeedbackRefused(_("Please choose two questions at most."), field="questions")
    values = {"version": version, "question_ids": list(question_ids), "changed_at": at}
    asking, _is_new = FeedbackAsking.objects.update_or_create(event=event, defaults=values)
    record(
        "event.feedback_questions",
        event,
        by=by,
        at=at,
        organisation_id=event.organisation_id,
        version_id=version.pk,
        questions=list(question_ids),
    )
    return asking


@transaction.atomic
def begin_own(event: Event, *, by: Any, at: datetime) -> QuestionSet:
    """Make a set of the organisation's own that begins as the usual questions. Raises ``NotAllowed``."""
    if not may(by, Act.WRITE, event.organisation_id):
        raise NotAllowed(_("You cannot plan for this organisation."))
    return copy_set(found_usual_questions(), organisation_id=event.organisation_id, name=NAME, by=by, at=at)
