"""What is asked before somebody's data are erased?"""

from django import forms
from django.utils.translation import gettext_lazy as _


class EraseForm(forms.Form):
    """One tick: it cannot be undone."""

    is_sure = forms.BooleanField(
        label=_("I have read this. It cannot be undone."),
        error_messages={"required": _("Please tick this first, or go back and leave everything as it is.")},
    )
