"""What is an allowance: how many sign-ups a person, over which days?"""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin import widgets

from events.models import Allowance
from organisations.forms.staff import ForUser
from organisations.permissions import Act, organisations_for


class AllowanceForm(ForUser):
    """At most so many sign-ups a person in the events that share it; whose it is does not change."""

    class Meta:
        model = Allowance
        fields = ["organisation", "name", "name_en", "most", "starts_on", "ends_on"]
        widgets = {"starts_on": widgets.AdminDateInput, "ends_on": widgets.AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["organisation"]
            return
        mine = organisations_for(self.user, Act.WRITE)
        self.fields["organisation"].queryset = mine
        if len(mine) == 1:
            self.initial["organisation"] = mine[0].pk

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day is before the first."))
        if data.get("most") == 0:
            self.add_error("most", _("At least one, please."))
        return data
