"""What does an officer set of a call? One small form a page; ids are given out here and never typed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from incubator.call_templates import Pattern, templates
from incubator.models import ApplicantKind, Base, Intake, Track
from incubator.models.intake import ConflictCheck
from incubator.preparing import pattern_of

LONGEST_WINDOW_DAYS = 366


def _ticks(label: Any, choices: Sequence[Any], *, help_text: Any = "", required: bool = True) -> Any:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, help_text=help_text, widget=forms.CheckboxSelectMultiple
    )


class MakeCallForm(forms.Form):
    """Which base calls, and from what the call is made."""

    base = forms.ModelChoiceField(label=gettext_lazy("incubation base"), queryset=Base.objects.none())
    source = forms.ChoiceField(
        label=gettext_lazy("Start from"), help_text=gettext_lazy("Everything can be changed afterwards.")
    )
    name = forms.CharField(label=gettext_lazy("name"), max_length=60)
    name_en = forms.CharField(label=gettext_lazy("name in English"), max_length=100, required=False)
    code = forms.SlugField(
        label=gettext_lazy("code"),
        max_length=40,
        help_text=gettext_lazy("Small letters, digits and hyphens, such as spring-2027; it becomes the address."),
    )
    opens_on = forms.DateField(label=gettext_lazy("applications from"), widget=AdminDateInput)
    closes_on = forms.DateField(label=gettext_lazy("applications until"), widget=AdminDateInput)

    def __init__(self, *args: Any, bases: Any, earlier: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["base"].queryset = bases
        self.fields["base"].label_from_instance = lambda base: base.local_name
        self.earlier = {str(call.pk): call for call in earlier}
        own = [(f"call:{pk}", call.local_name) for pk, call in self.earlier.items()]
        shapes = [(f"template:{one.code}", f"{one.name}") for one in templates().values()]
        self.fields["source"].choices = [
            (_("Templates"), shapes),
            *([(_("Earlier calls"), own)] if own else []),
        ]

    def clean_code(self) -> str:
        return self.cleaned_data["code"].lower()

    def pattern(self) -> Pattern:
        """Return what the call begins with."""
        what, _colon, key = self.cleaned_data["source"].partition(":")
        return templates()[key].pattern if what == "template" else pattern_of(self.earlier[key])


class DetailsForm(forms.ModelForm):
    """What the call is called, its days and places, who may apply, how it is reviewed and decided."""

    applicants = _ticks(gettext_lazy("who may apply"), ApplicantKind.choices)
    conflict_checks = _ticks(
        gettext_lazy("how conflicts are found"),
        ConflictCheck.choices,
        required=False,
        help_text=gettext_lazy(
            "Always: who has stepped back from the applicant, who writes the application, who belongs to the applicant."
        ),
    )
    two_deciders = forms.BooleanField(
        label=gettext_lazy("Two people decide"),
        required=False,
        help_text=gettext_lazy("Every decision of the authority then needs the word of a second person."),
    )

    class Meta:
        model = Intake
        fields = [
            *("name", "name_en", "opens_on", "closes_on", "place_count", "applicants"),
            *("reviews_wanted", "drops_extremes", "conflict_checks", "notice_days"),
        ]
        widgets = {"opens_on": AdminDateInput, "closes_on": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("two_deciders", self.instance.two_deciders)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("opens_on"), data.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", _("The last day is before the first."))
        if first and last and (last - first).days > LONGEST_WINDOW_DAYS:
            self.add_error("closes_on", _("A call is open for a year at most."))
        return data

    def _post_clean(self) -> None:
        """Leave the record as it is: the operation changes it."""

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class TrackForm(forms.ModelForm):
    """One way through the incubator; a row without a name is none."""

    use_required_attribute = False

    class Meta:
        model = Track
        fields = ["name", "name_en", "months", "place_count", "has_premises", "for_whom", "for_whom_en"]

    def _post_clean(self) -> None:
        """Leave the record as it is: the operation changes it."""


TrackRows = forms.modelformset_factory(Track, form=TrackForm, extra=1, can_delete=True, max_num=12)


def tracks_of(rows: Any) -> list[dict[str, Any]]:
    """Return the tracks that stay and those that are new, each with its code."""
    staying = [form for form in rows.forms if form not in rows.deleted_forms and form.cleaned_data.get("name")]
    used = {form.instance.code for form in rows.forms if form.instance.pk}
    found = []
    for form in staying:
        code = form.instance.code if form.instance.pk else _new_code("t", used)
        used.add(code)
        found.append({"code": code, **{name: form.cleaned_data[name] for name in TrackForm.Meta.fields}})
    return found


def _new_code(letter: str, used: set[str]) -> str:
    number = 1
    while f"{letter}{number}" in used:
        number += 1
    return f"{letter}{number}"


class AmendmentForm(forms.Form):
    """What has changed, for everybody who reads the call; asked of one that is published."""

    amendment = forms.CharField(
        label=gettext_lazy("What has changed, in one sentence"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("It stands on the public page with its day, and applicants get it as a message."),
    )
    amendment_en = forms.CharField(label=gettext_lazy("What has changed, in English"), max_length=400, required=False)

    def words(self) -> Mapping[str, str]:
        """Return what the operation takes; after ``is_valid``."""
        return {name: self.cleaned_data[name] for name in ("amendment", "amendment_en")}


class CallOffForm(forms.Form):
    """Why a call does not take place."""

    words = forms.CharField(label=gettext_lazy("Why, in one sentence"), max_length=300, required=False)
    words_en = forms.CharField(label=gettext_lazy("Why, in English"), max_length=400, required=False)


def first_days() -> tuple[date, date]:
    """Return the days that a new call begins with: from the first of next month, four weeks."""
    today = timezone.localdate()
    opens = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    return opens, date.fromordinal(opens.toordinal() + 27)
