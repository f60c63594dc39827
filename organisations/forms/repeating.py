"""How is a first session, or a first booking, repeated?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy
from wagtail.admin import widgets

from portal.timetable.errors import NoSuchDates
from portal.timetable.recurrence import MOST_SESSIONS, MOST_STEPS, Frequency, OnDayOff, Rule

WEEKDAYS = [
    ("0", gettext_lazy("Monday")),
    ("1", gettext_lazy("Tuesday")),
    ("2", gettext_lazy("Wednesday")),
    ("3", gettext_lazy("Thursday")),
    ("4", gettext_lazy("Friday")),
    ("5", gettext_lazy("Saturday")),
    ("6", gettext_lazy("Sunday")),
]


class RuleForm(forms.Form):
    """The rule of repetition. Its first day is that of what is repeated."""

    frequency = forms.ChoiceField(
        label=gettext_lazy("Repeats"), choices=Frequency.choices, initial=Frequency.ONCE, required=False
    )
    every = forms.IntegerField(
        label=gettext_lazy("Every so many weeks or months"),
        min_value=1,
        max_value=MOST_STEPS,
        initial=1,
        required=False,
        help_text=gettext_lazy("2: every other week or month."),
    )
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("On which weekdays"),
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only for chosen weekdays."),
    )
    until = forms.DateField(label=gettext_lazy("Until"), required=False, widget=widgets.AdminDateInput)
    count = forms.IntegerField(
        label=gettext_lazy("Or how many sessions"),
        min_value=1,
        max_value=MOST_SESSIONS,
        required=False,
        help_text=gettext_lazy("Counts sessions that are held: one that is left out is added at the end."),
    )
    on_holiday = forms.ChoiceField(
        label=gettext_lazy("On a public holiday"), choices=OnDayOff.choices, initial=OnDayOff.SKIPPED, required=False
    )
    on_make_up_day = forms.ChoiceField(
        label=gettext_lazy("On a make-up working day"), choices=OnDayOff.choices, initial=OnDayOff.HELD, required=False
    )

    def rule(self, first_on: Any) -> Rule:
        """Return the rule that begins on this day; what was not asked for is the usual."""
        data = self.cleaned_data
        return Rule(
            first_on,
            frequency=data["frequency"] or Frequency.ONCE,
            every=data["every"] or 1,
            weekdays=tuple(sorted(map(int, data["weekdays"]))) if data["frequency"] == Frequency.WEEKDAYS else (),
            until=data["until"],
            count=data["count"],
            on_holiday=data["on_holiday"] or OnDayOff.SKIPPED,
            on_make_up_day=data["on_make_up_day"] or OnDayOff.HELD,
        )

    def show(self, refusal: NoSuchDates) -> None:
        """Put a refusal of the rule at the field that has to change."""
        self.add_error(refusal.field or None, str(refusal.sentence))
