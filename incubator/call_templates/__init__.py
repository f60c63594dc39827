"""What can a call begin with? Templates in the shapes of four published calls, or what an earlier call had.

The data lies beside this file: what every template asks, how an application goes, by what it is scored, and in
``templates.yaml`` what each of the four has of its own. docs/incubator.md says how a call is made of one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from portal.questions.definition import Words

FOLDER = Path(__file__).parent
KEPT_DAYS = 1825


@dataclass(frozen=True)
class Reports:
    """What is asked of a placement at some of its milestones: a name, and questions as plain data."""

    name: Words
    questions: Mapping[str, Any]


@dataclass(frozen=True)
class Pattern:
    """Everything that a call can take over from a template or from an earlier call, as plain data."""

    place_count: int
    applicants: Sequence[str]
    tracks: Sequence[Mapping[str, Any]]
    questions: Mapping[str, Any]
    workflow: Mapping[str, Any]
    rubric: Mapping[str, Any]
    exclusions: Sequence[Mapping[str, Any]] = ()
    papers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    blind_fields: Sequence[str] = ()
    reviews_wanted: int = 2
    drops_extremes: bool = False
    notice_days: int = 5
    conflict_checks: Sequence[str] = ("phone", "name", "employer")
    #: What placements have to show (kind, month, names), and what they are asked, by what it is for.
    milestones: Sequence[Mapping[str, Any]] = ()
    reports: Mapping[str, Reports] = field(default_factory=dict)
    #: Of the notice: title, summary and body, in both languages.
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Template:
    """A template: its code, what it is called and what it is for, and the pattern."""

    code: str
    name: Words
    about: Words
    pattern: Pattern


@cache
def templates() -> Mapping[str, Template]:
    """Return the templates by code, in their order."""
    return {row["code"]: _template(row) for row in _read("templates")}


def workflow_definition() -> dict[str, Any]:
    """Return how an application goes, as every template has it."""
    return _read("workflow")


def report_templates() -> Mapping[str, Reports]:
    """Return what every template asks at milestones: in a report, and in a look back after graduation."""
    return {
        what: Reports(Words(**one["name"]), {"questions": one["questions"]})
        for what, one in _read("milestones")["reports"].items()
    }


def _template(row: dict[str, Any]) -> Template:
    asked = {"questions": [*_read("questions"), *map(_condition, row.get("conditions", []))]}
    asked["questions"] += map(_exclusion, row["exclusions"])
    return Template(
        code=row["code"],
        name=Words(**row["name"]),
        about=Words(**row["about"]),
        pattern=Pattern(
            place_count=row["place_count"],
            applicants=row["applicants"],
            tracks=row["tracks"],
            questions=asked,
            workflow=workflow_definition(),
            rubric=_read("rubric"),
            exclusions=[{"question": one["id"], "answer": "yes"} for one in row["exclusions"]],
            papers=row["papers"],
            blind_fields=["contact", "phone"],
            reviews_wanted=row.get("reviews_wanted", 2),
            drops_extremes=row.get("drops_extremes", False),
            words=row["words"],
            milestones=_read("milestones")["milestones"],
            reports=report_templates(),
        ),
    )


def _condition(row: dict[str, str]) -> dict[str, Any]:
    """Return a condition of the call as a declaration to tick."""
    return _asked(row, "declaration")


def _exclusion(row: dict[str, str]) -> dict[str, Any]:
    """Return what rules somebody out as a question to answer truthfully."""
    note = {
        "zh": "请如实选择；选“是”的，不予受理。",
        "en": "Please answer truthfully: “yes” rules an application out.",
    }
    return {**_asked(row, "yes_no"), "help": note}


def _asked(row: dict[str, str], kind: str) -> dict[str, Any]:
    return {
        "id": row["id"],
        "kind": kind,
        "required": True,
        "label": {"zh": row["zh"], "en": row["en"]},
        "purpose": {"zh": "核对资格", "en": "To check who may apply"},
        "kept_days": KEPT_DAYS,
    }


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
