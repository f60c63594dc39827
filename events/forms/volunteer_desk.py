"""By what do staff find a volunteer, and what do they write down? One small form an act."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import QualificationKind, SpokenLanguage, VolunteerRule, Welcome
from events.readouts.volunteering.desk import IN_SHIFT
from events.states import WelcomeState
from portal.accounts.forms.fields import printable


class VolunteerFilterForm(forms.Form):
    """What the list keeps; empty keeps all."""

    words = forms.CharField(label=_("Name or number"), required=False, max_length=50, validators=[printable])
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Any")),
            (WelcomeState.ASKED, _("asked to join")),
            (WelcomeState.WELCOMED, _("welcomed")),
            (IN_SHIFT, _("in a shift, not welcomed yet")),
        ],
    )
    language = forms.ModelChoiceField(
        SpokenLanguage.objects.all(), label=_("Language"), required=False, empty_label=_("Any")
    )
    kind = forms.ModelChoiceField(
        QualificationKind.objects.all(), label=_("Holds"), required=False, empty_label=_("Any")
    )
    quiet = forms.BooleanField(label=_("Not asked for 60 days"), required=False)
    expiring = forms.BooleanField(label=_("A certificate ends within 60 days"), required=False)
    uninsured = forms.BooleanField(label=_("Not insured today"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("language", "kind"):
            self.fields[name].label_from_instance = lambda one: one.local_name

    @property
    def asked(self) -> dict[str, Any]:
        """Return what could be understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class DeclineForm(forms.Form):
    """Why somebody is not taken in."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The volunteer reads it."),
        error_messages={"required": _("Please say why.")},
    )


class InsuranceForm(forms.Form):
    """Until when somebody is insured, and with whom."""

    until = forms.DateField(
        label=_("Insured until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day. Empty: not insured."),
    )
    note = forms.CharField(
        label=_("Insurer and number of the policy"),
        max_length=Welcome._meta.get_field("insurance_note").max_length,
        required=False,
        validators=[printable],
    )


class NoteForm(forms.Form):
    """A note for colleagues."""

    note = forms.CharField(
        label=_("Note for colleagues"),
        max_length=Welcome._meta.get_field("note").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The volunteer sees it in a copy of their data. Nothing about health, please."),
    )


class RuleForm(forms.Form):
    """What an organisation asks of its volunteers."""

    needs_welcome = forms.BooleanField(label=_("We welcome volunteers before their first shift"), required=False)
    words = forms.CharField(
        label=_("How we welcome them"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Volunteers read it beside “Ask to join”: for example a talk of half an hour, any Wednesday."),
    )
    words_en = forms.CharField(
        label=_("How we welcome them, in English"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    alert_hours = forms.CharField(
        label=_("Hours before a shift at which we are told of gaps"),
        required=False,
        max_length=40,
        help_text=_("Numbers with a comma between, for example 72, 24."),
    )
    absences = forms.IntegerField(
        label=_("Absences after which the coordinator decides"),
        required=False,
        min_value=1,
        max_value=20,
        help_text=_("Whoever missed so many shifts without a word waits for yours on their next. Empty: nobody does."),
    )
    absence_days = forms.IntegerField(label=_("Within how many days"), min_value=1, max_value=366)

    def __init__(self, data: Any = None, *, rule: VolunteerRule):
        names = ("needs_welcome", "words", "words_en", "absences", "absence_days")
        hours = ", ".join(str(hour) for hour in rule.alert_hours)
        super().__init__(data, initial={name: getattr(rule, name) for name in names} | {"alert_hours": hours})

    def clean_alert_hours(self) -> list[int]:
        """Return the hours, each once, the longest lead first."""
        parts = self.cleaned_data["alert_hours"].replace("，", ",").replace("、", ",").split(",")
        try:
            return sorted({int(part) for part in parts if part.strip()}, reverse=True)
        except ValueError:
            raise forms.ValidationError(_("Please write numbers with a comma between, such as 72, 24.")) from None
