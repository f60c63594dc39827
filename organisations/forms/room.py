"""What is said of a room: what it holds, how one gets in, when it is open, and what it looks like?"""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser
from wagtail.permissions import policy_registry

from organisations import opening_hours
from organisations.forms.staff import ForUser
from organisations.models import Equipment, Facility, Room
from organisations.permissions import Act, organisations_for

DAY_NAMES = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
    gettext_lazy("Public holidays"),
)
MOST_PICTURES = 3


class HoursField(forms.CharField):
    """Opening hours of a day as people write them."""

    def clean(self, value: Any) -> list[list[str]]:
        try:
            return opening_hours.read(super().clean(value))
        except opening_hours.BadHours as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else opening_hours.write(value or [])


class RoomForm(ForUser):
    """A room of one of the user's own centres."""

    class Meta:
        model = Room
        fields = [
            "facility",
            "name",
            "name_en",
            "capacity",
            "parent",
            "equipment",
            "is_step_free",
            "has_lift",
            "has_hearing_loop",
            "set_up_minutes",
            "clear_up_minutes",
        ]
        widgets = {"equipment": forms.CheckboxSelectMultiple}
        help_texts = {
            "set_up_minutes": gettext_lazy("Nothing else can be in the room in that time."),
            "clear_up_minutes": gettext_lazy("Nothing else can be in the room in that time."),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        centres = organisations_for(self.user, Act.APPROVE).centres()
        facilities = Facility.objects.filter(centre__in=centres).select_related("centre")
        self.fields["facility"].queryset = facilities
        self.fields["facility"].label_from_instance = lambda facility: f"{facility.centre.local_name} · {facility}"
        self.fields["parent"].queryset = Room.objects.filter(facility__in=facilities, parent=None)
        self.fields["parent"].help_text = _("For half of a hall: when the hall is booked, so is this, and the reverse.")
        self.fields["equipment"].queryset = Equipment.objects.all()
        self.fields["equipment"].label_from_instance = lambda word: word.local_name
        for name in ("set_up_minutes", "clear_up_minutes"):
            self.fields[name].required = False
        self._add_hours()
        self._add_pictures()

    def _add_hours(self) -> None:
        for day, label in zip(opening_hours.DAYS, DAY_NAMES, strict=True):
            self.fields[f"open_{day}"] = HoursField(
                label=label,
                required=False,
                max_length=100,
                initial=self.instance.opening_hours.get(day, []),
                widget=forms.TextInput(attrs={"placeholder": "9:00-12:00, 13:30-20:30", "autocomplete": "off"}),
            )

    def _add_pictures(self) -> None:
        usable = policy_registry.get_by_type(get_image_model()).instances_user_has_any_permission_for(
            self.user, ["choose"]
        )
        there = list(self.instance.pictures.values_list("image_id", flat=True)) if self.instance.pk else []
        choices = usable | get_image_model().objects.filter(pk__in=there)
        for number in range(MOST_PICTURES):
            self.fields[f"picture_{number}"] = forms.ModelChoiceField(
                choices,
                label=_("Picture %(number)s") % {"number": number + 1},
                required=False,
                initial=there[number] if number < len(there) else None,
                widget=AdminImageChooser(),
            )

    @property
    def hours_fields(self) -> list[Any]:
        return [self[f"open_{day}"] for day in opening_hours.DAYS]

    @property
    def picture_fields(self) -> list[Any]:
        return [self[f"picture_{number}"] for number in range(MOST_PICTURES)]

    def clean_set_up_minutes(self) -> int:
        return self.cleaned_data["set_up_minutes"] or 0

    def clean_clear_up_minutes(self) -> int:
        return self.cleaned_data["clear_up_minutes"] or 0

    def details(self) -> dict[str, Any]:
        """Return what the operation is told; hours only of days on which there are any, unless all are empty."""
        data = dict(self.cleaned_data)
        hours = {day: data.pop(f"open_{day}") for day in opening_hours.DAYS}
        chosen = [data.pop(f"picture_{number}") for number in range(MOST_PICTURES)]
        data["opening_hours"] = hours if any(hours.values()) else {}
        data["pictures"] = list(dict.fromkeys(picture for picture in chosen if picture))
        return data


class EquipmentForm(ForUser):
    """A word for what a room can have."""

    class Meta:
        model = Equipment
        fields = ["name", "name_en"]
