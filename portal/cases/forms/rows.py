"""What is written of one state, and of one move? A row each, with a sentence that says it while it is folded."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal import contributions
from portal.cases.definition import Move, State
from portal.cases.forms.lines import asks_from, asks_text, can_be_lines, checks_from, checks_text
from portal.cases.kinds import effects_in_words, guards_in_words, roles_in_words
from portal.cases.reading import LONGEST_NAME, LONGEST_WORDS, MOST_DAYS
from portal.cases.states import Does, Phase, Reason

MOST_TEXT = 10_000


def _text(label: Any, longest: int, *, lines: int = 0, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": lines}) if lines else forms.TextInput()
    return forms.CharField(
        label=label, required=False, widget=widget, help_text=help_text, max_length=longest, empty_value=""
    )


def _ticks(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple)


class _Row(forms.Form):
    """A row; what is wrong with its content is said by the definition's reader, in ``faults``."""

    use_required_attribute = False

    key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=30)
    name = _text(gettext_lazy("What it is called"), LONGEST_NAME)
    name_en = _text(gettext_lazy("What it is called in English"), LONGEST_NAME * 3)
    is_removed = forms.BooleanField(label=gettext_lazy("Remove this row"), required=False)

    def __init__(self, kind: contributions.CaseKind, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.faults: list[str] = []
        self.row_id = ""
        self.is_open = bool((kwargs.get("initial") or {}).get("open"))
        self.in_brief = ""

    def give(self, row_id: str) -> None:
        """Let this be the id of the state or move, whatever was posted; the page shows it from here on."""
        self.row_id = row_id
        self.initial["key"] = row_id
        if self.is_bound:
            self.data = self.data.copy()
            self.data[self.add_prefix("key")] = row_id

    @property
    def called(self) -> str:
        """What the row is called, as it stands in the box."""
        return str(self["name"].value() or "")[:LONGEST_NAME] or self.row_id

    def raw(self) -> dict[str, Any]:
        """Return everything as it stands in the boxes."""
        return {name: self[name].value() for name in self.fields}

    def _words(self, name: str) -> dict[str, str]:
        return {"zh": self.cleaned_data[name], "en": self.cleaned_data[f"{name}_en"]}


class StateRow(_Row):
    """One state: what the applicant reads there, who holds it and for how long."""

    next = _text(gettext_lazy("What the applicant reads: what happens next"), LONGEST_WORDS, lines=2)
    next_en = _text(gettext_lazy("The same in English"), LONGEST_WORDS * 3, lines=2)
    phase = forms.ChoiceField(label=gettext_lazy("Kind of state"), choices=Phase.choices)
    holder = forms.ChoiceField(label=gettext_lazy("With whom it is"))
    days = forms.IntegerField(
        label=gettext_lazy("Working days allowed"),
        help_text=gettext_lazy("Left empty: no clock runs here."),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
    )
    is_good = forms.BooleanField(label=gettext_lazy("A good end: shown as the last step of the way"), required=False)
    checks = _text(
        gettext_lazy("What is ticked off here"),
        MOST_TEXT,
        lines=3,
        help_text=gettext_lazy("One a line; English after a bar: 材料齐全 | Papers complete"),
    )

    def __init__(self, kind: contributions.CaseKind, *args: Any, **kwargs: Any):
        super().__init__(kind, *args, **kwargs)
        self.fields["holder"].choices = roles_in_words(kind)

    def says(self, roles: Mapping[str, Any]) -> None:
        """Say the row in brief: kind, with whom, how long."""
        days = str(self["days"].value() or "")
        parts = [
            str(dict(Phase.choices).get(self["phase"].value(), "")),
            str(roles.get(self["holder"].value(), "")),
            ngettext("%(count)s working day", "%(count)s working days", int(days)) % {"count": days}
            if days.isascii() and days.isdecimal() and len(days) < 5
            else "",
        ]
        self.in_brief = " · ".join(filter(None, parts))

    def as_definition(self, known: State | None) -> dict[str, Any]:
        """Return the state as data; ``known`` is what it was before, whose checks keep their ids."""
        data = self.cleaned_data
        checks = checks_from(data["checks"], known.checks if known else ())
        return {
            "id": self.row_id,
            "phase": data["phase"],
            "holder": data["holder"],
            "name": self._words("name"),
            "next": self._words("next"),
            **({"days": data["days"]} if data["days"] else {}),
            **({"is_good": True} if data["is_good"] else {}),
            **({"checks": checks} if checks else {}),
        }


class MoveRow(_Row):
    """One move: from where to where, who makes it, and what has to be so before."""

    sources = _ticks(gettext_lazy("Leads on from"))
    target = forms.ChoiceField(label=gettext_lazy("Leads to"), required=False)
    does = forms.ChoiceField(label=gettext_lazy("What it does"), choices=Does.choices)
    roles = _ticks(gettext_lazy("Who makes it"))
    guards = _ticks(gettext_lazy("Only if"))
    effects = _ticks(gettext_lazy("What happens besides"))
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=Reason.choices, required=False)
    is_by_two = forms.BooleanField(label=gettext_lazy("Two people have to agree"), required=False)
    is_told = forms.BooleanField(label=gettext_lazy("The applicant gets a message"), required=False)
    asks = _text(
        gettext_lazy("What is asked of whoever makes it"),
        MOST_TEXT,
        lines=3,
        help_text=gettext_lazy(
            "One a line: name | English | text, number, money, date, yes/no, or choices as 甲/乙. * in front: required."
        ),
    )

    def __init__(self, kind: contributions.CaseKind, *args: Any, **kwargs: Any):
        super().__init__(kind, *args, **kwargs)
        self.fields["roles"].choices = roles_in_words(kind)
        self.fields["guards"].choices = guards_in_words(kind)
        self.fields["effects"].choices = effects_in_words(kind)
        self.has_effects = bool(kind.effects)

    def offer(self, states: Sequence[tuple[str, str]]) -> None:
        """Let it join these states; one that was removed is no longer there to tick."""
        self.fields["sources"].choices = states
        self.fields["target"].choices = [("", "—"), *states]

    def says(self, states: Mapping[str, str], roles: Mapping[str, Any]) -> None:
        """Say the row in brief: from where to where, and who."""
        sources = self["sources"].value() or []
        start = _(", ").join(states.get(key, key) for key in sources)
        people = _(", ").join(str(roles.get(role, role)) for role in self["roles"].value() or [])
        target = states.get(self["target"].value() or "", "")
        self.in_brief = " · ".join(filter(None, [f"{start} → {target}" if start or target else "", people]))

    def as_definition(self, known: Move | None, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Return the move as data; what is asked keeps its ids, and what no line can say stays as it was."""
        data = self.cleaned_data
        before, rows = (known.asks if known else ()), raw.get("asks", [])
        ticked = {
            name: _in_order(data[name], getattr(known, name, ())) for name in ("sources", "roles", "guards", "effects")
        }
        asks = asks_from(data["asks"], before, rows) if can_be_lines(before) else rows
        return {
            "id": self.row_id,
            "name": self._words("name"),
            "does": data["does"],
            "from": ticked["sources"],
            "to": data["target"],
            "by": ticked["roles"],
            **({"guards": ticked["guards"]} if data["guards"] else {}),
            **({"effects": ticked["effects"]} if data["effects"] else {}),
            **({"reason": data["reason"]} if data["reason"] and data["reason"] != Reason.NONE else {}),
            **({"people": 2} if data["is_by_two"] else {}),
            **({"asks": asks} if asks else {}),
            **({} if data["is_told"] else {"told": False}),
        }


def _in_order(ticked: Sequence[str], before: Sequence[str]) -> list[str]:
    """Return what is ticked in the order it had before, what is new after it: guards speak in their order."""
    return [*(one for one in before if one in ticked), *(one for one in ticked if one not in before)]


def initial_state(state: State) -> dict[str, Any]:
    return {
        "key": state.id,
        "name": state.name.zh,
        "name_en": state.name.en,
        "next": state.next.zh,
        "next_en": state.next.en,
        "phase": state.phase,
        "holder": state.holder,
        "days": state.days,
        "is_good": state.is_good,
        "checks": checks_text(state.checks),
    }


def initial_move(move: Move) -> dict[str, Any]:
    return {
        "key": move.id,
        "name": move.name.zh,
        "name_en": move.name.en,
        "sources": list(move.sources),
        "target": move.target,
        "does": move.does,
        "roles": list(move.roles),
        "guards": list(move.guards),
        "effects": list(move.effects),
        "reason": move.reason,
        "is_by_two": move.people > 1,
        "is_told": move.is_told,
        "asks": asks_text(move.asks) if can_be_lines(move.asks) else "",
    }
