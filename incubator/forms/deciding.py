"""What is filled in of a list? A rank, a verdict and a reason for each application; and why a list is handed back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incubator.deciding import LONGEST_REASON, Word
from incubator.readouts.deciding import Listed, ListPage
from incubator.states import ProposalState, Verdict

MOST_RANKS = 9999
RANK = '<td><input name="rank-{key}" value="{rank}" inputmode="numeric" aria-labelledby="of-{key} rank"></td>'
CELLS = (
    '<td><a id="of-{key}" href="{address}">{title}</a><span class="linli-quiet">{track}{veto}</span>{fault}</td>'
    "<td>{mean}</td><td>{note}</td>"
    '<td><select name="verdict-{key}" aria-labelledby="of-{key} verdict">{options}</select></td>'
    '<td><textarea name="reason-{key}" rows="1" aria-labelledby="of-{key} reason">{reason}</textarea>'
)
PROPOSED = '<span class="linli-quiet">{proposed}</span></td></tr>'


@dataclass
class Row:
    """An application with what is filled in beside it; ``fault`` is what is wrong with that."""

    listed: Listed
    rank: str
    verdict: str
    reason: str
    fault: str = ""


def _options(chosen: str) -> str:
    """Return the choices of a verdict with one chosen."""
    choices = [("", _("not yet")), *Verdict.choices]
    marked = ((key, mark_safe(" selected") if key == chosen else "", label) for key, label in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', marked)


def _cells(row: Row, options: str) -> dict[str, Any]:
    one = row.listed
    return {
        "key": one.key,
        "title": one.title,
        "address": one.address,
        "track": one.track,
        "veto": format_html(' · <strong class="linli-late">{}</strong>', _("veto")) if one.has_veto else "",
        "mean": one.mean,
        "note": one.note,
        "proposed": one.proposed,
        "options": options,
        "rank": row.rank,
        "reason": row.reason,
        "fault": format_html('<span class="linli-late">{}</span>', row.fault) if row.fault else "",
    }


class Verdicts:
    """A row for each application; ``words`` is what was filled in. What is missing, the operation says.

    Not one of Django's forms: a call has hundreds of applications, and a page of so many fields took seconds.
    """

    def __init__(self, data: Mapping[str, Any] | None = None, _files: Any = None, *, page: ListPage):
        self.is_decision = page.proposal is not None and page.proposal.state == ProposalState.HANDED_OVER
        self.rows = [self._row(row, number, data) for number, row in enumerate(page.rows, 1)]

    def _row(self, row: Listed, number: int, data: Mapping[str, Any] | None) -> Row:
        line, key = row.line, row.key
        kept = Row(row, str(number), "", "")
        if line and self.is_decision and line.verdict:
            kept = Row(row, str(line.rank), line.verdict, line.reason)
        elif line:
            kept = Row(row, str(line.rank or number), line.proposed, line.proposed_reason)
        if data is None:
            return kept
        if f"verdict-{key}" not in data:
            # Nobody decides on what was not on the page that they sent; what is only proposed stays as it was.
            return Row(row, "", "", "") if self.is_decision else kept
        typed = {name: str(data.get(f"{name}-{key}", "")).strip() for name in ("rank", "verdict", "reason")}
        return Row(row, **typed, fault=_fault(**typed))

    @property
    def has_faults(self) -> bool:
        return any(row.fault for row in self.rows)

    def is_valid(self) -> bool:
        return not self.has_faults

    def body(self) -> str:
        """Return the rows of the table. Written here like a widget: a template takes ten times as long for hundreds."""
        options = {chosen: _options(chosen) for chosen in {row.verdict for row in self.rows}}
        head, tail = ("<td>{rank}</td>", PROPOSED) if self.is_decision else (RANK, "</td></tr>")
        cells = (_cells(row, options[row.verdict]) for row in self.rows)
        return format_html_join("\n", f"<tr>{head}{CELLS}{tail}", cells)

    @property
    def words(self) -> dict[int, Word]:
        """Return what was filled in, by application; after ``is_valid``."""
        return {
            int(row.listed.key): Word(row.verdict, row.reason, 0 if self.is_decision else int(row.rank or 0))
            for row in self.rows
        }

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Return how many have which verdict, and how many have none yet."""
        have = Counter(row.verdict for row in self.rows)
        named = [(str(one.label), have[one.value]) for one in Verdict if have[one.value]]
        return [*named, (_("without a verdict"), have[""])] if have[""] else named

    def fill(self, verdict: str, reason: str) -> int:
        """Give those that have no verdict this one, and the reason where there is none; return how many."""
        empty = [row for row in self.rows if not row.verdict]
        for row in empty:
            row.verdict, row.reason = verdict, row.reason or reason
        return len(empty)


def _fault(rank: str, verdict: str, reason: str) -> str:
    if verdict and verdict not in Verdict.values:
        return _("Please choose one of the verdicts.")
    if len(reason) > LONGEST_REASON:
        return _("The reason has more than %(count)d characters.") % {"count": LONGEST_REASON}
    if rank and not (rank.isascii() and rank.isdecimal() and 0 < int(rank[:5]) <= MOST_RANKS):
        return _("A rank is a whole number from 1 to %(count)d.") % {"count": MOST_RANKS}
    return ""


class FillForm(forms.Form):
    """The same for every application that has no verdict yet."""

    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), choices=Verdict.choices, initial=Verdict.REJECT)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=LONGEST_REASON, required=False)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ObjectionForm(forms.Form):
    """Against which application of the list, or against the list."""

    about = forms.ChoiceField(label=gettext_lazy("What you object to"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, listed: Sequence[dict[str, Any]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        names = [(str(one["application"]), one["name"]) for one in listed]
        self.fields["about"].choices = [*names, ("list", _("the list as a whole"))]
