"""When, where and with whom? A meeting is arranged or moved; its minutes are written."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incubator.meetings import OF_A_CALL
from incubator.models import Meeting
from incubator.models.appointment import name_of


class WhenForm(forms.Form):
    """When and where."""

    starts_at = forms.DateTimeField(
        label=_("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    minutes_long = forms.IntegerField(label=_("How many minutes"), min_value=10, max_value=600, initial=90)
    place = forms.CharField(label=_("Where"), max_length=120)
    is_despite_clash = forms.BooleanField(label=_("even if somebody has something else at that time"), required=False)

    @property
    def span(self) -> dict[str, Any]:
        starts_at = self.cleaned_data["starts_at"]
        return {
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=self.cleaned_data["minutes_long"]),
            "place": self.cleaned_data["place"],
        }


class MeetingForm(WhenForm):
    """And what kind of meeting, with whom."""

    kind = forms.ChoiceField(label=_("Kind"))
    people = forms.MultipleChoiceField(label=_("Who is to come"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, people: Any, has_placement: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.known = {str(user.pk): user for user in people}
        self.fields["people"].choices = [(key, name_of(user)) for key, user in self.known.items()]
        kinds = [kind for kind in Meeting.Kind if (kind in OF_A_CALL) != has_placement]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        self.order_fields(["kind", "starts_at", "minutes_long", "place", "people", "is_despite_clash"])

    @property
    def chosen(self) -> list[Any]:
        return [self.known[key] for key in self.cleaned_data["people"]]


class MinutesForm(forms.Form):
    """What was said."""

    minutes = forms.CharField(label=_("Minutes"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
