"""What do Wagtail's pages take from here? Dates beside words, approvals, and the staff's first page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import signal_handlers
from wagtail.admin.action_menu import (
    CancelWorkflowMenuItem,
    RestartWorkflowMenuItem,
    SubmitForModerationMenuItem,
)
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from events.approving import approval
from events.approving.co_hosting import CoHostedPolicy
from events.models import (
    Allowance,
    ApprovalPlan,
    Assignment,
    Badge,
    Call,
    Category,
    CheckList,
    Event,
    Helper,
    HoursEntry,
    Incident,
    NoShow,
    Project,
    Qualification,
    QualificationKind,
    Registration,
    ReportingLabel,
    ServiceProof,
    Session,
    Shift,
    ShiftPlan,
    SpokenLanguage,
    StandingDuty,
    VolunteerRole,
)
from events.permissions import SEES_THE_DATES, SEES_THE_PEOPLE
from events.projects.rights import ProjectPolicy
from events.readouts.approvals import waiting_of
from events.states import LIVE
from events.viewsets.allowances import AllowanceViewSet
from events.viewsets.approval_settings import CheckListViewSet, PlanViewSet
from events.viewsets.approvals import ApprovalViewSet
from events.viewsets.calendar import CalendarViewSet
from events.viewsets.calls import CallViewSet
from events.viewsets.feedback import FeedbackViewSet, SalesAlertViewSet
from events.viewsets.figures import FiguresViewSet
from events.viewsets.helping import HelperViewSet
from events.viewsets.labels import LabelViewSet
from events.viewsets.many_sessions import SessionViewSet
from events.viewsets.menu import VOLUNTEERS
from events.viewsets.planning import EventViewSet
from events.viewsets.projects import ProjectViewSet
from events.viewsets.qualifications import QualificationKindViewSet, QualificationViewSet
from events.viewsets.roster_settings import DutyViewSet, RoleViewSet
from events.viewsets.roster_settings import PlanViewSet as ShiftPlanViewSet
from events.viewsets.rosters import RosterViewSet
from events.viewsets.service import HoursViewSet, ServiceProofViewSet
from events.viewsets.service_day import AbsenceViewSet, BadgeViewSet, IncidentPolicy, IncidentViewSet
from events.viewsets.service_figures import ServiceFiguresViewSet
from events.viewsets.sign_ups import SignUpViewSet
from events.viewsets.volunteers import VolunteerViewSet
from events.viewsets.wishes import WishViewSet
from events.viewsets.word_lists import CategoryViewSet, ReportingLabelViewSet, SpokenLanguageViewSet
from events.viewsets.workspace import panels
from organisations.permissions import Act
from organisations.policies import RecordPolicy, WordListPolicy

register_permission_policy(
    Event,
    CoHostedPolicy(
        Event,
        organisation="organisation",
        programme="programme",
        act=Act.SEE,
        parts=SEES_THE_DATES,
        acts={"view": Act.SEE, "add": Act.WRITE, "change": Act.WRITE},
    ),
)
register_permission_policy(
    Session,
    CoHostedPolicy(
        Session,
        organisation="event__organisation",
        programme="event__programme",
        act=Act.SEE,
        parts=SEES_THE_DATES,
        acts={"view": Act.SEE, "change": Act.WRITE},
    ),
)
register_permission_policy(
    Registration,
    CoHostedPolicy(
        Registration,
        organisation="event__organisation",
        programme="event__programme",
        act=Act.SERVE,
        parts=SEES_THE_PEOPLE,
        acts={"view": Act.SERVE, "change": Act.SERVE},
    ),
)
register_permission_policy(
    Call, RecordPolicy(Call, organisation="organisation", acts={"view": Act.SERVE, "change": Act.SERVE})
)
register_permission_policy(
    Qualification,
    RecordPolicy(Qualification, organisation="organisation", acts=dict.fromkeys(["view", "add", "change"], Act.SERVE)),
)
register_permission_policy(
    Helper,
    RecordPolicy(Helper, organisation="centre", acts=dict.fromkeys(["view", "add", "change"], Act.APPROVE)),
)
register_permission_policy(
    Allowance,
    RecordPolicy(Allowance, organisation="organisation", acts=dict.fromkeys(["view", "add", "change"], Act.WRITE)),
)
for rostered, owner in (
    (Shift, "organisation"),
    (Assignment, "shift__organisation"),
    (VolunteerRole, "organisation"),
    (ShiftPlan, "organisation"),
    (StandingDuty, "organisation"),
):
    acts = dict.fromkeys(["view", "add", "change"], Act.ROSTER)
    register_permission_policy(rostered, RecordPolicy(rostered, organisation=owner, acts=acts))
for of_volunteers in (HoursEntry, ServiceProof):
    acts = dict.fromkeys(["view", "change"], Act.ROSTER)
    register_permission_policy(of_volunteers, RecordPolicy(of_volunteers, organisation="organisation", acts=acts))
register_permission_policy(Incident, IncidentPolicy())
register_permission_policy(
    NoShow, RecordPolicy(NoShow, organisation="centre", acts=dict.fromkeys(["view", "change"], Act.ROSTER))
)
register_permission_policy(Project, ProjectPolicy())
for word_list in (Category, QualificationKind, SpokenLanguage, ReportingLabel, ApprovalPlan, CheckList, Badge):
    register_permission_policy(word_list, WordListPolicy(word_list))

# The outbox tells people; Wagtail's own e-mails would tell them again.
for notifier in (
    signal_handlers.task_submission_email_notifier,
    signal_handlers.workflow_submission_email_notifier,
    signal_handlers.workflow_approval_email_notifier,
    signal_handlers.workflow_rejection_email_notifier,
):
    notifier.can_handle = lambda *_arguments, **_rest: False


hooks.register("register_admin_menu_item", VOLUNTEERS.item)


@hooks.register("register_admin_viewset")
def records() -> list[Any]:
    return [
        QualificationViewSet(),
        QualificationKindViewSet(),
        ApprovalViewSet(),
        CalendarViewSet(),
        CallViewSet(),
        EventViewSet(),
        SessionViewSet(),
        SignUpViewSet(),
        HelperViewSet(),
        AllowanceViewSet(),
        CategoryViewSet(),
        SpokenLanguageViewSet(),
        PlanViewSet(),
        CheckListViewSet(),
        WishViewSet(),
        FeedbackViewSet(),
        FiguresViewSet(),
        SalesAlertViewSet(),
        ProjectViewSet(),
        LabelViewSet(),
        ReportingLabelViewSet(),
        RosterViewSet(),
        VolunteerViewSet(),
        RoleViewSet(),
        ShiftPlanViewSet(),
        DutyViewSet(),
        HoursViewSet(),
        ServiceProofViewSet(),
        ServiceFiguresViewSet(),
        IncidentViewSet(),
        AbsenceViewSet(),
        BadgeViewSet(),
    ]


@hooks.register("construct_homepage_panels")
def workspace(request: HttpRequest, given: list[Any]) -> None:
    """Put the staff's own first page in the place of Wagtail's lists."""
    given[:] = panels(request)


@hooks.register("construct_homepage_summary_items", order=1000)
def no_counts(request: HttpRequest, items: list[Any]) -> None:
    items.clear()


@hooks.register("construct_page_action_menu")
def words_of_approval(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Call sending, withdrawing and restarting by their names here."""
    for item in items:
        if isinstance(item, SubmitForModerationMenuItem):
            item.__class__ = SendForApproval
        elif isinstance(item, CancelWorkflowMenuItem):
            item.label = _("Withdraw from approval")
    items[:] = [item for item in items if not isinstance(item, RestartWorkflowMenuItem)]


