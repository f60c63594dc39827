"""What is typed, scanned and sent at a door? Marks of a device, a walk-in, a link's label."""

import json
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.door.check_in import Mark, Way
from portal.accounts.phone_numbers import parse_contact

LONGEST_BODY = 200_000
_REFERENCE = re.compile(r"[0-9A-Z]{4,10}")
_DEVICE_WAYS = (Way.SCAN, Way.SEARCH)


def read_reference(text: str) -> str:
    """Return the reference in what was scanned or typed, ``LINLI:AB23CD45`` or ``ab23 cd45``; else nothing."""
    plain = re.sub(r"[\s-]+", "", text[:60]).upper().removeprefix("LINLI:").removeprefix("LINLI：")
    return plain if _REFERENCE.fullmatch(plain) else ""


class MarkForm(forms.Form):
    """One tap without a script."""

    reference = forms.CharField(max_length=60)
    says = forms.CharField(max_length=10)
    way = forms.ChoiceField(choices=[(way, way) for way in _DEVICE_WAYS], required=False)

    @classmethod
    def of(cls, posted: Any) -> "MarkForm":
        """Return the form for what was posted: a button of the list says both, as ``arrived AB23CD45``."""
        says, _space, reference = posted.get("mark", "").partition(" ")
        return cls({"says": says, "reference": reference} if reference else posted)

    def clean_reference(self) -> str:
        if reference := read_reference(self.cleaned_data["reference"]):
            return reference
        raise ValidationError(_("A reference has eight letters and digits. Please check."), code="reference")


class WalkInForm(forms.Form):
    """Somebody who came without signing up: a name and a number are enough."""

    name = forms.CharField(label=_("Name"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = forms.CharField(
        label=_("Phone"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "inputmode": "tel"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_phone(self) -> str:
        return parse_contact(self.cleaned_data["phone"])


class LinkForm(forms.Form):
    """Which device a link is for, in the staff's own words."""

    label = forms.CharField(label=_("For which device"), max_length=40, required=False)


class RowsForm(forms.Form):
    """The rows of a sheet that are signed."""

    rows = forms.CharField(
        label=_("Rows that are signed"),
        max_length=2000,
        help_text=_("Numbers from the sheet, such as 1-18,20"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "1-18,20"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class PhotoForm(forms.Form):
    """A photograph of the signed sheet."""

    photo = forms.FileField(
        label=_("Photograph of the signed sheet"), widget=forms.FileInput(attrs={"accept": "image/*"})
    )


def read_marks(body: bytes) -> tuple[str, list[Mark]]:
    """Return the session's id and the marks that a device sent; raise ``ValueError`` for anything else."""
    if len(body) > LONGEST_BODY:
        raise ValueError("too long")
    try:
        sent = json.loads(body)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(sent, dict) or not isinstance(sent.get("marks"), list):
        raise ValueError("no marks")
    return str(sent.get("session", ""))[:20], [_mark(one) for one in sent["marks"]]


def _mark(one: Any) -> Mark:
    if not isinstance(one, dict):
        raise ValueError("no mark")
    way = one.get("way")
    milliseconds = one.get("at")
    if not isinstance(milliseconds, int) or not 0 <= milliseconds < 10**14:
        raise ValueError("no time")
    return Mark(
        reference=read_reference(str(one.get("reference", ""))),
        says=str(one.get("says", ""))[:10],
        key=UUID(str(one.get("key", ""))),
        way=way if way in _DEVICE_WAYS else Way.SEARCH,
        marked_at=datetime.fromtimestamp(milliseconds / 1000, UTC),
    )
