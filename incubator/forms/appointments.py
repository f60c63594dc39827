"""What does somebody fill in who takes an appointment on? The name by which the base knows them."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AcceptForm(forms.Form):
    """The second fact beside the number."""

    name = forms.CharField(
        label=_("Your full name"),
        help_text=_("As the base has written it down. So nobody is appointed by a mistyped number."),
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
