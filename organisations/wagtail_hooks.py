"""What do Wagtail's pages take from here? Policies, choosers that stay at home, records and their menu."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.telepath import register
from wagtail.admin.ui import sidebar
from wagtail.models import Page
from wagtail.permissions import policy_registry, register_permission_policy

from organisations import policies
from organisations.models import (
    ApiToken,
    Area,
    Booking,
    Closure,
    Equipment,
    Facility,
    Invitation,
    Membership,
    Organisation,
    Room,
    Standing,
)
from organisations.permissions import Act
from organisations.viewsets.api_tokens import ApiTokenViewSet
from organisations.viewsets.areas import AreaViewSet
from organisations.viewsets.bookings import BookingViewSet
from organisations.viewsets.calendar import ClosureViewSet, HolidayViewSet
from organisations.viewsets.cases import CaseViewSet
from organisations.viewsets.deliveries import DeliveryViewSet
from organisations.viewsets.history import HistoryViewSet
from organisations.viewsets.menu import HEADS, Head, StaffMenuItem
from organisations.viewsets.message_texts import MessageTextViewSet
from organisations.viewsets.organisation import (
    EquipmentViewSet,
    FacilityViewSet,
    OrganisationViewSet,
    RoomViewSet,
)
from organisations.viewsets.proofs import ProofViewSet
from organisations.viewsets.questions import QuestionSetViewSet
from organisations.viewsets.rights import RightsViewSet
from organisations.viewsets.staff import MembershipViewSet
from organisations.viewsets.standards import StandardsViewSet
from organisations.viewsets.standing import StandingViewSet
from organisations.viewsets.window import WindowViewSet
from organisations.viewsets.workflows import WorkflowViewSet
from portal.audit.models import Entry
from portal.cases.models import Case, Workflow
from portal.outbox.models import Delivery
from portal.proofs.models import Proof
from portal.questions.models import QuestionSet
from portal.timetable.models import Holiday

policies.register()
register_permission_policy(
    Organisation,
    policies.RecordPolicy(Organisation, organisation="pk", acts={"view": Act.MANAGE, "change": Act.MANAGE}),
)
register_permission_policy(
    Membership,
    policies.RecordPolicy(
        Membership, organisation="organisation", acts=dict.fromkeys(["view", "add", "change", "delete"], Act.MANAGE)
    ),
)
for model, centre in ((Facility, "centre"), (Room, "facility__centre")):
    acts = dict.fromkeys(["view", "add", "change"], Act.APPROVE)
    register_permission_policy(model, policies.RecordPolicy(model, organisation=centre, acts=acts))
register_permission_policy(ApiToken, policies.TokenPolicy())
register_permission_policy(
    Closure,
    policies.RecordPolicy(
        Closure, organisation="centre", acts=dict.fromkeys(["view", "add", "change", "delete"], Act.APPROVE)
    ),
)
register_permission_policy(
    QuestionSet,
    policies.RecordPolicy(
        QuestionSet, organisation="organisation_id", acts=dict.fromkeys(["view", "add", "change"], Act.WRITE)
    ),
)
register_permission_policy(
    Standing, policies.RecordPolicy(Standing, organisation="organisation", acts={"view": Act.MANAGE})
)
register_permission_policy(Case, policies.CasePolicy(Case))
register_permission_policy(
    Workflow,
    policies.RecordPolicy(Workflow, organisation="organisation_id", acts=dict.fromkeys(["view", "change"], Act.WRITE)),
)
register_permission_policy(
    Invitation,
    policies.RecordPolicy(
        Invitation, organisation="organisation", acts=dict.fromkeys(["view", "add", "delete"], Act.MANAGE)
    ),
)
register_permission_policy(Delivery, policies.AdministratorPolicy(Delivery))
register_permission_policy(Entry, policies.HistoryPolicy(Entry))
register_permission_policy(
    Proof,
    policies.RecordPolicy(Proof, organisation="organisation_id", acts=dict.fromkeys(["view", "change"], Act.SERVE)),
)
register_permission_policy(Booking, policies.BookingPolicy())
register_permission_policy(Equipment, policies.WordListPolicy(Equipment))
register_permission_policy(Area, policies.AreaPolicy(Area))
register_permission_policy(Holiday, policies.CalendarPolicy(Holiday))

#: Names of Wagtail's own menu items that staff have; the rest is the administrator's.
STAFF_MENU = frozenset({"explorer", "settings"})
#: Those that stand below one of our heads instead.
UNDER_A_HEAD = frozenset({"images", "documents"})

for head in HEADS:
    hooks.register("register_admin_menu_item", head.item)


@hooks.register("register_admin_viewset")
def records() -> list[Any]:
    return [
        OrganisationViewSet(),
        MembershipViewSet(),
        FacilityViewSet(),
        RoomViewSet(),
        EquipmentViewSet(),
        AreaViewSet(),
        BookingViewSet(),
        ClosureViewSet(),
        HolidayViewSet(),
        MessageTextViewSet(),
        ApiTokenViewSet(),
        ProofViewSet(),
        QuestionSetViewSet(),
        WorkflowViewSet(),
        CaseViewSet(),
        DeliveryViewSet(),
        HistoryViewSet(),
        RightsViewSet(),
        StandingViewSet(),
        StandardsViewSet(),
        WindowViewSet(),
    ]


class SidebarPart(sidebar.BaseSidebarAdapter):
    """Packs a part of the sidebar without its scripts: the page names them itself, and Wagtail puts them together
    for each item of the menu only to throw them away.
    """

    def __init__(self, part: type):
        self.js_constructor = f"wagtail.sidebar.{part.__name__}"

    def js_args(self, part: Any) -> list[Any]:
        return part.js_args()

    def get_media(self, part: Any) -> None:
        return None


class NamedMenu(SidebarPart):
    """The menu, with the name of whoever is signed in where Wagtail knows the user name alone."""

    def js_args(self, part: sidebar.MainMenuModule) -> list[Any]:
        items, account, who = part.js_args()
        return [items, account, {**who, "name": str(part.user)}]


for part in (
    sidebar.LinkMenuItem,
    sidebar.ActionMenuItem,
    sidebar.SubMenuItem,
    sidebar.PageExplorerMenuItem,
    sidebar.WagtailBrandingModule,
    sidebar.SearchModule,
):
    register(SidebarPart(part), part)
register(NamedMenu(sidebar.MainMenuModule), sidebar.MainMenuModule)


@hooks.register("construct_main_menu")
def only_what_is_there(request: HttpRequest, items: list[Any]) -> None:
    """Leave staff the menu items that lead somewhere; a head with one item alone is that item."""
    kept = [item for item in items if item.name not in UNDER_A_HEAD]
    if not request.user.is_superuser:
        kept = [item for item in kept if item.name in STAFF_MENU or isinstance(item, StaffMenuItem | Head)]
    items[:] = [item.or_only_item(request) if isinstance(item, Head) else item for item in kept]


@hooks.register("construct_settings_menu")
def only_staff_settings(request: HttpRequest, items: list[Any]) -> None:
    """Leave staff the settings that are theirs to read or to change."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if isinstance(item, StaffMenuItem)]


