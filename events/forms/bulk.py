"""What is done with several sign-ups at once, and what are the people told?"""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _


class AcceptForm(forms.Form):
    """Approving asks nothing more."""


class DeclineForm(forms.Form):
    """Why they are declined: what each of them is told."""

    reason = forms.CharField(label=_("Reason, as the person reads it"), max_length=200)


class WriteForm(forms.Form):
    """A message to whoever signed them up; ``key`` tells it once, however often it is sent."""

    subject = forms.CharField(label=_("Subject"), max_length=100)
    body = forms.CharField(label=_("Message"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5}))
    key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
