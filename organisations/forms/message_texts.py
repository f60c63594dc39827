"""What do staff write in the place of a text that ships?"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.outbox.models import MessageText
from portal.outbox.texts import Text

SUBJECT_LENGTH: int = MessageText._meta.get_field("subject").max_length or 0
BODY_LENGTH: int = MessageText._meta.get_field("body").max_length or 0
LANGUAGES = ("zh-hans", "en")


class TextsForm(forms.Form):
    """Subject and text in both languages."""

    subject = forms.CharField(label=_("Subject"), max_length=SUBJECT_LENGTH)
    body = forms.CharField(label=_("Text"), max_length=BODY_LENGTH, widget=forms.Textarea(attrs={"rows": 5}))
    subject_en = forms.CharField(label=_("Subject in English"), max_length=SUBJECT_LENGTH)
    body_en = forms.CharField(
        label=_("Text in English"), max_length=BODY_LENGTH, widget=forms.Textarea(attrs={"rows": 5})
    )

    def texts(self) -> dict[str, Text]:
        """Return what was typed, by language."""
        typed = {name: value.replace("\r\n", "\n") for name, value in self.cleaned_data.items()}
        return {
            "zh-hans": Text(typed["subject"], typed["body"]),
            "en": Text(typed["subject_en"], typed["body_en"]),
        }

    def show(self, sentence: str, *, field: str, language: str) -> None:
        """Put a refusal at the field it is about."""
        self.add_error(f"{field}_en" if language == "en" else field, sentence)


def initial_of(texts: Mapping[str, Text]) -> dict[str, Any]:
    """Return what the form begins with."""
    chinese, english = texts["zh-hans"], texts["en"]
    return {
        "subject": chinese.subject,
        "body": chinese.body,
        "subject_en": english.subject,
        "body_en": english.body,
    }
