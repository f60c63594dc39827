"""Which cases does somebody write, and where does each stand? The list and the section of my page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from portal import contributions
from portal.cases.kinds import kind_named
from portal.cases.models import Case
from portal.cases.states import Phase
from portal.questions.readouts import lines

TONES = {
    Phase.DRAFT: "info",
    Phase.WORKING: "jade",
    Phase.CORRECTION: "attention",
    Phase.WAITING: "info",
    Phase.CLOSED: "none",
}
MOST_ON_MY_PAGE = 5


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list. ``is_mine_to_do`` when the applicant has to do something."""

    reference: str
    kind: str
    title: str
    state: str
    tone: str
    next: str
    due_on: date | None
    is_overdue: bool
    is_mine_to_do: bool
    is_closed: bool
    changed_at: datetime


def my_cases(user: Any, *, limit: int | None = None) -> list[CaseRow]:
    """Return the cases that an account writes: what it has to do first, then the open ones, then the newest."""
    rows = [row_of(case) for case in Case.objects.written_by(user).shown().order_by("-entered_at")[:200]]
    rows.sort(key=lambda row: (row.is_closed, not row.is_mine_to_do))
    return rows[:limit]


def row_of(case: Case) -> CaseRow:
    state = case.where
    tone = TONES[Phase(case.phase)]
    if state.phase == Phase.CLOSED and state.is_good:
        tone = "success"
    return CaseRow(
        reference=case.reference,
        kind=str(kind_named(case.kind).title),
        title=case.title,
        state=str(state.name),
        tone=tone,
        next=str(state.next),
        due_on=case.due_on,
        is_overdue=case.is_overdue(timezone.localdate()),
        is_mine_to_do=state.phase in (Phase.DRAFT, Phase.CORRECTION),
        is_closed=case.closed_at is not None,
        changed_at=case.entered_at,
    )


def my_section(request: HttpRequest) -> contributions.Section | None:
    """Show on my page the cases that are open; nothing to whoever has none."""
    rows = [row for row in my_cases(request.user) if not row.is_closed]
    if not rows:
        return None
    return contributions.Section(
        "cases/my_section.html", {"rows": rows[:MOST_ON_MY_PAGE], "has_more": len(rows) > MOST_ON_MY_PAGE}
    )


def personal_data(person_id: int) -> dict[str, Any]:
    """Return what a person's account has written in cases, for a copy of it."""
    cases: Iterable[Case] = (
        Case.objects.filter(erased_at=None, editors__user__person__pk=person_id)
        .select_related("workflow", "questions")
        .order_by("pk")
    )
    return {
        "cases": [
            {
                "reference": case.reference,
                "about": case.title,
                "state": str(case.where.name),
                "begun": case.begun_at.isoformat(),
                "answers": [{"question": line.label, "answer": line.text} for line in _lines(case)],
            }
            for case in cases
        ]
    }


def _lines(case: Case) -> Any:
    return lines(case.questions.questions, case.draft)
