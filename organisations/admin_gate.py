"""Which addresses of the admin exist for this member of staff? A list for each role; the rest is not there.

Wagtail answers a foreign page with a redirect and lets several of its views look up any id; so the gate asks
the policies first, before any view runs, and a foreign object is missing exactly like one that never was.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.csp import CSP
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from organisations.permissions import ROLES, Act, is_staff_member, reach_of

#: Wagtail's editor writes styles and small scripts into its pages; everything still comes from here.
ADMIN_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "media-src": [CSP.SELF, "blob:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}

#: Open to whoever is not signed in yet, and to signing out.
FOR_VISITORS = frozenset(
    {"wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_sprite", "wagtailadmin_javascript_catalog"}
)
EVERYONE = ROLES[Act.SEE]
WRITERS = ROLES[Act.WRITE]
APPROVERS = ROLES[Act.APPROVE]

_allowed: dict[str, frozenset[str]] = {}


def allow(roles: Iterable[str], names: Iterable[str]) -> None:
    """Let these roles reach these addresses, by the names of their URL patterns; repeating adds roles."""
    for name in names:
        _allowed[name] = _allowed.get(name, frozenset()) | frozenset(roles)
    _names_for.cache_clear()


def allowed_names(roles: Iterable[str]) -> frozenset[str]:
    """Return the names of the addresses that exist for somebody with these roles."""
    return _names_for(frozenset(roles))


@cache
def _names_for(roles: frozenset[str]) -> frozenset[str]:
    """The same, kept: each item of the menu asks on each page."""
    return frozenset(name for name, allowing in _allowed.items() if allowing & roles)


def named(namespace: str, names: str) -> list[str]:
    """Return the full names of these addresses of one namespace."""
    return [f"{namespace}:{name}" for name in names.split()]


allow(
    EVERYONE,
    [
        "wagtailadmin_home",
        "wagtailadmin_account",
        "workspace_alive",
        "wagtailadmin_dismissibles",
        "wagtailadmin_explore_root",
        "wagtailadmin_explore",
        "wagtailadmin_explore_results",
        *named("wagtailadmin_pages", "search search_results"),
        *named("wagtailadmin_api:pages", "listing detail"),
    ],
)
allow(
    WRITERS,
    [
        *named("wagtailadmin_pages", "add add_subpage preview_on_add edit preview_on_edit view_draft delete unpublish"),
        *named("wagtailadmin_pages", "copy usage history history_results workflow_history"),
        *named("wagtailadmin_pages", "revisions_index revisions_view revisions_revert revisions_compare"),
        *named("wagtailadmin_pages", "confirm_workflow_cancellation"),
        "wagtailadmin_choose_page",
        "wagtailadmin_choose_page_child",
        "wagtailadmin_choose_page_search",
        "wagtailadmin_choose_page_chosen_multiple",
        "wagtailadmin_choose_page_external_link",
        "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_phone_link",
        "wagtailadmin_choose_page_anchor_link",
        *named("wagtailadmin_editing_sessions", "ping release"),
        "wagtailadmin_block_preview",
        *named("wagtailimages", "index index_results edit delete add image_usage add_multiple edit_multiple"),
        *named("wagtailimages", "delete_multiple create_multiple_from_uploaded_image delete_upload_multiple"),
        *named("wagtailimages_chooser", "choose choose_results chosen chosen_multiple create select_format"),
        *named("wagtaildocs", "index index_results edit delete add document_usage add_multiple edit_multiple"),
        *named("wagtaildocs", "delete_multiple create_multiple_from_uploaded_document delete_upload_multiple"),
        *named("wagtaildocs_chooser", "choose choose_results chosen chosen_multiple create"),
    ],
)
allow(APPROVERS, named("wagtailadmin_pages", "lock unlock revisions_unschedule"))

_PAGE_ARGUMENTS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
_FILE_ARGUMENTS = {"image_id": get_image_model, "document_id": get_document_model, "doc_id": get_document_model}


class AdminGate:
    """Stands before every address of the admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(reverse("wagtailadmin_home")):
            return self.get_response(request)
        language = getattr(request.user, "language", None) or translation.get_language()
        with translation.override(language):
            response = self.get_response(request)
        # A preview carries the strict policy of the public page, which no frame may show.
        response.headers.pop(CSP.HEADER_ENFORCE, None)
        response._csp_config = ADMIN_CSP
        response.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: HttpRequest, view: Any, args: tuple, kwargs: dict[str, Any]) -> None:
        """Raise ``Http404`` for an address that is not this user's, or that names a foreign object."""
        user = request.user
        match = request.resolver_match
        if not request.path_info.startswith(reverse("wagtailadmin_home")) or user.is_anonymous or user.is_superuser:
            return
        if match.view_name in FOR_VISITORS:
            return
        if not is_staff_member(user) or match.view_name not in allowed_names(reach_of(user).roles):
            raise Http404
        policy = policy_registry.get_by_type(Page)
        choosing = match.view_name.startswith("wagtailadmin_choose_page")
        seen = policy.choosable_instances(user) if choosing else policy.explorable_instances(user)
        page_ids = _page_ids(request, match.view_name, kwargs)
        if page_ids and seen.filter(pk__in=page_ids).count() != len(page_ids):
            raise Http404
        if _foreign_file(user, match, kwargs):
            raise Http404


def _page_ids(request: HttpRequest, view_name: str, kwargs: dict[str, Any]) -> set[int]:
    """Return the ids of all pages that this request names in its address or, to choosers, in its query."""
    ids = [kwargs[name] for name in _PAGE_ARGUMENTS if name in kwargs]
    if view_name in ("wagtailadmin_pages:revisions_compare", "wagtailadmin_api:pages:detail"):
        ids.append(kwargs["pk"])
    if view_name.startswith("wagtailadmin_choose_page"):
        ids += [value for key in ("id", "target_pages[]", "parent_page_id") for value in request.GET.getlist(key)]
    try:
        return {int(value) for value in ids if value != ""}
    except ValueError:
        raise Http404 from None


def _foreign_file(user: Any, match: Any, kwargs: dict[str, Any]) -> bool:
    """Return whether the address names a picture or a file that the user may not use."""
    files = [(model(), kwargs[name]) for name, model in _FILE_ARGUMENTS.items() if name in kwargs]
    if match.view_name == "wagtailimages_chooser:chosen":
        files.append((get_image_model(), kwargs["pk"]))
    if match.view_name == "wagtaildocs_chooser:chosen":
        files.append((get_document_model(), kwargs["pk"]))
    for model, pk in files:
        if not str(pk).isdecimal():
            return True
        usable = policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, ["change", "choose"])
        if not usable.filter(pk=pk).exists():
            return True
    return False
