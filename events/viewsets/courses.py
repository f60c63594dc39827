"""Where do staff set up a qualification course, enter its results in a grid, and publish them together?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from events.errors import ResultsChanged, ResultsMissing
from events.forms.course import CourseForm
from events.forms.results import ResultsGrid
from events.learning import courses
from events.models import Course
from events.permissions import can_manage_event
from events.readouts.courses import results_table
from events.viewsets.fairness import OnEvent
from organisations.viewsets.guarded import Guarded
from portal.refusals import Refusal


class SetCourse(OnEvent):
    """Asks what an event leads to, and by which steps."""

    def get(self, request: HttpRequest, pk: int, form: CourseForm | None = None) -> HttpResponse:
        event = self.event(pk)
        course = Course.objects.filter(event=event).first()
        context = {"event": event, "course": course, "form": form or CourseForm(event, course)}
        return render(request, "events/admin/course.html", context, status=422 if form else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        event = self.event(pk)
        form = CourseForm(event, Course.objects.filter(event=event).first(), request.POST)
        if not form.is_valid():
            return self.get(request, pk, form)
        try:
            kind, steps = form.cleaned_data["kind"], form.facts()
            courses.set_course(event, kind=kind, steps=steps, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.get(request, pk, form)
        messages.success(request, _("Saved. Results are entered in the grid."))
        return HttpResponseRedirect(reverse("planning:course", args=[pk]))


class Results(Guarded, PermissionCheckedMixin, View):
    """The grid: saves drafts, fills in what the attendance says, and publishes all together."""

    def course(self, pk: int) -> Course:
        """Return the course of an event within reach, or raise ``Http404``."""
        rows = Course.objects.select_related("event__programme", "event__organisation", "kind")
        course = get_object_or_404(rows, event=pk)
        if not can_manage_event(self.request.user, course.event, timezone.now()):
            raise Http404
        return course

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.course(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        course = self.course(pk)
        table = results_table(course)
        grid = ResultsGrid(table.open_rows, table.steps, table.entries, request.POST)
        if not grid.is_valid:
            return self.page(course, grid, status=422)
        acting: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        entries = grid.entries
        if "training" in request.POST:
            found = courses.training_results(course)
            entries = {cell: entry or found.get(cell) for cell, entry in entries.items()}
        try:
            courses.enter_results(course, entries, seen=grid.seen_before(), **acting)
            if "publish" in request.POST:
                self.tell(courses.publish(course, **acting))
            else:
                messages.success(request, _("Saved as a draft. Nobody has been told anything."))
        except ResultsChanged as refusal:
            grid.mark_changed(refusal.cells)
            messages.error(request, str(refusal.sentence))
            return self.page(course, grid, status=409)
        except ResultsMissing as refusal:
            messages.error(request, str(refusal.sentence))
            return self.page(course, missing=frozenset(refusal.cells), status=422)
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        return HttpResponseRedirect(reverse("sign_ups:results", args=[pk]))

    def tell(self, done: courses.Published) -> None:
        """Say what publishing did."""
        words = {"passed": done.passed, "not_passed": done.not_passed}
        sentence = _("Published: %(passed)d passed, %(not_passed)d did not. Each of them has been told.")
        messages.success(self.request, sentence % words)

    def page(
        self, course: Course, grid: ResultsGrid | None = None, *, missing: frozenset = frozenset(), status: int = 200
    ) -> HttpResponse:
        table = results_table(course)
        grid = grid or ResultsGrid(table.open_rows, table.steps, table.entries)
        grid.missing = missing
        context = {
            "course": course,
            "event": course.event,
            "table": table,
            "rows": [(row, grid.cells(row)) for row in table.open_rows],
            "grid": grid,
        }
        return render(self.request, "events/admin/results.html", context, status=status)
