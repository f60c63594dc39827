"""For whom and what does a list leave the house? Asked each time."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.handing_out import Purpose, Recipient


class HandingOutForm(forms.Form):
    """Who gets the list, and what it is for."""

    recipient = forms.ChoiceField(label=_("Who gets it"), choices=Recipient.choices)
    purpose = forms.ChoiceField(label=_("What for"), choices=Purpose.choices)
