"""What do staff tick when they have called somebody?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Call


class AnswerForm(forms.Form):
    """What came of a call."""

    answer = forms.ChoiceField(label=_("What came of it"), choices=Call.Answer.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("For your colleagues. No health matters, please.")
    )
