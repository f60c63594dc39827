"""What is asked of whoever moves a case? Why, and what the move itself asks; a form for each move."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.cases.definition import Move
from portal.cases.models import Case
from portal.cases.moving import Given
from portal.cases.states import Does, Reason
from portal.questions.forms.answering import AnswersForm

LONGEST_REASON = 1000


class MoveForm(forms.Form):
    """The step that was looked at, and the reason; ``asked`` is the form of what the move asks."""

    use_required_attribute = False
    step = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(
        self, case: Case, move: Move, data: Any = None, uploads: Any = None, *, by: Any, at: datetime, prefix: str = ""
    ):
        super().__init__(data, uploads, prefix=prefix or None, initial={"step": case.step})
        self.move = move
        self.asked = AnswersForm(
            move.asks, data, uploads, by=by, at=at, prefix=f"{prefix}-asked" if prefix else "asked"
        )
        if move.reason == Reason.NONE:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = move.reason == Reason.REQUIRED and move.does != Does.RETURN
            self.fields["reason"].help_text = _("The applicant reads this.")

    def is_valid(self) -> bool:
        own, asked = super().is_valid(), self.asked.is_valid()
        return own and asked

    def given(self, defects: dict[str, str] | None = None) -> Given:
        """Return what was given; after ``is_valid``."""
        return Given(self.cleaned_data.get("reason", ""), defects or {}, self.asked.answers)


class DocumentForm(forms.Form):
    """A paper that is laid into a case."""

    use_required_attribute = False
    title = forms.CharField(label=_("What it is"), max_length=80, required=False)
    file = forms.FileField(label=_("File"))
    is_shared = forms.BooleanField(label=_("The applicant may read it"), required=False, initial=True)
