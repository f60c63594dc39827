"""How are an event's questions chosen, and answered? Once for all who come, then for each; all checked together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from events.models import Asking, Event, Registration
from events.readouts.asking import sheets_of
from events.sign_up.asking import SOMEBODY, Answers, indispensable
from portal.accounts.models import Person
from portal.questions.definition import Per, Questionnaire
from portal.questions.forms.answering import AnswersForm, Before
from portal.questions.models import QuestionSet, QuestionSetVersion


@dataclass(frozen=True, slots=True)
class Part:
    """The questions about one person, or with no name those for all."""

    name: str
    form: AnswersForm


class QuestionForms:
    """The forms of one sign-up's questions: valid together, shown together."""

    def __init__(
        self,
        version: QuestionSetVersion,
        people: Sequence[Person],
        data: Any = None,
        uploads: Any = None,
        *,
        by: Any,
        at: datetime,
        held_by_party: Mapping[str, Any] | None = None,
        held_by_person: Mapping[int, Mapping[str, Any]] | None = None,
        questions: Questionnaire | None = None,
    ):
        """``questions`` are those that are asked here, where it is not all of the version's."""
        self.version = version
        common: dict[str, Any] = {"data": data, "uploads": uploads, "by": by, "at": at}
        questions = version.questions if questions is None else questions
        self.for_all = AnswersForm(questions.per(Per.PARTY), prefix="all", held=held_by_party, **common)
        # What is asked of each may depend on what was answered for all, so that is checked first.
        self._all_valid = self.for_all.is_valid() if data is not None else True
        before: Before = self.for_all.as_before
        self.for_each = {
            person.pk: AnswersForm(
                questions.per(Per.PERSON),
                prefix=f"person{person.pk}",
                held=(held_by_person or {}).get(person.pk),
                before=before,
                **common,
            )
            for person in people
        }
        self._names = {person.pk: person.name for person in people}

    @classmethod
    def of(
        cls,
        registration: Registration,
        version: QuestionSetVersion,
        data: Any = None,
        uploads: Any = None,
        *,
        by: Any,
        at: datetime,
    ) -> "QuestionForms":
        """Return the forms of a sign-up that stands, with what was answered about this person."""
        held = {sheet.registration_id: sheet.answers for sheet in sheets_of(registration)}
        return cls(
            version,
            [registration.person],
            data,
            uploads,
            by=by,
            at=at,
            held_by_party=held.get(None),
            held_by_person={registration.person_id: held.get(registration.pk, {})},
        )

    @classmethod
    def at_door(cls, version: QuestionSetVersion, data: Any = None, *, by: Any, at: datetime) -> "QuestionForms | None":
        """Return the forms of a walk-in or a helped neighbour: what is ``indispensable``; None for nothing."""
        asked, walk_in = indispensable(version), Person(pk=SOMEBODY)
        return cls(version, [walk_in], data, by=by, at=at, questions=Questionnaire(asked)) if asked else None

    def is_valid(self) -> bool:
        """Check every form, so that all that is wrong is said at once."""
        return all([self._all_valid, *(form.is_valid() for form in self.for_each.values())])

    @property
    def answers(self) -> Answers:
        """What was answered; after ``is_valid``."""
        return Answers(self.version, self.for_all.answers, {pk: form.answers for pk, form in self.for_each.items()})

    @property
    def parts(self) -> list[Part]:
        """What the page shows, one part after another; a person is named where several come."""
        parts = [Part("", self.for_all)] if self.for_all.questions else []
        for pk, form in self.for_each.items():
            if form.questions:
                parts.append(Part(self._names[pk] if len(self.for_each) > 1 else "", form))
        return parts

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """What is amiss: the id of the input, the question, the sentence."""
        return [
            (
                form[name].id_for_label or form[name].auto_id,
                " ".join(filter(None, (part.name, str(form[name].label)))),
                str(error),
            )
            for part in self.parts
            for form in [part.form]
            for name, errors in form.errors.items()
            for error in errors
        ]

    @property
    def sends_files(self) -> bool:
        return any(part.form.sends_files for part in self.parts)


class AskForm(forms.Form):
    """Which of the organisation's questions an event asks. An event keeps its version until a newer one is taken."""

    question_set = forms.ModelChoiceField(
        QuestionSet.objects.none(),
        label=gettext_lazy("Questions"),
        required=False,
        empty_label=gettext_lazy("No questions"),
    )
    takes_newest = forms.BooleanField(
        label=gettext_lazy("Ask the newest version from now on"),
        required=False,
        help_text=gettext_lazy("Answers that were given stay with the version they were given to."),
    )
    takes_photos = forms.BooleanField(
        label=gettext_lazy("Photographs are taken"),
        required=False,
        help_text=gettext_lazy("Whoever signs up is asked for consent on its own; without it they can come as well."),
    )

    def __init__(self, data: Any = None, *, event: Event, asking: Asking | None):
        self.asking = asking
        version = asking.version if asking else None
        initial = {
            "question_set": version.question_set_id if version else None,
            "takes_photos": bool(asking and asking.takes_photos),
        }
        super().__init__(data, initial=initial)
        self.fields["question_set"].queryset = QuestionSet.objects.filter(organisation_id=event.organisation_id)
        self.has_newer = version is not None and version.pk != version.question_set.newest.pk
        if not self.has_newer:
            del self.fields["takes_newest"]

    @property
    def version(self) -> QuestionSetVersion | None:
        """The version to ask; after ``is_valid``."""
        chosen = self.cleaned_data["question_set"]
        now = self.asking.version if self.asking else None
        if chosen is None:
            return None
        if now and now.question_set_id == chosen.pk and not self.cleaned_data.get("takes_newest"):
            return now
        return chosen.newest
