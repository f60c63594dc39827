"""What is asked of whoever checks a proof, and of whoever holds it? A number; and which fields others see."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.proofs.numbers import LONGEST_TYPED
from portal.proofs.readouts import ProofView


class CheckForm(forms.Form):
    """The number on a paper."""

    number = forms.CharField(
        label=_("Number"),
        max_length=LONGEST_TYPED,
        help_text=_("It stands at the foot of the paper: 2026-7K3QH-RTWX9. Capitals, dashes and spaces do not matter."),
        error_messages={"required": _("Please type the number that stands on the paper.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text"}
        ),
    )


class ShownForm(forms.Form):
    """Which of the fields that are the holder's choice are shown to whoever checks the proof."""

    shown = forms.MultipleChoiceField(label=_("Also show"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, proof: ProofView, data: Any = None):
        chosen = [line for line in proof.lines if line.is_choice]
        super().__init__(data, initial={"shown": [line.name for line in chosen if line.is_shown]})
        self.fields["shown"].choices = [(line.name, f"{line.label}: {line.value}") for line in chosen]