@hooks.register("construct_page_chooser_queryset")
def choose_only_own_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Limit the page chooser, browsing and searching alike, to what the user's own tree shows."""
    seen = policy_registry.get_by_type(Page).choosable_instances(request.user)
    return pages.filter(pk__in=seen.values("pk"))


@hooks.register("insert_global_admin_css")
def own_colours() -> str:
    sheets = [(static(f"css/{name}.css"),) for name in ("admin", "admin-planner", "admin-figures", "admin-roster")]
    return format_html_join("", '<link rel="stylesheet" href="{}">', sheets)


@hooks.register("insert_global_admin_js")
def closes_when_nobody_is_there() -> str:
    """Warn before the workspace closes; the words go along, for the script has none of its own."""
    if not settings.STAFF_IDLE_MINUTES:
        return ""
    words = {
        "src": static("js/idle.js"),
        "data-minutes": settings.STAFF_IDLE_MINUTES,
        "data-alive": reverse("workspace_alive"),
        "data-sign-in": reverse("accounts:sign_in"),
        "data-warning": _("Are you still there? In a minute your workspace closes. What you typed stays."),
        "data-stay": _("I am still here"),
        "data-closed": _("You were away for a while, so you are signed out. What you typed is still on this page."),
        "data-open": _("Sign in in a new window"),
        "data-again": _("I have signed in: go on"),
    }
    return format_html("<script {}></script>", format_html_join(" ", '{}="{}"', words.items()))
