"""What is asked to copy a programme? Its new title, which dates, and from when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy
from wagtail.admin import widgets

from events.models import Event, ProgrammePage
from events.planning.copying import last_events
from portal.templatetags.when import day_and_time


class CopyForm(forms.Form):
    """Last season's programme as a new draft."""

    title = forms.CharField(label=gettext_lazy("Title of the new programme"), max_length=255)
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Dates to copy"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("With their rooms, places and rules. Choose none to copy the words alone."),
    )
    first_on = forms.DateField(
        label=gettext_lazy("The first of them from"),
        required=False,
        widget=widgets.AdminDateInput,
        help_text=gettext_lazy("It is held on the same weekday, that day or the next such day after it."),
    )

    def __init__(self, *args: Any, page: ProgrammePage, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.known = {str(event.pk): event for event in last_events(page)}
        self.fields["title"].initial = page.title
        self.fields["events"].choices = [(pk, _named(event)) for pk, event in self.known.items()]
        self.fields["events"].initial = list(self.known)[:1]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("events") and not data.get("first_on") and "first_on" not in self.errors:
            self.add_error("first_on", self.fields["first_on"].error_messages["required"])
        return data

    @property
    def chosen(self) -> list[Event]:
        return [self.known[pk] for pk in self.cleaned_data["events"]]


def _named(event: Event) -> str:
    return " · ".join(filter(None, [day_and_time(event.starts_at), event.local_label]))
