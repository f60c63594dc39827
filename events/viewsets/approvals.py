"""Where does an officer approve what organisations want to publish? What waits, and each as the public would see it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Page, Revision
from wagtail.permissions import policy_registry

from events.approving import approval
from events.errors import ChecksMissing
from events.forms.approval import DecisionForm
from events.models import Check, ProgrammePage
from events.models.approval import check_list_of
from events.readouts import approvals
from events.readouts.approval_history import history_of
from organisations import admin_gate
from organisations.permissions import ROLES, Act
from organisations.viewsets.menu import PROGRAMMES, StaffMenuItem
from portal.refusals import Refusal

SPEAKERS = ROLES[Act.APPROVE] | ROLES[Act.MANAGE]


def waiting_or_missing(request: HttpRequest, pk: int) -> approvals.Waiting:
    """Return the words that wait and that the user has a say in; anything else is missing."""
    found = approvals.waiting_of(pk, request.user)
    if found is None:
        raise Http404
    return found


class WaitingList(View):
    """All that waits for the user's word."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "events/admin/approvals.html", {"waiting": approvals.waiting_for(request.user)})


class Review(View):
    """One programme as the public would see it, with what the hosts have said, and the two answers."""

    def get(self, request: HttpRequest, pk: int, form: DecisionForm | None = None) -> HttpResponse:
        waiting = waiting_or_missing(request, pk)
        initial = {"revision": waiting.revision.pk, "written_at": waiting.revision.created_at.isoformat()}
        form = form or DecisionForm(initial=initial, checks=checks_for(waiting))
        said = history_of(waiting.page)
        context = {"waiting": waiting, "form": form, "live": waiting.page.live, "said": said}
        return render(request, "events/admin/review.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        waiting = waiting_or_missing(request, pk)
        form = DecisionForm(request.POST, checks=checks_for(waiting))
        if form.is_valid():
            try:
                messages.success(request, decide(waiting.page.specific, form, request))
                return HttpResponseRedirect(reverse("approvals:index"))
            except ChecksMissing as refusal:
                form.show_missing(refusal.fields)
            except Refusal as refusal:
                form.add_error("comment" if refusal.reason == "comment" else None, str(refusal.sentence))
        return self.get(request, pk, form)


def checks_for(waiting: approvals.Waiting) -> list[Check]:
    """Return what this user has to look at before they approve; nothing where theirs is no level of the publisher."""
    found = check_list_of(waiting.revision.as_object()) if waiting.asks_checks else None
    return found.checks() if found else []


def decide(page: Page, form: DecisionForm, request: HttpRequest) -> str:
    """Carry out the answer that was pressed and return what to say of it."""
    acting = {"by": request.user, "at": timezone.now()}
    if "return" in request.POST:
        if not form.cleaned_data["comment"]:
            raise Refusal(_("Please say what has to change."), reason="comment")
        approval.return_for_changes(page, comment=form.cleaned_data["comment"], **acting)
        return _("Returned. Whoever sent it has been told what has to change.")
    written_at = parse_datetime(form.cleaned_data["written_at"]) if form.cleaned_data["written_at"] else None
    seen = Revision(pk=form.cleaned_data["revision"], created_at=written_at)
    if approval.approve(page, seen=seen, checks=form.said(), **acting):
        return _("Approved. It is public now, or from the moment that was set.")
    return _("Your approval is noted. It still waits for others.")


class Preview(View):
    """The words as the public would see them, for those whose word is asked."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        page = waiting_or_missing(request, pk).revision.as_object()
        return page.make_preview_request(request, page.default_preview_mode)


class ApprovalHistory(View):
    """All that was said about a programme's words, for those who write or approve them."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        mine = policy_registry.get_by_type(Page).instances_user_has_any_permission_for(request.user, ["change"])
        page = get_object_or_404(ProgrammePage, pk=pk)
        if not mine.filter(pk=pk).exists() and approvals.waiting_of(pk, request.user) is None:
            raise Http404
        return render(request, "events/admin/approval_history.html", {"page": page, "said": history_of(page)})


class ApprovalViewSet(ViewSet):
    """What waits for approval."""

    name = "approvals"
    icon = "check"
    menu_label = gettext_lazy("Approvals")
    menu_hook = PROGRAMMES.hook
    menu_order = 30

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", WaitingList.as_view(), name="index"),
            path("<int:pk>/", Review.as_view(), name="review"),
            path("<int:pk>/history/", ApprovalHistory.as_view(), name="history"),
            path("<int:pk>/preview/", Preview.as_view(), name="preview"),
        ]

    @property
    def menu_item_class(self) -> Any:
        return lambda *args, **kwargs: StaffMenuItem(*args, url_names=["approvals:index"], **kwargs)

    def on_register(self) -> None:
        super().on_register()
        admin_gate.allow(SPEAKERS, ["approvals:index", "approvals:review", "approvals:preview"])
        admin_gate.allow(SPEAKERS | admin_gate.WRITERS, ["approvals:history"])
