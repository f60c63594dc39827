"""What is said of a base, and of whom it appoints?"""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from incubator.arranging import PLACE
from incubator.models import Appointment, Base
from incubator.permissions import arranging, bases_for, deciding_for
from organisations.forms.staff import ForUser
from organisations.models import Organisation
from organisations.permissions import Act
from portal.accounts.phone_numbers import parse_mobile


class BaseForm(ForUser):
    """A new base: its place in the tree, who runs it and who oversees it."""

    class Meta:
        model = Base
        fields = [
            *("name", "name_en", "level", "parent", "organisation", "overseen_by"),
            *("for_whom", "for_whom_en", "position", "code"),
        ]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            self.fields["parent"].queryset = deciding_for(self.user).exclude(pk=self.instance.pk).order_by("position")
            self.fields["parent"].label_from_instance = lambda base: base.local_name
            for name in ("organisation", "overseen_by"):
                self.fields[name].queryset = Organisation.objects.active().order_by("name")
                self.fields[name].label_from_instance = lambda one: one.local_name
            self.fields["organisation"].help_text = _(
                "It prepares calls and checks. Empty: whoever runs the base above."
            )
            self.fields["overseen_by"].help_text = _("It decides. Empty: whoever oversees the base above, or runs it.")
        if "code" in self.fields:
            self.fields["code"].help_text = _("Small letters, digits and hyphens; it stays for ever.")


class ChangeBaseForm(BaseForm):
    """A base that is there: its code stays; its place is arranged from above it."""

    class Meta(BaseForm.Meta):
        fields = [name for name in BaseForm.Meta.fields if name != "code"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not arranging(self.user).filter(pk=self.instance.pk).exists():
            for name in PLACE:
                del self.fields[name]
        elif self.instance.parent_id:
            self.fields["parent"].queryset |= Base.objects.filter(pk=self.instance.parent_id)


class ChangeAppointmentForm(ForUser):
    """What may change of an appointment: its days, and what serves to match and to keep conflicts out."""

    last_day = forms.DateField(
        label=gettext_lazy("last day"),
        required=False,
        help_text=gettext_lazy("Empty: without an end."),
        widget=AdminDateInput,
    )
    field_order = [
        *("base", "role", "phone", "name", "field_of_work", "employer", "organisation", "starts_on", "last_day"),
    ]

    class Meta:
        model = Appointment
        fields = ["name", "field_of_work", "employer", "organisation", "starts_on"]
        widgets = {"starts_on": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.active().order_by("name")
        self.fields["organisation"].label_from_instance = lambda one: one.local_name
        self.fields["field_of_work"].help_text = _(
            "Several with commas: 为老服务、社区营造. Whoever's field it is, is asked first."
        )
        self.fields["employer"].help_text = _("An application that names it is kept away from them.")
        if self.instance.pk and self.instance.ends_on:
            self.initial.setdefault("last_day", self.instance.ends_on - timedelta(days=1))

    def details(self) -> dict[str, Any]:
        """Return what the operation takes."""
        names = ("name", "field_of_work", "employer", "organisation", "starts_on")
        last: date | None = self.cleaned_data["last_day"]
        return {**{name: self.cleaned_data[name] for name in names}, "ends_on": last and last + timedelta(days=1)}


class AppointmentForm(ChangeAppointmentForm):
    """Who is appointed, to which base, as what."""

    phone = forms.CharField(
        label=gettext_lazy("mobile number"),
        help_text=gettext_lazy("They sign in with a code sent to this number."),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    class Meta(ChangeAppointmentForm.Meta):
        fields = ["base", "role", *ChangeAppointmentForm.Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["base"].queryset = bases_for(self.user, Act.WRITE) | deciding_for(self.user)
        self.fields["base"].label_from_instance = lambda base: base.local_name
        self.fields["name"].required = True
        if not deciding_for(self.user).exists():
            officer = Appointment.Role.OFFICER
            self.fields["role"].choices = [one for one in Appointment.Role.choices if one[0] != officer]

    def clean_phone(self) -> str:
        return parse_mobile(self.cleaned_data["phone"])
