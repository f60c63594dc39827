"""Whom do we call for the old and the young, and who collects a child? Asked where it is not known."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.sign_up.care import Lack
from portal.accounts.caring import add_collector, note_emergency_contact
from portal.accounts.forms.fields import ContactPhoneField, NameField
from portal.accounts.models import Person


class CareForm(forms.Form):
    """What is lacking about one person."""

    emergency_name = NameField(label=_("Emergency contact"))
    emergency_phone = ContactPhoneField(label=_("Emergency contact's number"), required=True)
    collector_name = NameField(label=_("Who may collect the child"))
    collector_phone = ContactPhoneField(label=_("Their number"), required=True)

    def __init__(self, *args: Any, lack: Lack, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lack = lack
        for name in list(self.fields):
            asked = lack.emergency if name.startswith("emergency") else lack.collector
            if not asked:
                del self.fields[name]
            else:
                self.fields[name].widget.attrs["autocomplete"] = "off"


class CareForms:
    """The forms of all who come together and about whom something is lacking."""

    def __init__(self, lacking: Sequence[Lack], data: Any = None, *, reader: Person | None = None):
        contact = _contact_of(reader)
        self.forms = [
            CareForm(
                data,
                lack=lack,
                prefix=f"care{lack.person.pk}",
                initial={} if reader is None or reader.pk == lack.person.pk else contact,
            )
            for lack in lacking
        ]

    def __iter__(self) -> Iterator[CareForm]:
        return iter(self.forms)

    def __bool__(self) -> bool:
        return bool(self.forms)

    def is_valid(self) -> bool:
        """Check every form, so that all that is wrong is said at once."""
        return all([form.is_valid() for form in self.forms])

    def save(self, *, by: Any, at: datetime) -> None:
        """Write down what was told; after ``is_valid``."""
        for form in self.forms:
            said, person = form.cleaned_data, form.lack.person
            if form.lack.emergency:
                name, phone = said["emergency_name"], said["emergency_phone"]
                note_emergency_contact(person, name=name, phone=phone, by=by, at=at)
            if form.lack.collector:
                add_collector(person, name=said["collector_name"], phone=said["collector_phone"], by=by, at=at)


def _contact_of(reader: Person | None) -> dict[str, str]:
    """Return the reader as who is called and who collects: most often it is whoever signs up."""
    if reader is None:
        return {}
    phone = reader.contact_phone or (reader.user.phone if reader.user else "") or ""
    phone = phone.removeprefix("+86")
    return {
        "emergency_name": reader.name,
        "emergency_phone": phone,
        "collector_name": reader.name,
        "collector_phone": phone,
    }


class RuleForm(forms.Form):
    """From which age whom to call is asked, and below which a child is collected."""

    elder_from_age = forms.IntegerField(
        label=_("Ask for an emergency contact from age"),
        min_value=50,
        max_value=120,
        help_text=_("For children under 14 it is always asked."),
    )
    collected_below_age = forms.IntegerField(
        label=_("Children below this age are collected"),
        min_value=0,
        max_value=14,
        help_text=_("Their guardian names who may collect them; the door ticks it. 0: nobody is."),
    )
