"""What do staff fill in to write to those of an event?"""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from events.messages.letters import Draft
from events.models import Event, Letter, Session
from events.models.letter import BODY_LENGTH, SUBJECT_LENGTH
from portal.templatetags import when


class LetterForm(forms.Form):
    """To whom, and what; the key makes sending twice impossible."""

    to = forms.ChoiceField(label=_("To whom"), choices=Letter.To.choices, widget=forms.RadioSelect)
    session = forms.ModelChoiceField(label=_("Which session"), queryset=Session.objects.none(), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=SUBJECT_LENGTH)
    body = forms.CharField(
        label=_("Text"),
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("At most 600 characters. No personal matters of single people: everybody reads the same."),
    )
    subject_en = forms.CharField(label=_("Subject in English"), max_length=2 * SUBJECT_LENGTH, required=False)
    body_en = forms.CharField(
        label=_("Text in English"),
        max_length=2 * BODY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Left empty, English readers get the Chinese."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, event: Event, *args: Any, **kwargs: Any):
        kwargs.setdefault("initial", {"to": Letter.To.CONFIRMED, "key": uuid4()})
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = event.sessions.scheduled()
        self.fields["session"].label_from_instance = when.span

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("to") == Letter.To.SESSION and not cleaned.get("session") and "session" not in self.errors:
            self.add_error("session", _("Please choose the session."))
        if cleaned.get("to") != Letter.To.SESSION:
            cleaned["session"] = None
        return cleaned

    def draft(self) -> Draft:
        """Return what was written."""
        return Draft(**self.cleaned_data)
