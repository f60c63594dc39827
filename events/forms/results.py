"""What do staff type into the grid of results? A digit or points in each cell; what cannot be read stays."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from events.learning.courses import Cell, Entry, plain, result_for_points, text_of
from events.models import CourseStep
from events.states import StepResult

#: The digit that chooses a result: a select jumps to it when it is typed.
DIGITS = {StepResult.PASSED: "1", StepResult.NOT_PASSED: "2", StepResult.ABSENT: "3"}
#: What counts as absent in a cell for points.
ABSENT_WORDS = frozenset({"缺", "缺席", "缺考", "x", "-", "absent"})
_WIDE = str.maketrans("０１２３４５６７８９．Ｘ－", "0123456789.x-")
LONGEST = 8


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell as it is drawn: its field's name, what stands in it, and what is wrong with that."""

    name: str
    label: str
    value: str
    has_points: bool
    most: int | None
    error: str = ""
    is_missing: bool = False


class ResultsGrid:
    """The cells of a course: rows are sign-ups, columns steps. ``entries`` are what was typed, once it is valid."""

    def __init__(self, rows: Sequence[Any], steps: Sequence[CourseStep], known: Mapping[Cell, Entry], data: Any = None):
        self.rows, self.steps, self.known = rows, steps, known
        self.data = data
        self.entries: dict[Cell, Entry | None] = {}
        self.errors: dict[Cell, str] = {}
        self.missing: frozenset[Cell] = frozenset()
        if data is not None:
            for row in rows:
                for step in steps:
                    self._read(row, step)

    @property
    def is_valid(self) -> bool:
        return not self.errors

    @property
    def seen(self) -> str:
        """What every cell says now, for the browser to send back: whose change was it, theirs or somebody else's?"""
        if self.data is not None and not self.is_settled:
            return self.data.get("seen", "")[:100_000]
        return json.dumps({f"{row}:{step}": text_of(entry) for (row, step), entry in self.known.items()})

    #: After others' changes were shown, they are what was seen.
    is_settled = False

    def seen_before(self) -> dict[Cell, str]:
        """Return what every cell said when the page was opened, as the browser sends it back."""
        try:
            told = json.loads(self.data.get("seen", "") if self.data else "{}")
            return {(int(key.split(":")[0]), int(key.split(":")[1])): str(text) for key, text in told.items()}
        except (ValueError, IndexError, AttributeError, TypeError):
            return {cell: text_of(entry) for cell, entry in self.known.items()}

    def cells(self, row: Any) -> list[GridCell]:
        """Return the cells of one person, in the order of the steps."""
        return [self._cell(row, step) for step in self.steps]

    def mark_changed(self, cells: Any) -> None:
        """Say in these cells what somebody else has entered; what was typed stays, and counts from now on."""
        for cell in cells:
            now = self.known.get(cell)
            said = shown(now, self._step(cell[1])) if now else _("empty")
            self.errors[cell] = _("Meanwhile: %(said)s") % {"said": said}
        self.is_settled = True

    def _step(self, pk: int) -> CourseStep:
        return next(step for step in self.steps if step.pk == pk)

    def _cell(self, row: Any, step: CourseStep) -> GridCell:
        cell, name = (row.pk, step.pk), field_name(row.pk, step.pk)
        known = self.known.get(cell)
        value = self.data.get(name, "")[:20] if self.data is not None else (typed(known, step) if known else "")
        label = f"{row.person.name} · {step.local_title}"
        error = self.errors.get(cell, "")
        return GridCell(name, label, value, step.most is not None, step.most, error, cell in self.missing)

    def _read(self, row: Any, step: CourseStep) -> None:
        cell = (row.pk, step.pk)
        text = self.data.get(field_name(row.pk, step.pk), "").translate(_WIDE).strip().lower()
        if not text:
            self.entries[cell] = None
        elif step.most is None:
            result = next((result for result, digit in DIGITS.items() if digit == text), None)
            if result is None:
                self.errors[cell] = _("Please choose one of the results.")
            else:
                self.entries[cell] = Entry(result)
        else:
            self._read_points(cell, step, text)

    def _read_points(self, cell: Cell, step: CourseStep, text: str) -> None:
        if text in ABSENT_WORDS:
            self.entries[cell] = Entry(StepResult.ABSENT)
            return
        try:
            points = Decimal(text[:LONGEST]).quantize(Decimal("0.1"))
        except InvalidOperation:
            self.errors[cell] = _("Points from 0 to %(most)d, or x for absent.") % {"most": step.most}
            return
        if not points.is_finite() or not 0 <= points <= (step.most or 0) or len(text) > LONGEST:
            self.errors[cell] = _("Points from 0 to %(most)d, or x for absent.") % {"most": step.most}
            return
        self.entries[cell] = Entry(result_for_points(step, points), points)


def field_name(row: int, step: int) -> str:
    """Return the name of a cell's field."""
    return f"r{row}-{step}"


def typed(entry: Entry, step: CourseStep) -> str:
    """Return what one would have typed for this entry."""
    if step.most is None:
        return DIGITS[StepResult(entry.result)]
    return "x" if entry.points is None else plain(entry.points)


def shown(entry: Entry, step: CourseStep) -> str:
    """Return an entry as it is read."""
    word = str(StepResult(entry.result).label)
    return word if entry.points is None else f"{plain(entry.points)} · {word}"
