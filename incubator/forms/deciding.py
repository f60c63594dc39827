"""What is filled in of a list? A rank, a verdict and a reason for each application; and why a list is handed back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incubator.deciding import LONGEST_REASON, Word
from incubator.readouts.deciding import Listed
from incubator.states import ProposalState, Verdict


class VerdictsForm(forms.Form):
    """A row for each application; ``words`` is what was filled in. What is missing, the operation says."""

    def __init__(self, *args: Any, rows: Sequence[Listed], state: str | None, **kwargs: Any):
        self.listed, self.is_decision = rows, state == ProposalState.HANDED_OVER
        super().__init__(*args, **kwargs)
        for number, row in enumerate(rows, 1):
            key, line = row.application.pk, row.line
            verdict, reason = "", ""
            if line:
                verdict = (line.verdict if self.is_decision else "") or line.proposed
                reason = (line.reason if self.is_decision else "") or line.proposed_reason
            choices = [("", _("not yet")), *Verdict.choices]
            self.fields[f"verdict-{key}"] = forms.ChoiceField(
                label=_("Verdict"), choices=choices, required=False, initial=verdict
            )
            self.fields[f"reason-{key}"] = forms.CharField(
                label=_("Reason"),
                required=False,
                max_length=LONGEST_REASON,
                initial=reason,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            if not self.is_decision:
                rank = line.rank if line and line.rank else number
                self.fields[f"rank-{key}"] = forms.IntegerField(
                    label=_("Rank"), min_value=1, max_value=999, required=False, initial=rank
                )

    @property
    def words(self) -> dict[int, Word]:
        given = self.cleaned_data
        return {
            row.application.pk: Word(
                given.get(f"verdict-{row.application.pk}", ""),
                given.get(f"reason-{row.application.pk}", ""),
                given.get(f"rank-{row.application.pk}") or 0,
            )
            for row in self.listed
        }

    def rows(self) -> list[tuple[Listed, Any, Any, Any]]:
        """Return each application with its inputs, for the page."""
        found = []
        for row in self.listed:
            key = row.application.pk
            rank = None if self.is_decision else self[f"rank-{key}"]
            found.append((row, self[f"verdict-{key}"], self[f"reason-{key}"], rank))
        return found


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ObjectionForm(forms.Form):
    """Against which application of the list, or against the list."""

    about = forms.ChoiceField(label=_("What you object to"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, listed: Sequence[dict[str, Any]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        names = [(str(one["application"]), one["name"]) for one in listed]
        self.fields["about"].choices = [*names, ("list", _("the list as a whole"))]
