"""Where is each part of a call changed? A page each; of a published call each asks what to tell everybody."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from incubator import intakes, preparing
from incubator.forms.intakes import AmendmentForm, DetailsForm, TrackRows, tracks_of
from incubator.forms.judging import MeaningsForm, RubricEditor
from incubator.models import Intake
from incubator.states import IntakeState
from organisations.viewsets.guarded import Guarded
from portal.cases.errors import WorkflowNotWellFormed
from portal.cases.forms.editing import WorkflowEditor
from portal.cases.readouts.workflow import versions_of
from portal.questions.errors import NotWellFormed
from portal.questions.forms.answering import AnswersForm
from portal.questions.forms.editing import SetEditor
from portal.refusals import Refusal


class Part(Guarded, PermissionCheckedMixin, View):
    """One part of a call that may still change; ``form`` is what its page shows, whatever that is."""

    model = Intake
    needs = ("change",)
    template = ""
    #: The details that this page sets; whoever saves what somebody else has changed meanwhile is told.
    sets: Sequence[str] = ()
    #: Whether a refusal has just told so: then what is stored now counts as seen.
    is_told = False

    def intake(self, pk: int) -> Intake:
        joined = self.allowed_records().select_related("base__parent__parent", "workflow", "question_set", "page")
        return get_object_or_404(joined, pk=pk)

    def form(self, intake: Intake, request: HttpRequest, data: Any = None) -> Any:
        raise NotImplementedError

    def perform(self, intake: Intake, form: Any, **acting: Any) -> Any:
        """Call the operation; ``acting`` holds the amendment too."""
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        intake = self.intake(pk)
        return self.page(request, intake, self.form(intake, request))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        intake, amendment = self.intake(pk), AmendmentForm(request.POST)
        form = self.form(intake, request, request.POST)
        if (act := request.POST.get("arrange", "")) and hasattr(form, "rearranged"):
            return self.page(request, intake, form.rearranged(act), amendment)
        if all([form.is_valid(), amendment.is_valid()]) and self.is_saved(request, intake, form, amendment):
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("intakes:call", args=[pk]))
        return self.page(request, intake, form, amendment, status=422)

    def is_saved(self, request: HttpRequest, intake: Intake, form: Any, amendment: AmendmentForm) -> bool:
        """Save; what is amiss is put where it belongs and nothing typed is lost."""
        try:
            self.perform(intake, form, **amendment.words(), by=request.user, at=timezone.now())
        except (NotWellFormed, WorkflowNotWellFormed) as refusal:
            self.show_faults(form, refusal)
        except Refusal as refusal:
            self.is_told = refusal.reason == "changed_meanwhile"
            if refusal.reason in amendment.fields:
                amendment.add_error(refusal.reason, str(refusal.sentence))
            else:
                self.show(form, refusal)
        else:
            return True
        return False

    def show_faults(self, form: Any, refusal: Any) -> None:
        form.show(refusal.faults)

    def show(self, form: Any, refusal: Refusal) -> None:
        """Put a sentence at its field, or above the form."""
        if hasattr(form, "faults"):
            form.faults.append(str(refusal.sentence))
        else:
            form.add_error(refusal.reason if refusal.reason in form.fields else None, str(refusal.sentence))

    def page(
        self,
        request: HttpRequest,
        intake: Intake,
        form: Any,
        amendment: AmendmentForm | None = None,
        *,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "intake": intake,
            "form": form,
            "editor": form,
            "amendment": (amendment or AmendmentForm()) if intake.state == IntakeState.PUBLISHED else None,
            "is_of_case": True,
            "seen": request.POST["seen"] if "seen" in request.POST and not self.is_told else self.stamp(intake.pk),
            **self.more(intake),
        }
        return render(request, f"incubator/admin/{self.template}.html", context, status=status)

    def more(self, intake: Intake) -> dict[str, Any]:
        return {}

    def stamp(self, pk: int) -> str:
        """Return the stamp of what this page sets, as it is stored."""
        return intakes.stamp(self.intake(pk), self.sets) if self.sets else ""

    @property
    def seen(self) -> dict[str, str]:
        return {"seen": self.request.POST.get("seen", "")}


class _DetailsPage:
    """The details and the tracks, checked together."""

    def __init__(self, intake: Intake, data: Any):
        self.details = DetailsForm(data, instance=intake)
        self.tracks = TrackRows(data, queryset=intake.tracks.all(), prefix="track")
        self.faults: list[str] = []

    def is_valid(self) -> bool:
        return all([self.details.is_valid(), self.tracks.is_valid()])


class ChangeDetails(Part):
    """Names, days, places, applicants, reviews and decisions; and the tracks."""

    template = "call_details"
    sets = (*DetailsForm.Meta.fields, "tracks")

    def form(self, intake: Intake, request: HttpRequest, data: Any = None) -> _DetailsPage:
        return _DetailsPage(intake, data)

    @transaction.atomic
    def perform(self, intake: Intake, form: Any, **acting: Any) -> Any:
        stored = self.intake(intake.pk)
        data = form.details.cleaned_data
        if data["two_deciders"] != stored.two_deciders:
            newest = stored.workflow.newest
            definition = preparing.decided_by(newest.definition, 2 if data["two_deciders"] else 1)
            preparing.save_way(stored, definition=definition, seen=newest.number, **acting)
        return intakes.change_intake(
            stored, details=form.details.details(), tracks=tracks_of(form.tracks), **self.seen, **acting
        )


class ChangeQuestions(Part):
    """What is asked of whoever applies."""

    template = "call_questions"

    def form(self, intake: Intake, request: HttpRequest, data: Any = None) -> SetEditor:
        return SetEditor(intake.question_set, data)

    def perform(self, intake: Intake, form: Any, **acting: Any) -> Any:
        seen = form.names.cleaned_data["seen"] or 0
        return preparing.save_questions(intake, definition=form.definition(), seen=seen, **acting)


class PreviewQuestions(Part):
    """The questions as applicants see them; nothing is sent from here."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        question_set = self.intake(pk).question_set
        form = AnswersForm(question_set.newest.questions.questions, by=request.user, at=timezone.now())
        return render(request, "questions/preview.html", {"question_set": question_set, "form": form})


