"""How does somebody say how it was, how does an officer answer an alert, how does an organiser choose two questions?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.feedback.giving import Said
from events.feedback.questions import MOST, Asked, usable
from events.models import Event, Feedback, FeedbackAsking, SalesAlert
from portal.questions.definition import Question
from portal.questions.forms.answering import AnswersForm
from portal.questions.models import QuestionSet, QuestionSetVersion

YES, NO = "yes", "no"


class FeedbackForm(forms.Form):
    """Stars, which are buttons and may have been given before; the rest is optional."""

    stars = forms.IntegerField(
        min_value=1,
        max_value=5,
        required=False,
        label=gettext_lazy("How was it?"),
        error_messages={
            name: gettext_lazy("Please choose one to five stars.") for name in ("invalid", "min_value", "max_value")
        },
    )
    was_sold = forms.ChoiceField(
        label=gettext_lazy("Was anything sold, or were contact details collected?"),
        choices=[(NO, gettext_lazy("No, nothing")), (YES, gettext_lazy("Yes, there was"))],
        widget=forms.RadioSelect,
        required=False,
        help_text=gettext_lazy("Health lectures are free of selling. After a yes the centre looks into it today."),
    )
    sold_what = forms.CharField(
        label=gettext_lazy("If so, what happened?"),
        max_length=SalesAlert._meta.get_field("said").max_length,
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("Anything else?"),
        max_length=Feedback._meta.get_field("text").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Please name nobody. The organiser reads it without your name."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        before: Feedback | None,
        sold_before: str,
        asked: Asked,
        asks_about_selling: bool,
        by: Any,
        at: datetime,
    ):
        initial = {"text": before.text, "sold_what": sold_before} if before else {}
        if before and before.was_sold is not None:
            initial["was_sold"] = YES if before.was_sold else NO
        super().__init__(data, initial=initial)
        self.before, self.asked = before, asked
        if not asks_about_selling:
            del self.fields["was_sold"], self.fields["sold_what"]
        held = before.answers if before and before.version_id == asked.version.pk else {}
        self.questions = AnswersForm(asked.questions, data, by=by, at=at, prefix="questions", held=held)

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.questions.is_valid()])

    def clean_stars(self) -> int:
        """Return the star that was tapped, else the one of before."""
        stars = self.cleaned_data["stars"] or (self.before.stars if self.before else None)
        if stars is None:
            raise forms.ValidationError(_("Please choose one to five stars."), code="required")
        return stars

    @property
    def chosen(self) -> int:
        """How many stars the page shows as chosen."""
        return self.before.stars if self.before else 0

    @property
    def said(self) -> Said:
        """What was said; after ``is_valid``."""
        data = self.cleaned_data
        return Said(
            stars=data["stars"],
            text=data["text"],
            was_sold={YES: True, NO: False}.get(data.get("was_sold", "")),
            sold_what=data.get("sold_what", ""),
            version=self.asked.version if self.questions.answers else None,
            answers=self.questions.answers,
        )


class FindingForm(forms.Form):
    """What the officer found and did."""

    text = forms.CharField(
        label=gettext_lazy("What was found, and what was done"),
        max_length=SalesAlert._meta.get_field("answer").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Whoever raised it reads this; you do not learn who that is."),
        error_messages={"required": gettext_lazy("Please write what was found.")},
    )


class ChooseSetForm(forms.Form):
    """From which of the organisation's sets the two questions are taken; nothing chosen: the usual ones."""

    question_set = forms.ModelChoiceField(
        QuestionSet.objects.none(),
        label=gettext_lazy("Questions"),
        required=False,
        empty_label=gettext_lazy("The usual two questions"),
    )

    def __init__(self, data: Any = None, *, event: Event, chosen: QuestionSet | None = None):
        super().__init__(data, initial={"question_set": chosen.pk if chosen else None})
        self.fields["question_set"].queryset = QuestionSet.objects.filter(organisation_id=event.organisation_id)


class ChooseQuestionsForm(forms.Form):
    """Which two of a version's questions are asked."""

    questions = forms.MultipleChoiceField(
        label=gettext_lazy("Choose two at most"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please choose at least one question.")},
    )

    def __init__(self, data: Any = None, *, version: QuestionSetVersion, asking: FeedbackAsking | None):
        chosen = asking.question_ids if asking and asking.version_id == version.pk else []
        super().__init__(data, initial={"questions": chosen})
        self.usable: Sequence[Question] = usable(version)
        self.fields["questions"].choices = [(question.id, str(question.label)) for question in self.usable]

    def clean_questions(self) -> list[str]:
        chosen = self.cleaned_data["questions"]
        if len(chosen) > MOST:
            raise forms.ValidationError(_("Please choose two questions at most."), code="too_many")
        return chosen
