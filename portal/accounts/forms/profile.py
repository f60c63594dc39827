"""What can somebody set for their own account?"""

from typing import Any

from allauth.account.forms import AddEmailForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language of messages"), choices=settings.LANGUAGES)


class EmailForm(AddEmailForm):
    """allauth's form, in our words."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = _("E-mail address")
        email.widget.attrs = {"autocomplete": "email", "autocapitalize": "none"}


class PasskeyForm(AddWebAuthnForm):
    """allauth's form, in our words."""

    name = forms.CharField(label=_("A name to know this passkey by"), max_length=100, required=False)
