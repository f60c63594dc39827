"""What does a helper say of a neighbour, and a centre of a helper?"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import widgets

from events.helping.neighbours import Agreed
from events.models import HelpedSignUp, Helper
from organisations.forms.staff import ForUser
from organisations.models import Area
from organisations.permissions import Act, organisations_for
from portal.accounts.forms.fields import BirthDateField, ContactPhoneField, MobileField, NameField
from portal.accounts.receiving import Visitor


class AgreedForm(forms.Form):
    """How and when people agreed to be signed up."""

    way = forms.ChoiceField(
        label=gettext_lazy("How did they agree?"), choices=HelpedSignUp.Way.choices, widget=forms.RadioSelect
    )
    agreed_on = forms.DateField(
        label=gettext_lazy("On which day?"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs["initial"] = {"agreed_on": timezone.localdate(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["way"].error_messages["required"] = _("Please say how they agreed.")
        self.fields["agreed_on"].error_messages |= dict.fromkeys(
            ("required", "invalid"), _("Please say on which day, such as 2026-11-22.")
        )

    @property
    def agreed(self) -> Agreed:
        """The consent; after ``is_valid``."""
        return Agreed(self.cleaned_data["way"], self.cleaned_data["agreed_on"])


class NeighbourForm(AgreedForm):
    """Who is signed up, by exactly what they said, and how they agreed."""

    name = NameField(widget=forms.TextInput(attrs={"autocomplete": "off"}))
    birth_date = BirthDateField(
        required=False, help_text=gettext_lazy("Or the number below: one of them shows that it is the right person.")
    )
    phone = ContactPhoneField(label=gettext_lazy("Phone"))
    key = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("name", "birth_date", "phone", "way", "agreed_on", "key")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("birth_date") and not cleaned.get("phone"):
            self.add_error("birth_date", ask_for_one_fact())
        return cleaned

    @property
    def visitor(self) -> Visitor:
        """Who it is; after ``is_valid``."""
        said = self.cleaned_data
        return Visitor(said["name"], said["birth_date"], phone=said["phone"])


def ask_for_one_fact() -> ValidationError:
    """Return the sentence for a name alone."""
    sentence = _("Please give the date of birth or the telephone number, so that it is the right person.")
    return ValidationError(sentence, code="one_fact")


class HelperForm(ForUser):
    """Whom a centre names, for which estate, within which quota, from when to when."""

    phone = MobileField(
        label=gettext_lazy("Mobile number"),
        help_text=gettext_lazy("With this number they sign in. They find “Helping my estate” on their page."),
    )

    class Meta:
        model = Helper
        fields = ["centre", "estate", "phone", "name", "kind", "most_a_month", "most_an_event", "starts_on", "ends_on"]
        widgets = {"starts_on": widgets.AdminDateInput, "ends_on": widgets.AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        centres = organisations_for(self.user, Act.APPROVE).centres()
        if self.instance.pk:
            for name in ("centre", "estate", "phone"):
                del self.fields[name]
        else:
            self.fields["centre"].queryset = centres
            self.fields["estate"].queryset = Area.objects.estates().filter(
                pk__in=[area.pk for centre in centres for area in Area.objects.estates().served_by(centre.pk)]
            )
            self.fields["estate"].label_from_instance = lambda area: area.local_name
            if len(centres) == 1:
                self.initial["centre"] = centres[0].pk

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day is before the first."))
        for name in ("most_a_month", "most_an_event"):
            if data.get(name) == 0:
                self.add_error(name, _("At least one, please."))
        return data
