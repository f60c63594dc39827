"""What do we ask about somebody? As little as will do; whatever can wait is optional."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal import contributions
from portal.accounts.forms.fields import BirthDateField, ContactPhoneField, NameField, printable, say_when_too_long
from portal.accounts.household import PersonDetails
from portal.accounts.models import Mandate, Person

RELATIONS = [choice for choice in Mandate.Relation.choices if choice[0] != Mandate.Relation.SELF]


class PersonForm(forms.Form):
    """Oneself; ``RelativeForm`` adds who somebody else is."""

    name = NameField(widget=forms.TextInput(attrs={"autocomplete": "off"}))
    birth_date = BirthDateField(
        required=False, help_text=_("For activities that are for a certain age. Such as 1951-05-04 or 1951年5月4日.")
    )
    estate_code = forms.ChoiceField(
        label=_("Estate"), required=False, help_text=_("Some activities keep places for their neighbours.")
    )
    contact_phone = ContactPhoneField(
        label=_("Contact number"), help_text=_("May be a landline, and may be shared with the family.")
    )
    needs = forms.MultipleChoiceField(
        label=_("We should be ready for"),
        choices=Person.Need.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only shown to those who run the activities you sign up for."),
    )
    needs_note = forms.CharField(
        label=_("Anything else we should know"), max_length=200, required=False, validators=[printable]
    )
    emergency_name = NameField(label=_("Emergency contact"), required=False)
    emergency_phone = ContactPhoneField(label=_("Emergency contact's number"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        estates = [(estate.code, estate.name) for source in contributions.estates for estate in source()]
        self.fields["estate_code"].choices = [("", _("Another place, or not said")), *estates]
        say_when_too_long(self.fields["needs_note"], _("Please use at most 200 characters."))

    def details(self) -> PersonDetails:
        """Return what was typed about the person."""
        names = PersonDetails.__dataclass_fields__
        return PersonDetails(**{name: value for name, value in self.cleaned_data.items() if name in names})


class CollectorForm(forms.Form):
    """Somebody who may collect a child."""

    name = NameField(widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = ContactPhoneField(label=_("Phone"), required=True)


class RelativeForm(PersonForm):
    """Somebody whom one looks after."""

    relation = forms.ChoiceField(label=_("Who is this to you?"), choices=[("", _("Please choose")), *RELATIONS])
    is_guardian = forms.BooleanField(
        label=_("I am the legal guardian"),
        required=False,
        help_text=_("For somebody under 18 who is not your own child: a grandchild who lives with you, perhaps."),
    )

    field_order = ("relation", "name", "birth_date", "is_guardian")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["relation"].error_messages["required"] = _("Please choose who this is to you.")

    def clean(self) -> dict[str, Any]:
        """A guardian acts for a child under 14, so a child's date of birth is needed."""
        cleaned = super().clean() or {}
        is_child = cleaned.get("relation") == Mandate.Relation.CHILD
        if is_child and not cleaned.get("birth_date") and "birth_date" not in self.errors:
            sentence = _("Please give your child's date of birth: for the young, their guardian decides.")
            self.add_error("birth_date", ValidationError(sentence, code="required"))
        return cleaned


def initial_for(person: Person, relation: str = "", basis: str = "") -> dict[str, Any]:
    """Return what is known about the person, for a form to begin with."""
    known = {name: getattr(person, name) for name in PersonDetails.__dataclass_fields__}
    return known | {"relation": relation, "is_guardian": basis == Mandate.Basis.GUARDIAN}
