"""What does the staff's admin ask about organisations, rooms and colleagues?"""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from organisations.membership import grantable_roles
from organisations.models import Facility, Invitation, Membership, Organisation
from organisations.permissions import Act, organisations_for
from portal.accounts.phone_numbers import parse_contact, parse_mobile


class ForUser(WagtailAdminModelForm):
    """A form that knows for whom it is, so that its choices are that user's."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user


class OrganisationForm(ForUser):
    """An organisation's contact details; what it is and where it belongs is the administrator's to say."""

    class Meta:
        model = Organisation
        fields = ["name", "name_en", "field_of_work", "phone", "address", "address_en"]

    def clean_phone(self) -> str:
        number = self.cleaned_data["phone"]
        return parse_contact(number) if number else ""


class SuspensionForm(forms.Form):
    """Why an organisation is suspended; its owners read it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Its owners read this."),
    )


class RoleForm(ForUser):
    """Which role, and until when; the roles are those that the user may give."""

    role = forms.ChoiceField(label=_("role"), help_text=_("What each role may do is written below."))
    last_day = forms.DateField(
        label=_("last day"), required=False, help_text=_("Empty: without an end."), widget=AdminDateInput
    )

    class Meta:
        model = Membership
        fields = ["role"]

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        allowed = grantable_roles(self.user, organisation)
        self.fields["role"].choices = [choice for choice in Membership.Role.choices if choice[0] in allowed]
        if self.instance.pk:
            self.initial.setdefault("role", self.instance.role)
            if self.instance.ends_on:
                self.initial.setdefault("last_day", self.instance.ends_on - timedelta(days=1))

    def until(self) -> date | None:
        """Return the first day without the role."""
        last = self.cleaned_data["last_day"]
        return last + timedelta(days=1) if last else None


class InvitationForm(RoleForm):
    """Who is asked to join, and as what; the organisation follows from the address."""

    phone = forms.CharField(
        label=_("mobile number"),
        help_text=_("They get an SMS, sign in with a code sent to this number, and accept."),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    name = forms.CharField(label=pgettext_lazy("of a person", "name"), max_length=50)
    starts_on = forms.DateField(
        label=_("first day"), required=False, help_text=_("Empty: as soon as they accept."), widget=AdminDateInput
    )
    field_order = ["phone", "name", "role", "starts_on", "last_day"]

    class Meta:
        model = Invitation
        fields = ["role"]

    def clean_phone(self) -> str:
        return parse_mobile(self.cleaned_data["phone"])

    def offer(self) -> dict[str, Any]:
        """Return what is offered, as the operation takes it."""
        given = {name: self.cleaned_data[name] for name in ("phone", "name", "role", "starts_on")}
        return {**given, "until": self.until()}


class FacilityForm(ForUser):
    """One of the standard facilities of a centre."""

    class Meta:
        model = Facility
        fields = ["centre", "kind"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = organisations_for(self.user, Act.APPROVE).centres()
