"""What does a volunteer tell us of themselves, and by what does one look for a shift?"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.filters import WEEKDAYS
from events.models import SpokenLanguage, Volunteer
from events.models.volunteer import DayPart, Interest, Skill
from events.volunteering.enlisting import Profile
from portal import contributions
from portal.accounts.forms.fields import BirthDateField, printable, say_when_too_long

#: Each weekday from Monday, 0, with each part of a day.
FREE_TIMES = [
    (f"{day}:{part}", f"{name} {word}")
    for day, (_number, name) in enumerate(WEEKDAYS)
    for part, word in DayPart.choices
]


class ProfileForm(forms.Form):
    """What a volunteer offers: nothing here has to be answered."""

    interests = forms.MultipleChoiceField(
        label=_("What I like to help with"),
        choices=Interest.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    skills = forms.MultipleChoiceField(
        label=_("What I can do"), choices=Skill.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    skills_note = forms.CharField(
        label=_("Anything else I can do"), max_length=200, required=False, validators=[printable]
    )
    languages = forms.ModelMultipleChoiceField(
        SpokenLanguage.objects.all(),
        label=_("Languages I speak"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    free_times = forms.MultipleChoiceField(
        label=_("When I am free"), choices=FREE_TIMES, required=False, widget=forms.CheckboxSelectMultiple
    )
    estate_codes = forms.MultipleChoiceField(
        label=_("Estates that I can reach"), required=False, widget=forms.CheckboxSelectMultiple
    )
    national_number = forms.CharField(
        label=_("My number in the national volunteer system"),
        max_length=30,
        required=False,
        validators=[printable],
        help_text=_("Only if you have one: hours can be reported under it."),
    )

    def __init__(self, *args: Any, own_estate: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.own_estate = own_estate
        estates = [(estate.code, estate.name) for source in contributions.estates for estate in source()]
        # One's own comes first: it is what most people tick.
        self.fields["estate_codes"].choices = sorted(estates, key=lambda one: one[0] != own_estate)
        self.fields["languages"].label_from_instance = lambda one: one.local_name
        say_when_too_long(self.fields["skills_note"], _("Please use at most 200 characters."))
        say_when_too_long(self.fields["national_number"], _("Please use at most 30 characters."))

    def profile(self) -> Profile:
        """Return what was said."""
        return Profile(**{name: self.cleaned_data[name] for name in Profile.__dataclass_fields__})

    def week(self) -> Iterator[tuple[Any, list[Any]]]:
        """Yield each weekday with its boxes, a part of the day each: the rows of the grid."""
        boxes = list(self["free_times"])
        parts = len(DayPart)
        for day, (_number, name) in enumerate(WEEKDAYS):
            yield name, boxes[day * parts : (day + 1) * parts]

    @property
    def day_parts(self) -> list[Any]:
        return DayPart.labels


class JoinForm(ProfileForm):
    """A profile, and what has to be known beforehand: a birth date where there is none, a guardian's word."""

    birth_date = BirthDateField(
        required=False, help_text=_("Some roles are for people of a certain age. Such as 1951-05-04 or 1951年5月4日.")
    )
    guardian_agrees = forms.BooleanField(
        label=_("I am the parent or guardian, and I agree that my child volunteers"), required=False
    )

    def __init__(self, *args: Any, asks_birth_date: bool, asks_guardian: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not asks_birth_date:
            del self.fields["birth_date"]
        if not asks_guardian:
            del self.fields["guardian_agrees"]

    @property
    def beforehand(self) -> dict[str, Any]:
        """Return what ``enlist`` is told besides the profile."""
        return {name: self.cleaned_data[name] for name in ("birth_date", "guardian_agrees") if name in self.fields}


def profile_of(volunteer: Volunteer) -> dict[str, Any]:
    """Return what a volunteer said before, for the form to begin with."""
    known = {name: getattr(volunteer, name) for name in Profile.__dataclass_fields__ if name != "languages"}
    return known | {"languages": [one.pk for one in volunteer.languages.all()]}


class ShiftSearchForm(forms.Form):
    """By what one looks for a shift; ``estate`` by its code."""

    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Please enter a day like 2026-11-22.")},
    )
    weekday = forms.ChoiceField(label=_("Weekday"), required=False, choices=[("", _("Any")), *WEEKDAYS])
    part = forms.ChoiceField(label=_("Time of day"), required=False, choices=[("", _("Any")), *DayPart.choices])
    role = forms.ChoiceField(label=_("Role"), required=False)
    skill = forms.ChoiceField(label=_("Uses my skill"), required=False)
    language = forms.ChoiceField(label=_("Spoken language"), required=False)
    certificate = forms.ChoiceField(label=_("Uses my certificate"), required=False)
    estate = forms.ChoiceField(label=_("Near my estate"), required=False)
    organisation = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput, validators=[printable])
    free = forms.BooleanField(label=_("Only with places left"), required=False)
    mine = forms.BooleanField(label=_("Only those that I may take"), required=False)

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        estates = [(estate.code, estate.name) for source in contributions.estates for estate in source()]
        for name, found in {**choices, "estate": estates}.items():
            self.fields[name].choices = [("", _("Any")), *found]
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = _("Please choose one of the list.")

    @property
    def asked(self) -> dict[str, Any]:
        """Return what could be understood; a value that makes no sense has its sentence at its field."""
        self.is_valid()
        return self.cleaned_data

    @property
    def count_in_use(self) -> int:
        return sum(1 for value in self.asked.values() if value)
