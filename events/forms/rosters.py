"""What does a coordinator fill in? Shifts, who comes into them, and why something is set aside."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import widgets

from events.models import Session, Shift, ShiftPlan, SpokenLanguage, VolunteerRole
from events.models.volunteer import Skill
from events.readouts.candidates import Filters, estates
from events.volunteering.shifts import DETAILS, Wanted
from organisations.models import Membership, Organisation
from organisations.permissions import Act, organisations_for
from portal.templatetags import when

MOST_WISHED = 99


def staff_of(organisations: Any) -> Any:
    """Return the colleagues of these organisations, by name, of whom one can be in charge of a shift."""
    held = Membership.objects.valid_on(timezone.localdate()).filter(organisation__in=organisations)
    users = get_user_model().objects.filter(pk__in=held.values("user"), is_active=True)
    return users.select_related("person").order_by("username")


def roles_of(organisations: Any) -> Any:
    """Return the roles in use of these organisations, and those that all share."""
    return VolunteerRole.objects.filter(Q(organisation=None) | Q(organisation__in=organisations), is_retired=False)


class LocalNameField(forms.ModelChoiceField):
    """A choice among records with names in both languages."""

    def label_from_instance(self, record: Any) -> str:
        return record.local_name


class ColleagueField(forms.ModelChoiceField):
    """A choice among colleagues, by their own names."""

    def label_from_instance(self, user: Any) -> str:
        person = getattr(user, "person", None)
        return person.name if person else user.get_full_name() or user.username


class NumbersForm(forms.Form):
    """How many are needed and wished for, who is in charge, where to meet, what to know."""

    minimum = forms.IntegerField(label=gettext_lazy("At least"), min_value=0, max_value=MOST_WISHED, initial=1)
    wished = forms.IntegerField(label=gettext_lazy("People wished for"), min_value=1, max_value=MOST_WISHED, initial=1)
    supervisor = ColleagueField(
        get_user_model().objects.none(), label=gettext_lazy("Person in charge"), required=False, empty_label="–"
    )
    meeting_point = forms.CharField(label=gettext_lazy("Meeting point"), max_length=100, required=False)
    meeting_point_en = forms.CharField(label=gettext_lazy("Meeting point in English"), max_length=150, required=False)
    note = forms.CharField(label=gettext_lazy("What to know or bring"), max_length=200, required=False)
    note_en = forms.CharField(label=gettext_lazy("What to know or bring, in English"), max_length=300, required=False)

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].queryset = staff_of(organisations)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("minimum") and data.get("wished") and data["minimum"] > data["wished"]:
            self.add_error("minimum", _("More are needed at least than are wished for."))
        return data

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.cleaned_data["minimum"], self.cleaned_data["wished"])

    def details(self) -> dict[str, Any]:
        """Return what is no number; after ``is_valid``."""
        return {name: self.cleaned_data[name] for name in DETAILS if name != "minimum"}


class TimesForm(NumbersForm):
    """The same with day and times; an end that is not after the start is on the next day."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=widgets.AdminDateInput)
    start = forms.TimeField(label=gettext_lazy("From"), widget=widgets.AdminTimeInput)
    end = forms.TimeField(label=gettext_lazy("To"), widget=widgets.AdminTimeInput)

    def span(self) -> tuple[datetime, datetime]:
        """Return when it starts and ends; after ``is_valid``."""
        data = self.cleaned_data
        starts_at, ends_at = _local(data["day"], data["start"]), _local(data["day"], data["end"])
        return starts_at, ends_at if ends_at > starts_at else ends_at + timedelta(days=1)


class ShiftForm(TimesForm):
    """A new shift: of which organisation, in which role."""

    organisation = LocalNameField(Organisation.objects.none(), label=gettext_lazy("Organisation"), empty_label=None)
    role = LocalNameField(VolunteerRole.objects.none(), label=gettext_lazy("Role"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        mine = organisations_for(user, Act.ROSTER).active()
        super().__init__(*args, organisations=mine, **kwargs)
        self.fields["organisation"].queryset = mine
        self.fields["role"].queryset = roles_of(mine)


class ChangeShiftForm(TimesForm):
    """A shift as it is."""

    def __init__(self, shift: Shift, *args: Any, **kwargs: Any):
        starts_at, ends_at = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
        kwargs["initial"] = {
            **{name: getattr(shift, name) for name in DETAILS},
            "wished": shift.pool.capacity,
            "day": starts_at.date(),
            "start": starts_at.time(),
            "end": ends_at.time(),
        }
        super().__init__(*args, organisations=[shift.organisation_id], **kwargs)


class NoteForm(forms.Form):
    """What people are told."""

    note = forms.CharField(
        label=gettext_lazy("What people are told about it"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonForm(forms.Form):
    """Why somebody is let go; they read it."""

    reason = forms.CharField(
        label=gettext_lazy("Why, as they will read it"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class OverrideForm(forms.Form):
    """Why something is set aside; it is kept."""

    override_reason = forms.CharField(
        label=gettext_lazy("Why in spite of what is in the way"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("It is kept with what was set aside."),
    )


class ShiftField(forms.ModelChoiceField):
    """A choice among shifts: role, time, how many are in it."""

    def label_from_instance(self, shift: Shift) -> str:
        filled = f"{shift.pool.taken}/{shift.pool.capacity}"
        return f"{shift.role.local_name} · {when.span(shift)} · {filled}"


class MoveForm(OverrideForm):
    """Into which shift, and why in spite of what stands against it."""

    to = ShiftField(Shift.objects.none(), label=gettext_lazy("Move to this shift"))

    def __init__(self, shifts: Any, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = shifts
        self.order_fields(["to", "override_reason"])


class FilterForm(forms.Form):
    """Which volunteers to show."""

    skill = forms.ChoiceField(label=gettext_lazy("Skill"), required=False)
    language = LocalNameField(
        SpokenLanguage.objects.all(), label=gettext_lazy("Language"), required=False, empty_label="–"
    )
    estate = forms.ChoiceField(label=gettext_lazy("Estate"), required=False)
    is_free = forms.BooleanField(label=gettext_lazy("Free at that time"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["skill"].choices = [("", "–"), *Skill.choices]
        self.fields["estate"].choices = [("", "–"), *estates()]

    def filters(self) -> Filters:
        """Return the filters; what makes no sense filters nothing."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        language = data.get("language")
        return Filters(
            data.get("skill") or "",
            language.pk if language else None,
            data.get("estate") or "",
            bool(data.get("is_free")),
        )


class InviteForm(forms.Form):
    """By when those who are asked should answer."""

    answer_by = forms.DateField(label=gettext_lazy("Please answer by"), required=False, widget=widgets.AdminDateInput)

    def moment(self) -> datetime | None:
        """Return the end of that day."""
        day = self.cleaned_data["answer_by"]
        return _local(day, time(23, 59)) if day else None


class SessionsField(forms.ModelMultipleChoiceField):
    """Sessions to come, by the programme and the time."""

    def label_from_instance(self, session: Session) -> str:
        return f"{session.event.programme.local_title} · {when.span(session)}"


class ApplyPlanForm(forms.Form):
    """Which plan, for which sessions."""

    plan = LocalNameField(ShiftPlan.objects.none(), label=gettext_lazy("Plan of shifts"))
    sessions = SessionsField(
        Session.objects.none(),
        label=gettext_lazy("For these sessions"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please choose at least one session.")},
    )

    def __init__(self, plans: Any, sessions: Any, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans
        self.fields["sessions"].queryset = sessions


def _local(day: Any, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
