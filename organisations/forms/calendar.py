"""Which days are not like others? What officers enter: holidays of all, closures of their own centres."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin import widgets

from organisations.forms.staff import ForUser
from organisations.models import Closure, Room
from organisations.permissions import Act, organisations_for
from portal.timetable.models import Holiday


class HolidayForm(ForUser):
    """A public holiday, or a weekend day that is worked."""

    class Meta:
        model = Holiday
        fields = ["on", "kind", "name", "name_en"]
        widgets = {"on": widgets.AdminDateInput}


class ClosureForm(ForUser):
    """When one of the user's own centres, or one room of it, is closed. Empty room: the whole centre."""

    class Meta:
        model = Closure
        fields = ["centre", "room", "starts_at", "ends_at", "reason", "reason_en"]
        widgets = {"starts_at": widgets.AdminDateTimeInput, "ends_at": widgets.AdminDateTimeInput}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        centres = organisations_for(self.user, Act.APPROVE).centres()
        rooms = Room.objects.filter(facility__centre__in=centres).select_related("facility__centre")
        self.fields["centre"].queryset = centres
        self.fields["room"].queryset = rooms
        self.fields["room"].label_from_instance = lambda room: f"{room.facility.centre.local_name} · {room.local_name}"
        self.fields["room"].help_text = _("Empty: the whole centre.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        room, centre = data.get("room"), data.get("centre")
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("The end is not after the start."))
        if room and centre and room.facility.centre_id != centre.pk:
            self.add_error("room", _("That room is not one of this centre's."))
        return data
