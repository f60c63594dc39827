"""Which programmes does a visitor look for? The keys of the address, checked, each as a filter of sessions.

A key that is not named here is ignored, and none reaches the database by its name. A value that makes no sense
gets a sentence at its field; the others still count.
"""

import copy
from datetime import date, datetime, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from events.models import Pool, ProgrammeHost, ProgrammePage
from events.models.event import SessionQuerySet
from events.readouts.calendar import FIRST_DAY, LAST_DAY, midnight
from events.readouts.choices import Choices
from events.readouts.near import near
from organisations.models import Facility, Organisation
from portal.search.words import LONGEST_QUERY

WEEKDAYS = [
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
    ("6", _("Saturday")),
    ("7", _("Sunday")),
]


class WordsField(forms.CharField):
    default_validators = [
        MaxLengthValidator(LONGEST_QUERY, _("Please search with at most %(limit_value)d characters.")),
        ProhibitNullCharactersValidator(_("Please leave out characters that cannot be seen.")),
    ]


class ListField(forms.ChoiceField):
    """One of a list; the lists that officers keep are filled in when the form is made."""

    default_error_messages = {"invalid_choice": _("Please choose one of the list.")}


class AgeField(forms.IntegerField):
    def __init__(self, **kwargs):
        wrong = _("Please enter an age between 0 and 120.")
        super().__init__(**kwargs, min_value=0, max_value=120, error_messages={"invalid": wrong})
        for validator in self.validators:
            validator.message = wrong  # type: ignore[attr-defined]


class DayField(forms.DateField):
    """A day as browsers send it, in years that a calendar can count with."""

    default_error_messages = {"invalid": _("Please enter a day like 2026-11-22.")}

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class MethodFilter(django_filters.Filter):
    """A filter by a method of its set. Its copy for a request shares all but the set it belongs to."""

    def __deepcopy__(self, memo: dict) -> "MethodFilter":
        copied = copy.copy(self)
        copied.method = self.method  # binds the copy; the choices and labels behind it never change
        return copied


def _filter(field: type[forms.Field], label: Any, method: str, **details: Any) -> MethodFilter:
    made = MethodFilter(label=label, method=method, **details)
    made.field_class = field
    return made