class ChangeMeanings(Part):
    """What rules out, which papers who brings, what reviewers do not see."""

    template = "call_meanings"
    sets = ("exclusions", "papers", "blind_fields")

    def form(self, intake: Intake, request: HttpRequest, data: Any = None) -> MeaningsForm:
        return MeaningsForm(data, intake=intake)

    def perform(self, intake: Intake, form: Any, **acting: Any) -> Any:
        return intakes.change_intake(intake, details=form.details(), **self.seen, **acting)


class ChangeRubric(Part):
    """By what reviewers score."""

    template = "call_rubric"
    sets = ("rubric",)

    def form(self, intake: Intake, request: HttpRequest, data: Any = None) -> RubricEditor:
        return RubricEditor(intake.scoring, data)

    def perform(self, intake: Intake, form: Any, **acting: Any) -> Any:
        return intakes.change_intake(intake, details={"rubric": form.definition()}, **self.seen, **acting)


class ChangeWay(Part):
    """How an application goes: states and moves."""

    template = "call_workflow"

    def form(self, intake: Intake, request: HttpRequest, data: Any = None) -> WorkflowEditor:
        return WorkflowEditor(intake.workflow, data)

    def perform(self, intake: Intake, form: Any, **acting: Any) -> Any:
        names = form.names.cleaned_data
        return preparing.save_way(
            intake,
            definition=form.definition(),
            seen=names["seen"] or 0,
            names=(names["name"], names["name_en"]),
            **acting,
        )

    def more(self, intake: Intake) -> dict[str, Any]:
        return {"versions": versions_of(intake.workflow)}
