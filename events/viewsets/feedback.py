"""Where do staff read how it was, choose what is asked afterwards, and look into what somebody says was sold?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet

from events.errors import NotAllowed
from events.feedback import alerts, questions
from events.forms.feedback import ChooseQuestionsForm, ChooseSetForm, FindingForm
from events.models import Event, FeedbackAsking, SalesAlert
from events.readouts import feedback_desk
from organisations import admin_gate
from organisations.viewsets.guarded import Guarded
from organisations.viewsets.menu import PROGRAMMES, RESIDENTS, StaffMenuItem
from portal.questions.models import QuestionSet
from portal.refusals import Refusal


class FeedbackList(View):
    """Programmes and speakers with what was said of them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        context = {
            "programmes": feedback_desk.by_programme(request.user, at),
            "speakers": feedback_desk.by_speaker(request.user, at),
        }
        return render(request, "events/admin/feedback/list.html", context)


class ProgrammeFeedback(View):
    """Everything that may be shown of one programme's feedback."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = feedback_desk.report(request.user, pk)
        if report is None:
            raise Http404
        return render(request, "events/admin/feedback/programme.html", {"report": report})


class ChooseQuestions(Guarded, PermissionCheckedMixin, View):
    """Which two questions an event asks afterwards: first the set, then which of its questions."""

    model = Event
    needs = ("change",)

    def event(self, pk: int) -> Event:
        return get_object_or_404(self.allowed_records().select_related("programme", "organisation"), pk=pk)

    def get(self, request: HttpRequest, pk: int, form: ChooseQuestionsForm | None = None) -> HttpResponse:
        event = self.event(pk)
        asking = FeedbackAsking.objects.filter(event=event).select_related("version__question_set").first()
        chosen = self.chosen_set(request, event) or (asking.version.question_set if asking else None)
        if chosen and form is None:
            form = ChooseQuestionsForm(version=chosen.newest, asking=asking)
        context = {
            "event": event,
            "sets": ChooseSetForm(event=event, chosen=chosen),
            "chosen": chosen,
            "form": form,
            "asked": questions.asked_after(event),
            "is_usual": asking is None,
        }
        return render(request, "events/admin/feedback/ask.html", context, status=422 if form and form.errors else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        event = self.event(pk)
        acting: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        if "own" in request.POST:
            made = questions.begin_own(event, **acting)
            return HttpResponseRedirect(reverse("questions:change", args=[made.pk]))
        chosen = self.chosen_set(request, event)
        form = ChooseQuestionsForm(request.POST, version=chosen.newest, asking=None) if chosen else None
        if form and not form.is_valid():
            return self.get(request, pk, form)
        ids = form.cleaned_data["questions"] if form else []
        questions.choose(event, version=chosen.newest if chosen else None, question_ids=ids, **acting)
        messages.success(request, _("Saved. Whoever is asked from now on is asked this."))
        return HttpResponseRedirect(reverse("planning:feedback", args=[pk]))

    def chosen_set(self, request: HttpRequest, event: Event) -> QuestionSet | None:
        """Return the organisation's set that the address or the form names; another one's does not exist."""
        wanted = request.POST.get("question_set") or request.GET.get("question_set", "")
        if not wanted:
            return None
        pk = int(wanted) if wanted.isdecimal() and len(wanted) < 19 else 0
        return get_object_or_404(QuestionSet, pk=pk, organisation_id=event.organisation_id)


class AlertList(View):
    """What somebody said was sold, in one's centre, the latest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = feedback_desk.alerts_within(request.user).order_by("-raised_at", "-pk")[:100]
        return render(request, "events/admin/feedback/alerts.html", {"alerts": found})


class LookIntoAlert(View):
    """One alert, and the two acts: begin to look into it, and answer."""

    def get(self, request: HttpRequest, pk: int, form: FindingForm | None = None) -> HttpResponse:
        context = {"alert": self.alert(request, pk), "form": form or FindingForm()}
        return render(request, "events/admin/feedback/alert.html", context, status=422 if form else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        alert, form = self.alert(request, pk), FindingForm(request.POST)
        acting: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        try:
            if "look" in request.POST:
                alerts.look_into(alert, **acting)
                messages.success(request, _("Noted: you are looking into it."))
            elif not form.is_valid():
                return self.get(request, pk, form)
            else:
                alerts.answer(alert, text=form.cleaned_data["text"], **acting)
                messages.success(request, _("Answered, and told to whoever raised it."))
        except NotAllowed:
            raise Http404 from None
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        return HttpResponseRedirect(reverse("sales_alerts:look", args=[pk]))

    def alert(self, request: HttpRequest, pk: int) -> SalesAlert:
        return get_object_or_404(feedback_desk.alerts_within(request.user), pk=pk)


class FeedbackViewSet(ViewSet):
    """What those who came say."""

    name = "feedback"
    icon = "comment"
    menu_label = gettext_lazy("Feedback")
    menu_hook = PROGRAMMES.hook
    menu_order = 60

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", FeedbackList.as_view(), name="index"),
            path("<int:pk>/", ProgrammeFeedback.as_view(), name="programme"),
        ]

    @property
    def menu_item_class(self) -> Any:
        return lambda *args, **kwargs: StaffMenuItem(*args, url_names=["feedback:index"], **kwargs)

    def on_register(self) -> None:
        super().on_register()
        admin_gate.allow(admin_gate.WRITERS, ["feedback:index", "feedback:programme"])


class SalesAlertViewSet(ViewSet):
    """What somebody says was sold at a health lecture."""

    name = "sales_alerts"
    icon = "warning"
    menu_label = gettext_lazy("Reports of selling")
    menu_hook = RESIDENTS.hook
    menu_order = 30

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", AlertList.as_view(), name="index"),
            path("<int:pk>/", LookIntoAlert.as_view(), name="look"),
        ]

    @property
    def menu_item_class(self) -> Any:
        return lambda *args, **kwargs: StaffMenuItem(*args, url_names=["sales_alerts:index"], **kwargs)

    def on_register(self) -> None:
        super().on_register()
        admin_gate.allow(admin_gate.APPROVERS, ["sales_alerts:index", "sales_alerts:look"])
