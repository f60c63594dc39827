"""How does an organiser write questions? One row a question, answers to choose one a line, conditions to tick.

The page is a form of rows; adding and moving a row shows the page again with everything that was typed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import contributions
from portal.questions.definition import NO, WITH_OPTIONS, YES, Format, Kind, Per, Question
from portal.questions.errors import Fault
from portal.questions.forms.lines import columns_from, columns_text, options_from, options_text
from portal.questions.models import QuestionSet
from portal.questions.reading import LONGEST_HELP, LONGEST_KEPT_DAYS, LONGEST_LABEL, LONGEST_PURPOSE, MOST_QUESTIONS
from portal.questions.versions import GIVEN

MOST_TEXT = 10_000
#: The limits that a row has a box for: name, label, whether it is a whole number.
LIMIT_BOXES: Mapping[str, tuple[Any, bool]] = {
    "characters": (gettext_lazy("Characters, at most"), True),
    "words": (gettext_lazy("Words, at most"), True),
    "least": (gettext_lazy("At least"), False),
    "most": (gettext_lazy("At most"), False),
    "decimals": (gettext_lazy("Places after the point"), True),
    "earliest": (gettext_lazy("Not before (2026-12-31, or “today”)"), False),
    "latest": (gettext_lazy("Not after (2026-12-31, or “today”)"), False),
    "rows": (gettext_lazy("Rows, at most"), True),
    "files": (gettext_lazy("Files, at most"), True),
    "megabytes": (gettext_lazy("Megabytes a file, at most"), True),
}


def _text(label: Any, longest: int, *, lines: int = 0, help_text: Any = "", required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": lines}) if lines else forms.TextInput()
    return forms.CharField(
        label=label, required=required, widget=widget, help_text=help_text, max_length=longest, empty_value=""
    )


def fact_choices() -> list[tuple[str, Any]]:
    """Return what is known of an organisation, to choose from."""
    known = [(name, label) for book in contributions.facts for name, label in book.names.items()]
    return [("", gettext_lazy("nothing")), *known]


class RowForm(forms.Form):
    """One question. What is wrong with its content is said by the definition's reader, in ``faults``."""

    use_required_attribute = False

    key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=30)
    label = _text(gettext_lazy("Question"), LONGEST_LABEL)
    label_en = _text(gettext_lazy("Question in English"), LONGEST_LABEL)
    kind = forms.ChoiceField(label=gettext_lazy("Answer"), choices=Kind.choices, initial=Kind.TEXT)
    required = forms.BooleanField(label=gettext_lazy("Has to be answered"), required=False)
    per = forms.ChoiceField(label=gettext_lazy("Who is asked"), choices=Per.choices, initial=Per.PERSON)
    options = _text(
        gettext_lazy("Answers to choose from"),
        MOST_TEXT,
        lines=4,
        help_text=gettext_lazy("One a line; English after a bar: 鸡肉 | Chicken"),
    )
    columns = _text(
        gettext_lazy("Columns of the table"),
        MOST_TEXT,
        lines=4,
        help_text=gettext_lazy(
            "One a line: name | English | text, number, money, date, yes/no, or choices as 甲/乙. * in front: required."
        ),
    )
    help = _text(gettext_lazy("Explanation"), LONGEST_HELP)
    help_en = _text(gettext_lazy("Explanation in English"), LONGEST_HELP)
    purpose = _text(gettext_lazy("What the answer is for"), LONGEST_PURPOSE)
    purpose_en = _text(gettext_lazy("What for, in English"), LONGEST_PURPOSE)
    kept_days = forms.IntegerField(
        label=gettext_lazy("Erased how many days after the end"), min_value=1, max_value=LONGEST_KEPT_DAYS, initial=30
    )
    join = forms.ChoiceField(
        label=gettext_lazy("Ask only if"),
        choices=[("all", gettext_lazy("all of these hold")), ("any", gettext_lazy("any of these holds"))],
        required=False,
    )
    tests = forms.MultipleChoiceField(
        label=gettext_lazy("Earlier answers"), required=False, widget=forms.CheckboxSelectMultiple
    )
    fact = forms.ChoiceField(
        label=gettext_lazy("Filled in from what is known of the organisation"), required=False, choices=fact_choices
    )
    limit_format = forms.ChoiceField(
        label=gettext_lazy("Has to be"), required=False, choices=[("", gettext_lazy("any text")), *Format.choices]
    )
    is_removed = forms.BooleanField(label=gettext_lazy("Remove this question"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.faults: list[str] = []
        for name, (label, is_whole) in LIMIT_BOXES.items():
            box = forms.IntegerField if is_whole else forms.CharField
            self.fields[f"limit_{name}"] = box(
                label=label, required=False, **({"min_value": 0} if is_whole else {"max_length": 20})
            )

    def raw(self) -> dict[str, Any]:
        """Return everything as it stands in the boxes."""
        return {name: self[name].value() for name in self.fields}

    def offer(self, choices: Sequence[Any]) -> None:
        """Let the condition look at these; what is ticked and not among them is passed over."""
        known = {value for _group, values in choices for value, _word in values}
        self.fields["tests"].choices = choices
        if self.is_bound:
            ticked = self.data.getlist(self.add_prefix("tests"))
            kept = [value for value in ticked if value in known or GIVEN.match(value.partition(":")[0])]
            self.fields["tests"].choices = [*choices, *_unknown(set(kept) - known)]

    def limit_boxes(self) -> Iterator[forms.BoundField]:
        for name in (*LIMIT_BOXES, "format"):
            yield self[f"limit_{name}"]

    def as_definition(self, key: str, known: Question | None) -> dict[str, Any]:
        """Return the question as data; ``known`` is what it was before, whose answers keep their ids."""
        data = self.cleaned_data
        kind = data["kind"]
        limits = {name: data.get(f"limit_{name}") for name in (*LIMIT_BOXES, "format")}
        limits = {name: _limit(name, kind, value) for name, value in limits.items() if value not in (None, "")}
        return {
            "id": key,
            "kind": kind,
            "label": {"zh": data["label"], "en": data["label_en"]},
            "help": {"zh": data["help"], "en": data["help_en"]},
            "required": data["required"],
            "per": data["per"],
            **({"options": options_from(data["options"], known)} if kind in WITH_OPTIONS else {}),
            **({"columns": columns_from(data["columns"], known)} if kind == Kind.TABLE else {}),
            "limits": limits,
            **({"condition": condition_from(data["join"], data["tests"])} if data["tests"] else {}),
            "purpose": {"zh": data["purpose"], "en": data["purpose_en"]},
            "kept_days": data["kept_days"],
            **({"fact": data["fact"]} if data["fact"] else {}),
        }


class NamesForm(forms.Form):
    """What the set is called, and which version it was that somebody began to change."""

    use_required_attribute = False
    name = forms.CharField(
        label=gettext_lazy("Name of these questions"),
        max_length=60,
        error_messages={"required": gettext_lazy("Please give the questions a name.")},
    )
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=100, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SetEditor:
    """The whole page: the names and the rows."""

    def __init__(self, question_set: QuestionSet | None, data: Any = None):
        self.question_set = question_set
        self.known = question_set.newest.questions.by_id() if question_set else {}
        self.faults: list[str] = []
        if data is None:
            initial = {"seen": 0}
            if question_set:
                initial = {
                    "name": question_set.name,
                    "name_en": question_set.name_en,
                    "seen": question_set.newest.number,
                }
            self.names = NamesForm(initial=initial)
            rows = [_initial(question) for question in self.known.values()] or [{"key": self._next_key(())}]
            self.rows = self._unbound(rows)
        else:
            self.names = NamesForm(data)
            count = data.get("count", "")
            number = min(int(count), MOST_QUESTIONS) if count.isascii() and count.isdecimal() and len(count) < 4 else 0
            self.rows = [RowForm(data, prefix=f"row{index}") for index in range(number)]
            self._offer(self.rows)

    @property
    def media(self) -> forms.Media:
        return self.names.media

    def rearranged(self, act: str) -> "SetEditor":
        """Return the page after ``add``, ``up-3`` or ``down-3``, with everything that was typed."""
        rows = [row.raw() for row in self.rows]
        name, _dash, number = act.partition("-")
        if name == "add" and len(rows) < MOST_QUESTIONS:
            last = rows[-1] if rows else {}
            rows.append({"key": self._next_key(rows), **{name: last.get(name) for name in ("purpose", "purpose_en")}})
        elif number.isdecimal():
            here = int(number)
            there = here + (1 if name == "down" else -1)
            if 0 <= here < len(rows) and 0 <= there < len(rows):
                rows[here], rows[there] = rows[there], rows[here]
        changed = SetEditor.__new__(SetEditor)
        changed.question_set, changed.known, changed.faults = self.question_set, self.known, []
        changed.names = NamesForm(initial={name: self.names[name].value() for name in self.names.fields})
        changed.rows = changed._unbound(rows)
        return changed

    def is_valid(self) -> bool:
        """Check what can be checked box by box; the definition's reader says the rest."""
        return all([self.names.is_valid(), *(row.is_valid() for row in self._staying())])

    def _staying(self) -> list[RowForm]:
        return [row for row in self.rows if not row["is_removed"].value()]

    def definition(self) -> dict[str, Any]:
        """Return the questions as data; after ``is_valid``."""
        kept = self._staying()
        taken: list[dict[str, Any]] = []
        for row in kept:
            key = row.cleaned_data["key"]
            if not self._may_be(key) or key in {other["id"] for other in taken}:
                key = self._next_key([{"key": other["id"]} for other in taken])
            taken.append(row.as_definition(key, self.known.get(key)))
        self._kept = dict(zip([question["id"] for question in taken], kept, strict=True))
        return {"questions": taken}

    def show(self, faults: Sequence[Fault]) -> None:
        """Put each fault at its question."""
        for fault in faults:
            row = self._kept.get(fault.question)
            (row.faults if row else self.faults).append(str(fault.sentence))

    def _may_be(self, key: str) -> bool:
        """Return whether a posted id is one of this set's, or new; an id of a removed question is not used again."""
        given = GIVEN.fullmatch(key)
        if key in self.known:
            return True
        return bool(given) and int(given.group(1)) > (self.question_set.ids_given if self.question_set else 0)

    def _next_key(self, rows: Sequence[Mapping[str, Any]]) -> str:
        used = [int(found.group(1)) for row in rows if (found := GIVEN.fullmatch(str(row.get("key") or "")))]
        return f"q{max([self.question_set.ids_given if self.question_set else 0, *used]) + 1}"

    def _unbound(self, rows: Sequence[Mapping[str, Any]]) -> list[RowForm]:
        forms_of = [RowForm(initial=row, prefix=f"row{index}") for index, row in enumerate(rows)]
        self._offer(forms_of)
        return forms_of

    def _offer(self, rows: Sequence[RowForm]) -> None:
        """Let each row's condition look at the rows before it."""
        choices: list[Any] = []
        for number, row in enumerate(rows, 1):
            row.offer(list(choices))
            key, label = str(row["key"].value() or ""), str(row["label"].value() or "")[:60]
            if key:
                choices.append((f"{number}. {label}", _looks(row, key, self.known.get(key))))


def _looks(row: RowForm, key: str, known: Question | None) -> list[tuple[str, str]]:
    """Return what a later condition can look for in this row's answer."""
    kind = row["kind"].value()
    looks = [(f"{key}:", _("is answered"))]
    if kind in WITH_OPTIONS:
        options = options_from(str(row["options"].value() or "")[:MOST_TEXT], known)
        looks += [(f"{key}:{option['id']}", option["label"]["zh"]) for option in options]
    elif kind == Kind.YES_NO:
        looks += [(f"{key}:{YES}", _("Yes")), (f"{key}:{NO}", _("No"))]
    return looks


def _unknown(values: set[str]) -> list[Any]:
    return [(value, value) for value in sorted(values) if re.fullmatch(r"q\d{1,6}:[^\x00]{0,100}", value)]


def condition_from(join: str, ticked: Sequence[str]) -> dict[str, Any]:
    """Return a condition: ticks of one question mean any of them, questions are joined as said."""
    looked: dict[str, list[str]] = {}
    for value in ticked:
        key, _colon, answer = value.partition(":")
        looked.setdefault(key, []).append(answer)
    tests = [
        {"question": key, "is": "filled"} if "" in answers else _compared(key, answers)
        for key, answers in looked.items()
    ]
    return {"join": join or "all", "tests": tests}


def _compared(key: str, answers: list[str]) -> dict[str, Any]:
    if len(answers) == 1:
        return {"question": key, "is": "equals", "value": answers[0]}
    return {"question": key, "is": "one_of", "value": answers}


def _limit(name: str, kind: str, value: Any) -> Any:
    """Return a limit as the definition has it: how many may be ticked is a whole number, an amount is text."""
    if name in ("least", "most") and kind == Kind.CHOICES and str(value).isascii() and str(value).isdecimal():
        return int(value)
    return value


def _initial(question: Question) -> dict[str, Any]:
    condition = question.condition
    return {
        "key": question.id,
        "label": question.label.zh,
        "label_en": question.label.en,
        "kind": question.kind,
        "required": question.required,
        "per": question.per,
        "options": options_text(question.options),
        "columns": columns_text(question.columns),
        "help": question.help.zh,
        "help_en": question.help.en,
        "purpose": question.purpose.zh,
        "purpose_en": question.purpose.en,
        "kept_days": question.kept_days,
        "fact": question.fact,
        "join": "all" if condition is None or condition.needs_all else "any",
        "tests": [f"{test.question}:{value}" for test in condition.tests for value in test.values or ("",)]
        if condition
        else [],
        **{f"limit_{name}": value for name, value in question.limits.items()},
    }
