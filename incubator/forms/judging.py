"""What do the answers of a call mean, and by what is it scored? Ticks beside each question; rows of criteria."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incubator.models import Intake
from incubator.models.intake import kinds_of_applicants
from incubator.rubric import LONGEST_LABEL, MOST_CRITERIA, MOST_POINTS, MOST_WEIGHT, Criterion, Rubric
from portal.questions.definition import Kind, Question, options_of
from portal.questions.errors import Fault
from portal.questions.forms.lines import BAR, kept_ids, words_of

MOST_TEXT = 10_000


class MeaningsForm(forms.Form):
    """Beside each question: the answer that rules out, for whom it is a paper to bring, whether reviewers see it."""

    def __init__(self, *args: Any, intake: Intake, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.questions: Sequence[Question] = list(intake.question_set.newest.questions)
        self.kinds = kinds_of_applicants(intake)
        rules_out = {row["question"]: row.get("answer", "") for row in intake.exclusions}
        for question in self.questions:
            key = question.id
            if question.kind in (Kind.YES_NO, Kind.CHOICE):
                choices = [("", "—"), *options_of(question)]
                self.fields[f"out-{key}"] = forms.ChoiceField(
                    label=_("Rules out"), choices=choices, required=False, initial=rules_out.get(key, "")
                )
            if question.kind == Kind.FILE:
                self.fields[f"paper-{key}"] = forms.MultipleChoiceField(
                    label=_("To be brought by"),
                    choices=self.kinds,
                    required=False,
                    initial=[kind for kind, keys in intake.papers.items() if key in keys],
                    widget=forms.CheckboxSelectMultiple,
                )
            self.fields[f"blind-{key}"] = forms.BooleanField(
                label=_("Hidden from reviewers"), required=False, initial=key in intake.blind_fields
            )

    def rows(self) -> Iterator[tuple[Question, list[Any]]]:
        """Yield each question with its boxes."""
        for question in self.questions:
            names = [f"{what}-{question.id}" for what in ("out", "paper", "blind")]
            yield question, [self[name] for name in names if name in self.fields]

    def details(self) -> dict[str, Any]:
        """Return what the operation takes; after ``is_valid``."""
        data = self.cleaned_data
        keys = [question.id for question in self.questions]
        return {
            "exclusions": [{"question": key, "answer": data[f"out-{key}"]} for key in keys if data.get(f"out-{key}")],
            "papers": {
                kind: [key for key in keys if kind in data.get(f"paper-{key}", [])] for kind, _label in self.kinds
            },
            "blind_fields": [key for key in keys if data[f"blind-{key}"]],
        }


class CriterionForm(forms.Form):
    """One criterion; a row without words is none."""

    use_required_attribute = False
    key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=30)
    label = forms.CharField(label=gettext_lazy("Criterion"), max_length=LONGEST_LABEL, required=False)
    label_en = forms.CharField(label=gettext_lazy("Criterion in English"), max_length=LONGEST_LABEL, required=False)
    weight = forms.IntegerField(label=gettext_lazy("Weight"), min_value=1, max_value=MOST_WEIGHT, initial=10)
    most = forms.IntegerField(label=gettext_lazy("Highest score"), min_value=1, max_value=MOST_POINTS, initial=5)
    anchors = forms.CharField(
        label=gettext_lazy("What a score means"),
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line: score | words | English, such as 5 | 有走访或数据支撑 | Shown by visits"),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.faults: list[str] = []

    def clean_anchors(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for line in self.cleaned_data["anchors"].splitlines():
            parts = BAR.split(line.strip(), maxsplit=2)
            if not line.strip():
                continue
            if len(parts) < 2 or not (parts[0].isascii() and parts[0].isdecimal()):
                raise forms.ValidationError(_("Each line begins with a score and a bar: 5 | words."))
            found[str(int(parts[0]))] = {"zh": parts[1], "en": parts[2] if len(parts) > 2 else ""}
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        scores = [int(score) for score in data.get("anchors") or {}]
        if scores and max(scores) > data.get("most", MOST_POINTS):
            self.add_error("anchors", _("A score is higher than the highest."))
        return data


class RubricEditor:
    """The whole page: criteria in rows, and what rules an application out whatever its scores, one a line."""

    def __init__(self, rubric: Rubric, data: Any = None):
        self.known = rubric
        self.faults: list[str] = []
        rows = [_initial(criterion) for criterion in rubric.criteria]
        rows += [{"key": ""}] * min(2, MOST_CRITERIA - len(rows))
        count = len(rows)
        if data is not None:
            posted = str(data.get("criteria", ""))
            count = (
                min(int(posted), MOST_CRITERIA) if posted.isascii() and posted.isdecimal() and len(posted) < 4 else 0
            )
        self.vetoes = VetoesForm(data, initial={"vetoes": _vetoes_text(rubric)})
        self.rows = [
            CriterionForm(data, prefix=f"criterion{number}", initial=rows[number] if number < len(rows) else None)
            for number in range(count)
        ]

    def is_valid(self) -> bool:
        return all([self.vetoes.is_valid(), *(row.is_valid() for row in self._staying())])

    def definition(self) -> dict[str, Any]:
        """Return the rubric as data; after ``is_valid``."""
        known, used, criteria = {one.id for one in self.known}, {one.id for one in self.known}, []
        self._kept: dict[str, CriterionForm] = {}
        for row in self._staying():
            data = row.cleaned_data
            key = data["key"]
            if key not in known or key in self._kept:
                key = _next_id("c", used)
            used.add(key)
            self._kept[key] = row
            words = {"zh": data["label"], "en": data["label_en"]}
            entry = {name: data[name] for name in ("weight", "most", "anchors")}
            criteria.append({"id": key, "label": words, **entry})
        lines = words_of(self.vetoes.cleaned_data["vetoes"])
        ids = kept_ids([zh for zh, _en in lines], [(veto.id, veto.label.zh) for veto in self.known.vetoes], letter="v")
        vetoes = [{"id": key, "label": {"zh": zh, "en": en}} for key, (zh, en) in zip(ids, lines, strict=True)]
        return {"criteria": criteria, "vetoes": vetoes}

    def show(self, faults: Sequence[Fault]) -> None:
        """Put each fault at its criterion."""
        for fault in faults:
            row = self._kept.get(fault.question)
            (row.faults if row else self.faults).append(str(fault.sentence))

    def _staying(self) -> list[CriterionForm]:
        return [row for row in self.rows if str(row["label"].value() or "").strip()]


class VetoesForm(forms.Form):
    """What rules an application out."""

    vetoes = forms.CharField(
        label=gettext_lazy("What a reviewer can say against an application whatever its scores"),
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line; English after a bar: 材料弄虚作假 | False papers"),
    )


def _initial(criterion: Criterion) -> Mapping[str, Any]:
    lines = (
        " | ".join(filter(None, (str(score), words.zh, words.en))) for score, words in sorted(criterion.anchors.items())
    )
    return {
        "key": criterion.id,
        "label": criterion.label.zh,
        "label_en": criterion.label.en,
        "weight": criterion.weight,
        "most": criterion.most,
        "anchors": "\n".join(lines),
    }


def _vetoes_text(rubric: Rubric) -> str:
    return "\n".join(" | ".join(filter(None, (veto.label.zh, veto.label.en))) for veto in rubric.vetoes)


def _next_id(letter: str, used: set[str]) -> str:
    number = 1
    while f"{letter}{number}" in used:
        number += 1
    return f"{letter}{number}"