class FindForm(forms.Form):
    """The filters as a form; the two days must be in order."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and last < first:
            self.add_error("to", _("The last day is before the first."))
        return cleaned


class SessionFilter(django_filters.FilterSet):
    """Keeps the sessions that a visitor looks for. ``q`` is the search's: it orders, and it is applied by the list."""

    q = _filter(WordsField, _("What are you looking for?"), "by_words", strip=True)
    category = _filter(ListField, _("Category"), "by_category")
    audience = _filter(ListField, _("For whom"), "by_audience", choices=ProgrammePage.Audience.choices)
    age = _filter(AgeField, _("Age"), "by_age")
    estate = _filter(ListField, _("Near my estate"), "by_estate")
    centre = _filter(ListField, _("Community Centre"), "by_centre")
    organisation = _filter(ListField, _("Organisation"), "by_organisation")
    facility = _filter(ListField, _("Where to go"), "by_facility", choices=Facility.Kind.choices)
    language = _filter(ListField, _("Spoken language"), "by_language")
    # A word of Python's own cannot name an attribute in the usual way; the address says it all the same.
    locals()["from"] = _filter(DayField, _("From day"), "by_first_day", input_formats=["%Y-%m-%d"])
    to = _filter(DayField, _("To day"), "by_last_day", input_formats=["%Y-%m-%d"])
    weekday = _filter(ListField, _("Weekday"), "by_weekday", choices=WEEKDAYS)
    open = _filter(forms.BooleanField, _("Only with places left"), "by_places")

    class Meta:
        form = FindForm

    _form_class: type[forms.Form] | None = None

    def __init__(self, data, queryset: SessionQuerySet, *, choices: Choices, at: datetime):
        super().__init__(data, queryset)
        self.choices = choices
        self.at = at

    def get_form_class(self) -> type[forms.Form]:
        """Return the form's class, made once: making one takes longer than filling it."""
        if SessionFilter._form_class is None:
            SessionFilter._form_class = super().get_form_class()
        return SessionFilter._form_class

    @property
    def form(self) -> forms.Form:
        """The form, with the lists of the day in it."""
        if not hasattr(self, "_form"):
            form = super().form
            for name in ("category", "language", "centre", "estate"):
                form.fields[name].choices = getattr(self.choices, name)
            form.fields["organisation"].choices = self._organisation_named()
        return self._form

    def _organisation_named(self) -> list[tuple[str, str]]:
        code = str(self.data.get("organisation", ""))[:40].replace("\x00", "")
        found = Organisation.objects.active().filter(code=code).first() if code else None
        return [(found.code, found.local_name)] if found else []

    def by_words(self, sessions: SessionQuerySet, name: str, value: str) -> SessionQuerySet:
        """Leave all: the search finds programmes and ranks them, before sessions are asked."""
        return sessions

    def by_category(self, sessions: SessionQuerySet, name: str, value: str) -> SessionQuerySet:
        return sessions.filter(event__programme__category__code=value)

    def by_audience(self, sessions: SessionQuerySet, name: str, value: str) -> SessionQuerySet:
        return sessions.filter(event__programme__audience=value)

    def by_age(self, sessions: SessionQuerySet, name: str, value: int) -> SessionQuerySet:
        return sessions.filter(
            Q(event__programme__min_age=None) | Q(event__programme__min_age__lte=value),
            Q(event__programme__max_age=None) | Q(event__programme__max_age__gte=value),
        )

    def by_estate(self, sessions: SessionQuerySet, name: str, value: str) -> SessionQuerySet:
        """Keep what is held in the centre that serves the estate, or in no centre by those who work there."""
        return sessions.filter(near(value).condition("event__centre", "event__organisation"))

    def by_centre(self, sessions: SessionQuerySet, name: str, value: str) -> SessionQuerySet:
        return sessions.filter(event__centre__code=value)

    def by_organisation(self, sessions: SessionQuerySet, name: str, value: str) -> SessionQuerySet:
        """Keep what the organisation publishes or has a part in."""
        parts = ProgrammeHost.objects.filter(page=OuterRef("event__programme_id"), organisation__code=value)
        return sessions.filter(Q(event__organisation__code=value) | Exists(parts))

    def by_facility(self, sessions: SessionQuerySet, name: str, value: str) -> SessionQuerySet:
        return sessions.filter(room__facility__kind=value)

    def by_language(self, sessions: SessionQuerySet, name: str, value: str) -> SessionQuerySet:
        return sessions.filter(event__programme__languages__code=value)

    def by_first_day(self, sessions: SessionQuerySet, name: str, value: date) -> SessionQuerySet:
        return sessions.filter(starts_at__gte=midnight(value))

    def by_last_day(self, sessions: SessionQuerySet, name: str, value: date) -> SessionQuerySet:
        return sessions.filter(starts_at__lt=midnight(value + timedelta(days=1)))

    def by_weekday(self, sessions: SessionQuerySet, name: str, value: str) -> SessionQuerySet:
        return sessions.filter(starts_at__iso_week_day=int(value))

    def by_places(self, sessions: SessionQuerySet, name: str, value: bool) -> SessionQuerySet:
        """Keep what has a place for a newcomer, and what needs no sign-up.

        The rule of ``open_for_sign_up`` and ``with_places_left`` as one join: as a subquery beside an "or",
        PostgreSQL looks through every event before it shows the first.
        """
        if not value:
            return sessions
        is_open = Q(
            Q(event__opens_at=None) | Q(event__opens_at__lte=self.at),
            Q(event__closes_at__gt=self.at) | Q(event__closes_at=None, event__starts_at__gt=self.at),
            places__waiting=0,
            places__taken__lt=F("places__capacity"),
        )
        places = FilteredRelation("event__pools", condition=Q(event__pools__kind=Pool.Kind.OPEN))
        return sessions.alias(places=places).filter(Q(event__needs_sign_up=False) | is_open)
