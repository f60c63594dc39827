"""How are a phone number, six digits, a name and a date of birth typed? As people type them, and refused in words."""

import re
import unicodedata
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import normalise_name
from portal.accounts.models.person import not_in_the_future
from portal.accounts.phone_numbers import parse_contact, parse_mobile, shown

_DATE = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})|(\d{4}) (\d{1,2}) (\d{1,2})"
)
#: Control characters and those that turn the direction of a line have no place in a name.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def parse_birth_date(text: str) -> date:
    """Return the date written as 1951-05-04, 1951.5.4, 1951年5月4日 or 19510504; raise ``ValidationError``."""
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        raise ValidationError(_("Please write the date as year, month and day, such as 1951-05-04."), code="format")
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        raise ValidationError(_("There is no such day in the calendar. Please check."), code="no_such_day") from None


def say_when_too_long(field: forms.Field, sentence: str | Promise) -> None:
    """Give the limit on the field's length a sentence of its own."""
    for validator in field.validators:
        if isinstance(validator, MaxLengthValidator):
            validator.message = sentence


def printable(text: str) -> None:
    """Refuse characters that cannot be seen."""
    if any(unicodedata.category(character) in _UNPRINTABLE for character in text):
        raise ValidationError(_("Please use only letters that can be seen."), code="unprintable")


class MobileField(forms.CharField):
    """A mobile number as E.164; shows a stored one as people write it."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Mobile number"))
        attributes = {"type": "tel", "inputmode": "tel", "autocomplete": "tel-national"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attributes), **kwargs)
        self.error_messages["required"] = _("Please enter your mobile number.")
        say_when_too_long(self, _("A mobile number has 11 digits. Please check."))

    def clean(self, value):
        value = super().clean(value)
        return parse_mobile(value) if value else value

    def prepare_value(self, value):
        return shown(value) if isinstance(value, str) and value.startswith("+86") and len(value) == 14 else value


class ContactPhoneField(forms.CharField):
    """A number to call: a mobile, or a landline with an extension."""

    def __init__(self, **kwargs):
        attributes = {"type": "tel", "inputmode": "tel", "autocomplete": "off"}
        kwargs.setdefault("required", False)
        super().__init__(max_length=30, widget=forms.TextInput(attrs=attributes), **kwargs)
        self.error_messages["required"] = _("Please enter a telephone number.")
        say_when_too_long(self, _("Please enter a telephone number, such as 13800000001 or 0512-62880000."))

    def clean(self, value):
        value = super().clean(value)
        return parse_contact(value) if value else value


class CodeField(forms.CharField):
    """Six digits, half or full width, with spaces between perhaps."""

    def __init__(self, **kwargs):
        attributes = {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        super().__init__(label=_("Code"), max_length=20, widget=forms.TextInput(attrs=attributes), **kwargs)
        self.error_messages["required"] = _("Please enter the six digits of the message.")
        say_when_too_long(self, _("The code is six digits. Please check the message."))

    def clean(self, value):
        digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", super().clean(value)))
        if not re.fullmatch("[0-9]{6}", digits):
            raise ValidationError(_("The code is six digits. Please check the message."), code="not_six_digits")
        return digits


class NameField(forms.CharField):
    """A name of up to fifty characters, any Han character, with its inner dot made one."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Name"))
        super().__init__(max_length=50, **kwargs)
        self.error_messages["required"] = _("Please enter the name.")
        say_when_too_long(self, _("A name has at most 50 characters here."))

    def to_python(self, value):
        return normalise_name(super().to_python(value))

    def run_validators(self, value):
        super().run_validators(value)
        printable(value)

    def widget_attrs(self, widget):
        # No maxlength: a browser would cut a pasted name silently, and what was typed would be lost.
        return {}


class BirthDateField(forms.CharField):
    """A date typed as one piece of text: a wheel of seventy-five years is no help to whoever is seventy-five."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Date of birth"))
        attributes = {"autocomplete": "bday", "placeholder": "1951-05-04"}
        super().__init__(max_length=30, widget=forms.TextInput(attrs=attributes), **kwargs)
        say_when_too_long(self, _("Please write the date as year, month and day, such as 1951-05-04."))

    def clean(self, value):
        text = super().clean(value.isoformat() if isinstance(value, date) else value)
        if not text:
            return None
        day = parse_birth_date(text)
        not_in_the_future(day)
        return day

    def prepare_value(self, value):
        return value.isoformat() if isinstance(value, date) else value
