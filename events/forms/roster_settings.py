"""What does an organisation say of its volunteers' roles, its plans of shifts and its standing duties?"""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import widgets

from events.forms.rosters import ColleagueField, LocalNameField, roles_of, staff_of
from events.models import ShiftPlan, StandingDuty, VolunteerRole
from events.models.volunteer import Skill
from organisations.forms.staff import ForUser
from organisations.permissions import Act, organisations_for
from portal.templatetags.when import WEEKDAYS, WEEKDAYS_ZH, is_english

MORE_LINES = 3


class Owned(ForUser):
    """A record of one of the organisations whose volunteers the user rosters; whose it is does not change."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.mine = organisations_for(self.user, Act.ROSTER).active()
        if self.instance.pk:
            self.fields.pop("organisation", None)
            self.of = [self.instance.organisation_id] if self.instance.organisation_id else self.mine
            return
        self.of = self.mine
        self.fields["organisation"].queryset = self.mine
        self.fields["organisation"].required = True
        self.fields["organisation"].empty_label = None


class RoleForm(Owned):
    """A role: what one does, who may."""

    skills = forms.MultipleChoiceField(
        label=VolunteerRole._meta.get_field("skills").verbose_name,
        choices=Skill.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Volunteers find the role by them. Nobody is refused for want of one."),
    )

    class Meta:
        model = VolunteerRole
        fields = [
            *("organisation", "name", "name_en", "words", "words_en", "skills", "requires"),
            *("min_age", "is_risky", "swaps_are_approved", "position", "is_retired"),
        ]
        widgets = {"requires": forms.CheckboxSelectMultiple}


class PlanForm(Owned):
    """A plan: its name and for which kind of programme; the lines are ``LineForm``s."""

    class Meta:
        model = ShiftPlan
        fields = ["organisation", "name", "name_en", "category"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        there = list(self.instance.lines.all()) if self.instance.pk else []
        kind = forms.formset_factory(LineForm, extra=MORE_LINES if there else 1 + MORE_LINES, can_delete=True)
        self.lines = kind(
            self.data if self.is_bound else None,
            prefix="lines",
            initial=[{name: getattr(line, name) for name in LineForm.base_fields} for line in there],
            form_kwargs={"roles": roles_of(self.of)},
        )

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.lines.is_valid()])

    def wanted_lines(self) -> list[dict[str, Any]]:
        """Return what each line says; after ``is_valid``."""
        rows = [form.cleaned_data for form in self.lines if form not in self.lines.deleted_forms]
        return [{name: row[name] for name in LineForm.base_fields} for row in rows if row.get("role")]


class LineForm(forms.Form):
    """One role of a plan."""

    role = LocalNameField(VolunteerRole.objects.none(), label=gettext_lazy("Role"), required=False, empty_label="–")
    minutes_before = forms.IntegerField(
        label=gettext_lazy("Minutes before it starts"), min_value=0, max_value=600, initial=30
    )
    minutes_after = forms.IntegerField(
        label=gettext_lazy("Minutes after it ends"), min_value=0, max_value=600, initial=15
    )
    minimum = forms.IntegerField(label=gettext_lazy("At least"), min_value=0, max_value=99, initial=1)
    wished = forms.IntegerField(label=gettext_lazy("People wished for"), min_value=1, max_value=99, initial=1)

    def __init__(self, *args: Any, roles: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = roles

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("minimum") and data.get("wished") and data["minimum"] > data["wished"]:
            self.add_error("minimum", _("More are needed at least than are wished for."))
        return data


class DutyForm(Owned):
    """A standing duty; its days and times are chosen once."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On these days of the week"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    role = LocalNameField(VolunteerRole.objects.none(), label=gettext_lazy("Role"))
    supervisor = ColleagueField(None, label=gettext_lazy("Person in charge"), required=False, empty_label="–")

    class Meta:
        model = StandingDuty
        fields = [
            *("organisation", "name", "name_en", "role", "weekdays", "starts", "minutes", "minimum", "wished"),
            *("meeting_point", "meeting_point_en", "supervisor", "starts_on", "ends_on"),
        ]
        widgets = {
            "starts": widgets.AdminTimeInput,
            "starts_on": widgets.AdminDateInput,
            "ends_on": widgets.AdminDateInput,
        }

    #: What is chosen once: another time is another duty.
    FIXED = ("role", "weekdays", "starts", "minutes", "starts_on", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].queryset = staff_of(self.of)
        if self.instance.pk:
            for name in self.FIXED:
                del self.fields[name]
            return
        self.fields["weekdays"].choices = list(enumerate(WEEKDAYS if is_english() else WEEKDAYS_ZH))
        self.fields["role"].queryset = roles_of(self.of)


class EndDutyForm(forms.Form):
    """The last day, and what those in later shifts are told."""

    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=widgets.AdminDateInput)
    note = forms.CharField(
        label=gettext_lazy("What those in later shifts are told"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
