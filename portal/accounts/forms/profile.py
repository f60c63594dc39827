"""What can somebody set for their own account?"""

from collections.abc import Sequence
from typing import Any

from allauth.account.forms import AddEmailForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.outbox.models import Delivery


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language of messages"), choices=settings.LANGUAGES)


class ChannelsForm(forms.Form):
    """By which ways one wants to be told besides the inbox; only what is open here is asked."""

    channels = forms.MultipleChoiceField(
        label=_("Also tell me by"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, offered: Sequence[str], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["channels"].choices = [choice for choice in Delivery.Channel.choices if choice[0] in offered]


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
