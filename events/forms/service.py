"""What is asked around a shift's day: times, incidents, hours, proofs. Each form is one act."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import ServiceProof, Shift, Volunteer
from events.volunteering.hours import CONTENT, MOST_MINUTES
from events.volunteering.incidents import MOST_WORDS
from events.volunteering.service_proofs import Document, Issuing
from organisations.models import Organisation

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TimesForm(forms.Form):
    """When somebody came and left, by the clock of the shift's day; no coming: they were absent."""

    came = forms.TimeField(label=_("Came at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    left = forms.TimeField(label=_("Left at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    reason = forms.CharField(label=_("Why the times change"), max_length=200)

    def moments(self, shift: Shift) -> dict[str, datetime | None]:
        """Return both as moments near the shift; past midnight belongs to its next day."""
        return {f"{name}_at": _near(shift, self.cleaned_data[name]) for name in ("came", "left")}


class IncidentForm(forms.Form):
    """What happened."""

    words = forms.CharField(
        label=_("What happened"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For the organisation and its centre. What was done at once, who was there?"),
    )
    somebody_was_hurt = forms.BooleanField(
        label=_("Somebody was hurt"), required=False, help_text=_("The centre's officers are told at once.")
    )


class CodeForm(forms.Form):
    """The six digits on the leader's phone."""

    code = forms.CharField(
        label=_("Six digits"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "pattern": "[0-9 ]*", "class": "digits"}
        ),
    )


class StandInForm(forms.Form):
    """Whom to ask to stand in: one colleague, or everybody who may."""

    asked = forms.ModelChoiceField(
        label=_("Whom to ask"),
        queryset=Volunteer.objects.none(),
        required=False,
        empty_label=_("everybody who may"),
        help_text=_("By name you see those with whom you were in a shift before."),
    )
    note = forms.CharField(label=_("message"), max_length=200, required=False)

    def __init__(self, colleagues: list[Volunteer], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = Volunteer.objects.filter(pk__in=[one.pk for one in colleagues]).select_related("person")
        self.fields["asked"].queryset = rows
        self.fields["asked"].label_from_instance = lambda one: one.person.name


class AskProofForm(forms.Form):
    """Of which service a proof is asked, and which document stands on it."""

    organisation = forms.ModelChoiceField(label=_("Issued by"), queryset=Organisation.objects.none(), empty_label=None)
    starts_on = forms.DateField(label=_("From"), widget=DAY)
    ends_on = forms.DateField(label=_("To"), widget=DAY)
    document = forms.ChoiceField(
        label=_("Document"), choices=[("", _("none"))], required=False, help_text=_("Only if whoever asks wants it.")
    )
    number = forms.CharField(
        label=_("Number of the document"),
        max_length=30,
        required=False,
        help_text=_(
            "For this paper alone. Kept encrypted, erased once you took the paper, after 30 days at the latest."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, organisations: Any, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["organisation"].label_from_instance = lambda one: one.local_name
        self.fields["document"].choices = [("", _("none")), *ServiceProof.Document.choices]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if bool(given.get("document")) != bool(given.get("number")):
            self.add_error("number", _("Please give the kind of the document and its number, or neither."))
        return given

    def document_given(self) -> Document | None:
        """Return the document, or None."""
        kind = self.cleaned_data["document"]
        return Document(kind, self.cleaned_data["number"].strip().upper()) if kind else None

    def days(self) -> tuple[date, date]:
        """Return the first and the last day."""
        return self.cleaned_data["starts_on"], self.cleaned_data["ends_on"]


class IssueProofForm(forms.Form):
    """Who answers for the proof on the organisation's side."""

    in_charge = forms.CharField(label=_("Person in charge"), max_length=50)
    handler = forms.CharField(label=_("Handled by"), max_length=50)
    phone = forms.CharField(label=_("Phone"), max_length=30)

    def answering(self) -> Issuing:
        """Return the three."""
        return Issuing(**self.cleaned_data)


class ReasonForm(forms.Form):
    """Why something is refused, declined or corrected."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The volunteer reads it."))


class CorrectHoursForm(forms.Form):
    """How many minutes it was in truth."""

    minutes = forms.IntegerField(label=_("Minutes in truth"), min_value=0, max_value=MOST_MINUTES)
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The volunteer reads it."))


class EnterHoursForm(forms.Form):
    """Hours outside of shifts."""

    volunteer = forms.ModelChoiceField(label=_("volunteer"), queryset=Volunteer.objects.none())
    organisation = forms.ModelChoiceField(label=_("organisation"), queryset=Organisation.objects.none())
    on = forms.DateField(label=_("day"), widget=DAY)
    minutes = forms.IntegerField(label=pgettext_lazy("how long", "minutes"), min_value=1, max_value=MOST_MINUTES)
    content = forms.CharField(label=_("What was done"), max_length=CONTENT)
    content_en = forms.CharField(label=_("what was done, in English"), max_length=200, required=False)
    reason = forms.CharField(label=_("Why by hand"), max_length=200)

    def __init__(self, *args: Any, volunteers: Any, organisations: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["volunteer"].queryset = volunteers
        self.fields["volunteer"].label_from_instance = lambda one: f"{one.person.name} · {one.number}"
        self.fields["organisation"].queryset = organisations
        self.fields["organisation"].label_from_instance = lambda one: one.local_name


class CloseIncidentForm(forms.Form):
    """What was done about an incident."""

    note = forms.CharField(label=_("What was done"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def _near(shift: Shift, clock: Any) -> datetime | None:
    if clock is None:
        return None
    day = timezone.localtime(shift.starts_at).date()
    moment = timezone.make_aware(datetime.combine(day, clock))
    return moment if (shift.starts_at - moment).total_seconds() < 12 * 3600 else moment + timedelta(days=1)


class WriteForm(forms.Form):
    """What is written to the volunteers of a shift or of a role; ``key`` names this form, so that it is sent once."""

    to = forms.ChoiceField(label=_("To whom"))
    subject = forms.CharField(label=_("Subject"), max_length=100)
    body = forms.CharField(label=_("Message"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, choices: Any, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = choices
