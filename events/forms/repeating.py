"""How is a first session repeated, and what do people sign up for?"""

from django import forms
from django.utils.translation import gettext_lazy

from organisations.forms.repeating import RuleForm

WHOLE, EACH, NOTHING = "whole", "each", "none"
SIGN_UP_FOR = [
    (WHOLE, gettext_lazy("the whole course")),
    (EACH, gettext_lazy("each session by itself")),
    (NOTHING, gettext_lazy("nothing: people just come")),
]


class RepeatForm(RuleForm):
    """The rule of repetition of sessions, and what one signs up for."""

    sign_up_for = forms.ChoiceField(
        label=gettext_lazy("People sign up for"),
        choices=SIGN_UP_FOR,
        initial=WHOLE,
        required=False,
        widget=forms.RadioSelect,
    )

    @property
    def sign_up_kind(self) -> str:
        return self.cleaned_data.get("sign_up_for") or WHOLE
