"""What does an event ask, and what was answered? Staff choose the questions and read the answers of one person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from events.forms.asking import AskForm
from events.models import Event, Registration
from events.readouts.asking import answered, held_answers, sheets_of, with_answers
from events.sign_up.asking import ask, asking_of
from organisations.viewsets.guarded import Guarded
from portal.questions import files
from portal.refusals import Refusal


class Ask(Guarded, PermissionCheckedMixin, View):
    """Choose the questions of an event, and say whether photographs are taken."""

    model = Event
    needs = ("change",)

    def event(self, pk: int) -> Event:
        return get_object_or_404(self.allowed_records().select_related("programme", "organisation"), pk=pk)

    def get(self, request: HttpRequest, pk: int, form: AskForm | None = None) -> HttpResponse:
        event = self.event(pk)
        asking = asking_of(event)
        context = {"event": event, "asking": asking, "form": form or AskForm(event=event, asking=asking)}
        return render(request, "events/admin/ask.html", context, status=422 if form else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        event = self.event(pk)
        form = AskForm(request.POST, event=event, asking=asking_of(event))
        if not form.is_valid():
            return self.get(request, pk, form)
        try:
            ask(
                event=event,
                version=form.version,
                takes_photos=form.cleaned_data["takes_photos"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.get(request, pk, form)
        messages.success(request, _("Saved. Whoever signs up from now on is asked this."))
        return HttpResponseRedirect(reverse("planning:ask", args=[pk]))


class AnswersColumn(Column):
    """The first answers, and the way to all of them."""

    cell_template_name = "events/admin/answers_cell.html"

    def get_cell_context_data(self, instance: Registration, parent_context: Any) -> dict[str, Any]:
        return {**super().get_cell_context_data(instance, parent_context), "answers": answered(instance)}

    def render_cell_html(self, instance: Registration, parent_context: Any) -> str:
        return super().render_cell_html(instance, parent_context) if sheets_of(instance) else mark_safe("<td></td>")


class _OfOnePerson(Guarded, PermissionCheckedMixin, View):
    model = Registration
    needs = ("view",)

    def registration(self, pk: int) -> Registration:
        rows = self.allowed_records().select_related("event__programme", "person", "party")
        return get_object_or_404(with_answers(rows), pk=pk)


class ShowAnswers(_OfOnePerson):
    """Everything that was answered about one person."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        registration = self.registration(pk)
        context = {"registration": registration, "answers": answered(registration)}
        return render(request, "events/admin/answers.html", context)


class ShowAnswerFile(_OfOnePerson):
    """A file that was sent as an answer."""

    def get(self, request: HttpRequest, pk: int, file_key: UUID) -> FileResponse:
        return files.response(held_answers(self.registration(pk)), file_key)
