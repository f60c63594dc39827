"""What did people answer, as they and those who run the event read it? And who still has to be asked for consent?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from events.models import AnswerSheet, Asking, Registration
from events.permissions import may_act_for
from events.sign_up.asking import asking_of, can_change
from portal.accounts.models import Consent, Notice, Person
from portal.questions.models import QuestionSetVersion
from portal.questions.readouts import Line, lines


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered about one person: for all who came along, and about them alone."""

    lines: tuple[Line, ...]

    def __bool__(self) -> bool:
        return bool(self.lines)

    @property
    def in_brief(self) -> tuple[Line, ...]:
        """The first few, for a list."""
        return self.lines[:3]

    @property
    def has_more(self) -> bool:
        return len(self.lines) > len(self.in_brief) or any(line.rows or line.files for line in self.lines)


def with_answers(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Load what ``answered`` reads: a few queries however many."""
    for_all = AnswerSheet.objects.filter(registration=None)
    return registrations.prefetch_related(
        "answer_sheet__version",
        Prefetch("party__answer_sheets", queryset=for_all.prefetch_related("version"), to_attr="sheets_for_all"),
    )


def sheets_of(registration: Registration) -> list[AnswerSheet]:
    """Return the sheets that speak about this person, the party's first; loaded by ``with_answers``."""
    for_all: list[AnswerSheet] = registration.party.sheets_for_all  # type: ignore[attr-defined]
    own = getattr(registration, "answer_sheet", None)
    return [*for_all, *([own] if own else [])]


def version_to_answer(registration: Registration) -> QuestionSetVersion | None:
    """Return the questions of a sign-up: those answered, else those that the event asks; None where it asks none."""
    answered_to = [sheet.version for sheet in sheets_of(registration)]
    if answered_to:
        return answered_to[-1]
    asking = asking_of(registration.event)
    return asking.version if asking else None


def answered(registration: Registration) -> Answered:
    """Return what was answered about this person, as the reader reads it."""
    found: list[Line] = []
    for sheet in sheets_of(registration):
        found += lines(sheet.version.questions, sheet.answers, erased=sheet.erased)
    return Answered(tuple(found))


@dataclass(frozen=True, slots=True)
class OwnAnswers:
    """What a resident reads of their answers; ``can_change`` while sign-up is open."""

    lines: tuple[Line, ...]
    can_change: bool


def own_answers(reference: str, *, reader: Any, at: datetime) -> OwnAnswers | None:
    """Return the answers of a sign-up, or None unless the reader may see it."""
    rows = Registration.objects.visible_to(reader, at).filter(reference=reference)
    registration = with_answers(rows.select_related("event__programme", "party")).first()
    if registration is None:
        return None
    may_change = bool(may_act_for(reader, [registration.person_id], at)) and can_change(
        registration, registration.event, at
    )
    return OwnAnswers(answered(registration).lines, may_change)


def held_answers(registration: Registration) -> dict[str, Any]:
    """Return all answers about this person by question, for looking up a file."""
    return {key: answer for sheet in sheets_of(registration) for key, answer in sheet.answers.items()}


def answers_about(person_id: int) -> dict[str, Any]:
    """Return what a person's sign-ups answered, for a copy of their data."""
    rows = with_answers(Registration.objects.filter(person=person_id).select_related("party").order_by("pk"))
    found = {row.reference: answered(row).lines for row in rows}
    return {
        "answers": [
            {"sign_up": reference, "question": line.label, "answer": line.text}
            for reference, said in found.items()
            for line in said
        ]
    }


def asks_photo_consent(asking: Asking | None, people: Sequence[Person], at: datetime) -> bool:
    """Return whether photographs are taken and somebody who comes has not agreed to the newest notice yet."""
    if asking is None or not asking.takes_photos or not people:
        return False
    notices = Notice.objects.filter(purpose=Notice.Purpose.PHOTOS, published_at__lte=at).order_by("-version")
    newest = notices.first()
    if newest is None:
        return False
    return Consent.objects.filter(notice=newest, person__in=people, withdrawn_at=None).count() < len(people)
