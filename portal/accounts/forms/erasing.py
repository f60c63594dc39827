"""What is asked before somebody's data are erased?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.forms.fields import CodeField


class EraseForm(forms.Form):
    """A tick, for it cannot be undone; and that it is really they, for a phone is easily left on a table.

    Whoever has not just proven their number gives six digits (``by_code``); without a number, the password.
    """

    code = CodeField()
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Please enter your password.")},
    )
    is_sure = forms.BooleanField(
        label=_("I have read this. It cannot be undone."),
        error_messages={"required": _("Please tick this first, or go back and leave everything as it is.")},
    )

    def __init__(self, *args: Any, user: Any, is_proven: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        self.by_code = bool(user.phone) and not is_proven
        # Above it stands what has to be read first.
        self.fields["code"].widget.attrs.pop("autofocus")
        if not self.by_code:
            del self.fields["code"]
        if user.phone or not user.has_usable_password():
            del self.fields["password"]

    def clean_password(self) -> str:
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("This is not your password."))
        return self.cleaned_data["password"]
