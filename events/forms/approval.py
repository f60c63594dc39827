"""What does an approver answer, and how does the administrator set approval up?"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy

from events.approving.approval_settings import LONGEST_ANSWER
from events.models import ApprovalPlan, Check, CheckKind
from organisations.forms.staff import ForUser
from organisations.models import Organisation


class DecisionForm(forms.Form):
    """Approve these words, having gone through what has to be looked at, or return them with what has to change."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    written_at = forms.CharField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=gettext_lazy("What has to change"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, checks: Sequence[Check] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.checks = checks
        for check in checks:
            if check.kind == CheckKind.TICK:
                self.fields[f"check-{check.key}"] = forms.BooleanField(label=check.local_words, required=False)
                continue
            self.fields[f"check-{check.key}"] = forms.CharField(
                label=check.local_words, required=False, max_length=LONGEST_ANSWER
            )
            if check.is_required:
                self.fields[f"check-{check.key}:why"] = forms.CharField(
                    label=gettext_lazy("If there is none: why"), required=False, max_length=LONGEST_ANSWER
                )

    @property
    def check_fields(self) -> list[forms.BoundField]:
        """The fields of what has to be looked at."""
        return [self[name] for name in self.fields if name.startswith("check-")]

    def said(self) -> dict[str, Any]:
        """Return what was ticked and entered, by the keys of the checks."""
        prefix = "check-"
        return {
            name.removeprefix(prefix): value for name, value in self.cleaned_data.items() if name.startswith(prefix)
        }

    def show_missing(self, fields: dict[str, str]) -> None:
        """Put each sentence at its field."""
        for key, sentence in fields.items():
            self.add_error(f"check-{key}", sentence)


class PlanForm(ForUser):
    """Who approves programmes of a kind, level by level."""

    class Meta:
        model = ApprovalPlan
        fields = ["category", "centre", "first", "second", "third"]
        help_texts = {
            "category": gettext_lazy("Empty: programmes of every category."),
            "centre": gettext_lazy("Empty: in the whole district. A centre's own levels count before these."),
            "third": gettext_lazy("Nobody approves the same programme twice, whatever offices they hold."),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = Organisation.objects.centres()
        for name in ("second", "third"):
            self.fields[name].required = False


class CheckForm(forms.Form):
    """One thing that an approver looks at; without words it is left out."""

    key = forms.SlugField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("answered by"), choices=CheckKind.choices, required=False)
    words = forms.CharField(label=gettext_lazy("what is looked at"), max_length=120, required=False)
    words_en = forms.CharField(label=gettext_lazy("in English"), max_length=200, required=False)
    is_required = forms.BooleanField(label=gettext_lazy("has to be answered"), required=False)


class BaseCheckFormSet(BaseFormSet):
    """The whole list, in order, with empty rows at its end."""

    def items(self) -> list[dict[str, Any]]:
        """Return the items that have words."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("words")]
        return [{**row, "kind": row["kind"] or CheckKind.TICK.value} for row in rows]


CheckFormSet = formset_factory(CheckForm, formset=BaseCheckFormSet, extra=2, max_num=20, validate_max=True)
