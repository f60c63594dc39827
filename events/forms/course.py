"""What does an organiser say about a qualification course? What it leads to, and its steps in order."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.learning.courses import MOST_STEPS, StepFacts
from events.models import Course, CourseStep, Event, QualificationKind


class StepForm(forms.Form):
    """One step; an empty row is none."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Kind of step"), choices=CourseStep.Kind.choices, initial=CourseStep.Kind.INTERVIEW
    )
    title = forms.CharField(label=_("Name"), max_length=40)
    title_en = forms.CharField(label=_("Name in English"), max_length=60, required=False)
    most = forms.IntegerField(
        label=_("Points at most"), min_value=1, max_value=1000, required=False, help_text=_("Empty: passed or not.")
    )
    enough = forms.IntegerField(label=_("Points to pass"), min_value=1, max_value=1000, required=False)
    sessions = forms.MultipleChoiceField(
        label=_("Sessions of this step"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_gone = forms.BooleanField(label=_("Take this step away"), required=False)

    def __init__(self, *args: Any, sessions: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["sessions"].choices = sessions

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        most, enough = data.get("most"), data.get("enough")
        if (most is None) != (enough is None) and "most" not in self.errors and "enough" not in self.errors:
            self.add_error("enough", _("Points at most and points to pass go together."))
        elif most and enough and enough > most:
            self.add_error("enough", _("More than there are points."))
        return data


StepFormSet = forms.formset_factory(StepForm, extra=0, max_num=MOST_STEPS + 1, absolute_max=MOST_STEPS + 2)


class CourseForm(forms.Form):
    """The course of one event."""

    kind = forms.ModelChoiceField(label=_("Leads to"), queryset=QualificationKind.objects.all())

    def __init__(self, event: Event, course: Course | None, data: Any = None):
        super().__init__(data, initial={"kind": course.kind_id if course else None})
        steps = list(course.steps.prefetch_related("sessions")) if course else []
        sessions = [(str(one.pk), f"{one.number}. {one.local_title}") for one in event.sessions.all()]
        self.steps = StepFormSet(
            data,
            initial=[*map(_initial, steps), *({} for _row in range(1 if steps else 3))][: MOST_STEPS + 1],
            prefix="steps",
            form_kwargs={"sessions": sessions},
        )
        for row in self.steps.forms[len(steps) :]:
            row.empty_permitted = True
            row.use_required_attribute = False

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.steps.is_valid()])

    def facts(self) -> list[StepFacts]:
        """Return the steps as the operation knows them."""
        rows = [row.cleaned_data for row in self.steps if row.has_changed() or row.initial.get("pk")]
        return [
            StepFacts(
                row["kind"],
                row["title"],
                row["title_en"],
                row["most"],
                row["enough"],
                tuple(int(pk) for pk in row["sessions"]),
                row["pk"],
            )
            for row in rows
            if row.get("title") and not row["is_gone"]
        ]


def _initial(step: CourseStep) -> dict[str, Any]:
    return {
        "pk": step.pk,
        "kind": step.kind,
        "title": step.title,
        "title_en": step.title_en,
        "most": step.most,
        "enough": step.enough,
        "sessions": [str(one.pk) for one in step.sessions.all()],
    }
