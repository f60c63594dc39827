"""What does a window write down before it gives an account another number?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.models import Area, Organisation
from organisations.permissions import Act, organisations_for
from portal.accounts.desk import Claim, Shown
from portal.accounts.forms.fields import BirthDateField, CodeField, MobileField, NameField

LEAST_WORDS = 5


class SentCodeField(CodeField):
    """Six digits, or nothing as long as none were sent."""

    def clean(self, value: Any) -> Any:
        return super().clean(value) if value else ""


class NumberForm(forms.Form):
    """Whose account it is, whose papers were seen, why, and the number; the code when it has been sent."""

    centre = forms.ModelChoiceField(Organisation.objects.none(), label=_("Window"), empty_label=None)
    name = NameField(label=_("Name of the account's holder"))
    birth_date = BirthDateField(label=_("Holder's date of birth"))
    estate = forms.ChoiceField(label=_("Holder's estate"))
    member_name = NameField(label=_("Name on the papers that were seen"))
    member_birth_date = BirthDateField(label=_("Date of birth on those papers"))
    seen = forms.CharField(
        label=_("What was shown, and by whom"), min_length=LEAST_WORDS, max_length=200, help_text=_("One sentence.")
    )
    because = forms.CharField(
        label=_("What became of the old number"), min_length=LEAST_WORDS, max_length=200, help_text=_("One sentence.")
    )
    phone = MobileField(label=_("New number"))
    code = SentCodeField(required=False, help_text=_("Sent to the new number; they read it out to you."))

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        centres = organisations_for(user, Act.SERVE).filter(kind=Organisation.Kind.CENTRE)
        self.fields["centre"].queryset = centres
        self.fields["centre"].label_from_instance = lambda centre: centre.local_name
        self.fields["estate"].choices = [("", "")] + [(one.code, one.local_name) for one in Area.objects.estates()]
        self.fields["code"].widget.attrs.pop("autofocus", None)

    @property
    def claim(self) -> Claim:
        """What is claimed; after ``is_valid``."""
        said = self.cleaned_data
        return Claim(
            holder=Shown(said["name"], said["birth_date"]),
            estate_code=said["estate"],
            member=Shown(said["member_name"], said["member_birth_date"]),
            seen=said["seen"],
            because=said["because"],
        )
