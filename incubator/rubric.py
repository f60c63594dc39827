"""By what are applications scored? Criteria with weights and anchors, and questions that veto; plain data, read here.

``{"criteria": [{"id", "label", "weight", "most", "anchors": {"1": …}}], "vetoes": [{"id", "label"}]}``; labels and
anchors in both languages. A criterion is scored from 0 to ``most`` in whole points.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from portal.questions.definition import Words
from portal.questions.errors import Fault, NotWellFormed

ID = re.compile(r"[a-z][a-z0-9_]{0,29}")
MOST_CRITERIA, MOST_VETOES, MOST_POINTS, MOST_WEIGHT = 20, 10, 100, 100
LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is scored, from 0 to ``most``; ``anchors`` say what a score means."""

    id: str
    label: Words
    weight: int
    most: int
    anchors: Mapping[int, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Veto:
    """Something that rules an application out whatever its scores."""

    id: str
    label: Words


@dataclass(frozen=True, slots=True)
class Rubric:
    """What reviewers fill in for each application."""

    criteria: tuple[Criterion, ...] = ()
    vetoes: tuple[Veto, ...] = ()

    def __iter__(self) -> Iterator[Criterion]:
        return iter(self.criteria)

    def total(self, scores: Mapping[str, int]) -> float:
        """Return the weighted score from 0 to 100; a criterion without a score counts 0."""
        weight = sum(criterion.weight for criterion in self.criteria)
        if not weight:
            return 0.0
        parts = (criterion.weight * scores.get(criterion.id, 0) / criterion.most for criterion in self.criteria)
        return round(100 * sum(parts) / weight, 2)


def read(definition: Any) -> Rubric:
    """Return the rubric of a definition; raises ``NotWellFormed``, which names every fault."""
    faults: list[Fault] = []
    rows = definition if isinstance(definition, dict) else {}
    criteria = [_criterion(row, faults) for row in _rows(rows.get("criteria"), MOST_CRITERIA, faults)]
    vetoes = [Veto(_id(row, faults), _label(row, faults)) for row in _rows(rows.get("vetoes"), MOST_VETOES, faults)]
    ids = [*(one.id for one in criteria), *(one.id for one in vetoes)]
    faults += [Fault(one, _("This id is given twice.")) for one in sorted({one for one in ids if ids.count(one) > 1})]
    if not criteria:
        faults.append(Fault("", _("A rubric needs one criterion at least.")))
    if faults:
        raise NotWellFormed(faults)
    return Rubric(tuple(criteria), tuple(vetoes))


def trust(definition: Mapping[str, Any]) -> Rubric:
    """Return the rubric of a definition that was read when it was saved; an empty one where there is none."""
    return read(definition) if definition.get("criteria") else Rubric()


def _rows(given: Any, most: int, faults: list[Fault]) -> list[dict[str, Any]]:
    rows = given if isinstance(given, list) else []
    if len(rows) > most:
        faults.append(Fault("", _("At most %(count)d rows, please.") % {"count": most}))
    return [row for row in rows[:most] if isinstance(row, dict)]


def _id(row: dict[str, Any], faults: list[Fault]) -> str:
    found = str(row.get("id", ""))
    if not ID.fullmatch(found):
        faults.append(Fault(found, _("An id begins with a small letter and has small letters, digits and _.")))
    return found


def _label(row: dict[str, Any], faults: list[Fault]) -> Words:
    words = _words(row.get("label"))
    if not words or len(words.zh) > LONGEST_LABEL:
        faults.append(
            Fault(str(row.get("id", "")), _("Please give the wording in Chinese, up to 200 characters long."))
        )
    return words


def _words(given: Any) -> Words:
    given = given if isinstance(given, dict) else {}
    return Words(str(given.get("zh", "")).strip(), str(given.get("en", "")).strip())


def _criterion(row: dict[str, Any], faults: list[Fault]) -> Criterion:
    key, label = _id(row, faults), _label(row, faults)
    weight, most = row.get("weight", 1), row.get("most", 5)
    if not isinstance(weight, int) or not 1 <= weight <= MOST_WEIGHT:
        faults.append(Fault(key, _("A weight is a whole number from 1 to 100.")))
        weight = 1
    if not isinstance(most, int) or not 1 <= most <= MOST_POINTS:
        faults.append(Fault(key, _("The highest score is a whole number from 1 to 100.")))
        most = 5
    anchors = row.get("anchors") if isinstance(row.get("anchors"), dict) else {}
    return Criterion(
        key,
        label,
        weight,
        most,
        {int(score): _words(words) for score, words in (anchors or {}).items() if str(score).isdecimal()},
    )
