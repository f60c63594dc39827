"""Who has to be called? The staff's list: whom, which number, why, what to say, by when; ticked with the answer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from events.forms.calls import AnswerForm
from events.messages.call_list import answer
from events.models import Call
from events.readouts.calls import calls_to_make
from events.states import LIVE, LIVE_ASSIGNMENTS, AssignmentState
from organisations.permissions import ROLES, Act
from organisations.viewsets.cells import DrawnColumn, addresses
from organisations.viewsets.guarded import Guarded, GuardedIndex, GuardedViewSet
from organisations.viewsets.menu import RESIDENTS
from portal.accounts.phone_numbers import shown
from portal.refusals import Refusal
from portal.templatetags import when


class CallIndex(GuardedIndex):
    """The calls of one's own organisations; those to be made first."""

    needs = ("view",)

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().with_whom().order_by("-state", "due_at", "pk")

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return [HeaderButton(_("Print the list"), url=reverse("calls:print"), icon_name="print")]


class WhomColumn(DrawnColumn):
    """Whom to ask for; leads to the call."""

    @cached_property
    def address(self) -> Callable[[int], str]:
        return addresses("calls:answer")

    def inside(self, instance: Call) -> str:
        return format_html('<a href="{}"><b>{}</b></a>', self.address(instance.pk), self.get_value(instance))


class Answer(Guarded, PermissionCheckedMixin, View):
    """Shows what to say, and asks what came of the call."""

    model = Call
    needs = ("change",)

    def call(self, pk: int) -> Call:
        return get_object_or_404(self.allowed_records().with_whom(), pk=pk)

    def get(self, request: HttpRequest, pk: int, form: AnswerForm | None = None) -> HttpResponse:
        call = self.call(pk)
        numbers = [(number, shown(number)) for number in call.numbers]
        context = {"call": call, "numbers": numbers, "form": form or AnswerForm(initial={"note": call.note})}
        return render(request, "events/admin/call.html", context, status=422 if form else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        call, form = self.call(pk), AnswerForm(request.POST)
        if not form.is_valid():
            return self.get(request, pk, form)
        try:
            done = answer(call, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.get(request, pk, form)
        if next_step := self.next_step(done):
            sentence, address = next_step
            messages.info(request, sentence)
            return HttpResponseRedirect(address)
        told = done.state == Call.State.DONE
        messages.success(request, _("Noted as told.") if told else _("Noted. It stays on the list."))
        return HttpResponseRedirect(reverse("calls:index") + "?state=open")

    def next_step(self, done: Call) -> tuple[str, str] | None:
        """Return what is still to be done after this answer, and where; None when nothing is."""
        stays_away, row = done.answer == Call.Answer.STAYS_AWAY, done.assignment
        if done.registration and stays_away and done.registration.state in LIVE:
            sentence = _("Noted. Please cancel the sign-up, so that the place goes to the next in line.")
            return sentence, reverse("sign_ups:cancel", args=[done.registration_id])
        if row and stays_away and row.state in LIVE_ASSIGNMENTS:
            sentence = _("Noted. Please take them out of the shift, so that somebody else can come.")
            return sentence, reverse("rosters:assigned", args=[row.pk])
        if row and done.answer == Call.Answer.COMES and row.state == AssignmentState.INVITED:
            return _("Noted. Please put them into the shift."), reverse("rosters:assigned", args=[row.pk])
        return None


class PrintCalls(Guarded, PermissionCheckedMixin, View):
    """The calls to be made as a sheet of paper, with room for the answers."""

    model = Call
    needs = ("view",)
    permission_required = "view"

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"calls": calls_to_make(request.user), "at": timezone.now()}
        return render(request, "events/calls/print.html", context)


def number(call: Call) -> str:
    """Return the first number to try."""
    return shown(call.numbers[0]) if call.numbers else _("no number known")


def by_when(call: Call) -> str:
    """Return the deadline in words."""
    return when.day_and_time(call.due_at) if call.due_at else "–"


class CallViewSet(GuardedViewSet):
    """People whom no message reaches; untold until ticked."""

    model = Call
    name = "calls"
    icon = "mobile-alt"
    menu_label = gettext_lazy("Call list")
    menu_hook = RESIDENTS.hook
    menu_order = 10
    addresses = ("index", "index_results")
    roles = tuple(ROLES[Act.SERVE])
    index_view_class = CallIndex
    list_per_page = 100
    list_display = [
        WhomColumn("whom", label=gettext_lazy("Whom"), accessor="name"),
        Column("number", label=gettext_lazy("phone"), accessor=number),
        Column("subject", label=gettext_lazy("What about")),
        Column("reason", label=gettext_lazy("why"), accessor="get_reason_display"),
        Column("due_at", label=gettext_lazy("by when"), accessor=by_when, sort_key="due_at"),
        Column("state", label=gettext_lazy("state"), accessor="get_state_display"),
        Column("answer", label=gettext_lazy("answer"), accessor="get_answer_display"),
        Column("organisation", label=gettext_lazy("organisation"), accessor="organisation.local_name"),
    ]
    list_filter = ["state", "reason"]
    search_fields = [
        "registration__person__name",
        "registration__reference",
        "assignment__volunteer__person__name",
        "assignment__volunteer__number",
    ]

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("answer", Answer), path("print/", self.construct_view(PrintCalls), name="print")]
