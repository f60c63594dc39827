"""What number did somebody type? Mobile numbers become E.164; contact numbers may be landlines."""

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumberType

REGION = "CN"
MOBILE_DIGITS = 11
_SEPARATORS = re.compile(r"[\s\-‐-―()().·]+")
_PREFIX = re.compile(r"^(?:\+86|0086|86(?=1\d{10}$))")
_CONTACT = re.compile(r"\+?\d{5,17}(?:(?:转|ext|x|#)\d{1,6})?")


def plain(text: str) -> str:
    """Return the text with full-width characters made half-width, and without what people put between digits."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))


def parse_mobile(text: str) -> str:
    """Return a mainland mobile number as E.164; raise ``ValidationError`` with a sentence that says what is wrong."""
    digits = _PREFIX.sub("", plain(text))
    if digits.startswith(("+", "00")):
        raise ValidationError(_("Only mobile numbers of mainland China receive our codes."), code="foreign")
    if not re.fullmatch("[0-9]+", digits):
        raise ValidationError(_("Please enter the 11 digits of a mobile number."), code="not_digits")
    if digits.startswith("0") or (len(digits) <= 8 and not digits.startswith("1")):
        raise ValidationError(
            _("This is a landline, which cannot receive a code by SMS. Please enter a mobile number."), code="landline"
        )
    if len(digits) != MOBILE_DIGITS:
        raise ValidationError(
            _("A mobile number has 11 digits; you entered %(count)d. Please check."),
            code="length",
            params={"count": len(digits)},
        )
    number = _parse(digits)
    if number is None or phonenumbers.number_type(number) != PhoneNumberType.MOBILE:
        raise ValidationError(_("There is no such mobile number. Please check the digits."), code="unknown")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def parse_contact(text: str) -> str:
    """Return a contact number tidied, mobile or landline, with an extension perhaps; raise ``ValidationError``.

    A mobile number of the mainland is kept without the country's, as everybody here writes and dials it.
    """
    number = plain(text)
    if re.fullmatch(r"1\d{10}", without := _PREFIX.sub("", number)):
        number = without
    if not _CONTACT.fullmatch(number):
        raise ValidationError(_("Please enter a telephone number, such as 13800000001 or 0512-62880000."), code="phone")
    return number


def shown(phone: str) -> str:
    """Return an E.164 number as people here write it: ``138 0000 0001``."""
    digits = phone.removeprefix("+86")
    return f"{digits[:3]} {digits[3:7]} {digits[7:]}" if len(digits) == MOBILE_DIGITS else phone


def _parse(digits: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(digits, REGION)
    except NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None