class SendForApproval(SubmitForModerationMenuItem):
    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {**super().get_context_data(parent_context), "label": _("Send for approval")}


@hooks.register("before_publish_page")
def publishing_is_approving(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Take the publish button as one host's word: where others have to agree, the words wait for them."""
    if approval.publish_directly(page.specific, by=request.user, at=timezone.now()):
        return None
    if (waiting := waiting_of(page.pk, request.user)) and waiting.needs_me:
        messages.warning(request, _("Please go through what has to be looked at, then approve it here."))
        return HttpResponseRedirect(reverse("approvals:review", args=[page.pk]))
    if Page.objects.get(pk=page.pk).current_workflow_task_state:
        messages.info(request, _("Your approval is noted. It still waits for others."))
    else:
        messages.success(request, _("Approved. It is public now, or from the moment that was set."))
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


@hooks.register("before_unpublish_page")
def people_first(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to take down what people are coming to: they would not be told."""
    coming = Registration.objects.filter(
        event__programme=page.pk, event__state="scheduled", event__ends_at__gt=timezone.now(), state__in=LIVE
    )
    if not coming.exists():
        return None
    messages.error(request, _("People are signed up. Please call off its dates first, so that they are told."))
    return HttpResponseRedirect(reverse("planning:index") + f"?programme={page.pk}")


@hooks.register("before_delete_page")
def nothing_with_a_history_is_deleted(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete an organisation's page, or a programme that has dates."""
    specific = page.specific
    if not hasattr(specific, "organisation") and not Event.objects.filter(programme=page.pk).exists():
        return None
    messages.error(request, _("This cannot be deleted: dates and sign-ups belong to it. You can take it down."))
    return HttpResponseRedirect(reverse("wagtailadmin_explore", args=[page.get_parent().pk]))


@hooks.register("before_copy_page")
def a_copy_is_a_draft(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to publish in copying: a copy is approved like any other words, and none mirrors another."""
    if not any(request.POST.get(name) for name in ("publish_copies", "alias")):
        return None
    messages.error(request, _("A copy begins as a draft. Please copy without publishing, then send it for approval."))
    return HttpResponseRedirect(reverse("wagtailadmin_pages:copy", args=[page.pk]))
