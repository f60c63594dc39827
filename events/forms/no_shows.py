"""What does one say about a no-show, and which rule does a centre set?"""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReplyForm(forms.Form):
    """What the person has to say."""

    reply = forms.CharField(label=_("What would you like to tell us?"), max_length=200)


class RuleForm(forms.Form):
    """After how many no-shows within how many days one waits; nothing in the first field: no rule."""

    count = forms.IntegerField(label=_("After so many no-shows"), min_value=1, max_value=50, required=False)
    days = forms.IntegerField(label=_("within so many days"), min_value=1, max_value=366, initial=90)
