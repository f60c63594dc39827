"""What may this member of staff do, and for which organisations? Computed from memberships that are in force today.

Three rules: a role in an organisation allows some acts there; an officer of a centre may do every act for the
organisations that the centre hosts; an officer of a public authority (a sub-district's) sees all organisations in its
area, which is one subquery and no list. Nothing is copied into groups, so a membership that ends, ends everything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page, PagePermissionTester

from organisations.models import Membership, Organisation
from organisations.models.organisation import PAGE_PATH_LENGTH

ADMIN_ACCESS = "wagtailadmin.access_admin"


class Act(StrEnum):
    """What one can be allowed to do for an organisation."""

    SEE = "see"
    WRITE = "write"
    SERVE = "serve"
    ROSTER = "roster"
    MANAGE = "manage"
    APPROVE = "approve"


Role = Membership.Role
#: Which roles allow an act in one's own organisation. WRITE: words, events, pictures; SERVE: who takes part;
#: ROSTER: volunteers, their shifts and hours; MANAGE: staff and contact details; APPROVE: publish, and speak for the
#: organisation when it is a co-host.
ROLES: Mapping[Act, frozenset[str]] = {
    Act.SEE: frozenset(Role.values),
    Act.WRITE: frozenset({Role.OWNER, Role.ORGANISER, Role.OFFICER}),
    Act.SERVE: frozenset({Role.OWNER, Role.ORGANISER, Role.OFFICER, Role.DESK}),
    Act.ROSTER: frozenset({Role.OWNER, Role.ORGANISER, Role.OFFICER, Role.DESK, Role.COORDINATOR}),
    Act.MANAGE: frozenset({Role.OWNER, Role.OFFICER}),
    Act.APPROVE: frozenset({Role.OFFICER}),
}

#: What Wagtail asks for, and the act that allows it. What is not here is the administrator's alone.
WAGTAIL_ACTIONS: dict[str, Act] = {
    "view": Act.SEE,
    "add": Act.WRITE,
    "change": Act.WRITE,
    "delete": Act.WRITE,
    "choose": Act.WRITE,
    "publish": Act.APPROVE,
    "lock": Act.APPROVE,
    "unlock": Act.APPROVE,
}


@dataclass(frozen=True)
class Reach:
    """What one member of staff answers for today, looked up once a request.

    ``roles`` are those held anywhere; ``acts`` what is allowed, by organisation; ``pages`` and ``collections``
    say which organisation a page path and a collection belong to; ``own`` are organisations one is a member of;
    ``centres`` are those of which one is an officer; ``overseen`` are the paths of the areas in which an officer of a
    public authority sees everything.
    """

    roles: frozenset[str] = frozenset()
    own: Mapping[int, frozenset[str]] = field(default_factory=dict)
    acts: Mapping[int, frozenset[Act]] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)
    collections: Mapping[int, int] = field(default_factory=dict)
    centres: frozenset[int] = frozenset()
    overseen: tuple[str, ...] = ()

    def allows(self, act: Act, organisation_id: int | None) -> bool:
        """Return whether the act is allowed for this organisation; never for none."""
        return act in self.acts.get(organisation_id, ()) if organisation_id else False

    def allows_anywhere(self, act: Act) -> bool:
        """Return whether the act is allowed for some organisation."""
        return any(act in acts for acts in self.acts.values())

    def organisation_of_path(self, path: str) -> int | None:
        """Return the organisation in whose part of the tree this path lies, if it is one within reach."""
        return self.pages.get(path[:PAGE_PATH_LENGTH])


def reach_of(user: Any) -> Reach:
    """Return what the user answers for today; two queries, once for each user object (one request's)."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Reach()
    today = timezone.localdate()
    cached: tuple[date, Reach] | None = getattr(user, "_reach", None)
    if cached is None or cached[0] != today:
        cached = user._reach = (today, _look_up(user, today))
    return cached[1]


def _look_up(user: Any, day: date) -> Reach:
    own: dict[int, set[str]] = {}
    centres, overseen = set(), set()
    held = Membership.objects.valid_on(day).filter(user=user)
    for organisation_id, role, kind, state, path in held.values_list(
        "organisation_id", "role", "organisation__kind", "organisation__state", "organisation__area__path"
    ):
        own.setdefault(organisation_id, set()).add(role)
        if (role, kind, state) == (Role.OFFICER, Organisation.Kind.AUTHORITY, Organisation.State.ACTIVE):
            overseen.add(path)
        if (role, kind, state) == (Role.OFFICER, Organisation.Kind.CENTRE, Organisation.State.ACTIVE):
            centres.add(organisation_id)
    if not own:
        return Reach()
    officered = [pk for pk, roles in own.items() if Role.OFFICER in roles]
    rows = Organisation.objects.filter(Q(pk__in=list(own)) | Q(home_centre__in=officered)).values_list(
        "pk", "state", "page__path", "collection_id", "home_centre_id", "home_centre__state"
    )
    acts, pages, collections = {}, {}, {}
    for pk, state, path, collection_id, centre_id, centre_state in rows:
        hosted = centre_id in officered and centre_state == Organisation.State.ACTIVE
        acts[pk] = _acts(own.get(pk, ()), active=state == Organisation.State.ACTIVE, hosted=hosted)
        pages[path] = pk
        collections[collection_id] = pk
    return Reach(
        roles=frozenset().union(*own.values()),
        own={pk: frozenset(roles) for pk, roles in own.items()},
        acts=acts,
        pages=pages,
        collections=collections,
        centres=frozenset(centres),
        overseen=tuple(sorted(overseen)),
    )


def within(paths: Iterable[str], field_name: str) -> Q:
    """Return the condition that an area's path lies in one of these; in none, nothing does."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field_name}__startswith": path})
    return condition


def _acts(roles: Any, *, active: bool, hosted: bool) -> frozenset[Act]:
    """Return the acts that these roles allow; the staff of a suspended organisation may only look."""
    if hosted:
        return frozenset(Act)
    allowed = frozenset(act for act, allowing in ROLES.items() if allowing.intersection(roles))
    return allowed if active else allowed & {Act.SEE}


def organisations_for(user: Any, act: Act) -> QuerySet[Organisation]:
    """Return the organisations for which the user may do this, as a query to be used as a subquery."""
    if user.is_superuser and user.is_active:
        return Organisation.objects.all()
    reach = reach_of(user)
    mine = Q(pk__in=[pk for pk, acts in reach.acts.items() if act in acts])
    if act == Act.SEE and reach.overseen:
        mine |= within(reach.overseen, "area__path")
    return Organisation.objects.filter(mine)


def may(user: Any, act: Act, organisation_id: int | None) -> bool:
    """Return whether the user may do this for this organisation."""
    if not user.is_active:
        return False
    reach = reach_of(user)
    if user.is_superuser or reach.allows(act, organisation_id):
        return True
    if act != Act.SEE or not reach.overseen or organisation_id is None:
        return False
    return Organisation.objects.filter(within(reach.overseen, "area__path"), pk=organisation_id).exists()


def speaks_for(user: Any, organisation_id: int) -> bool:
    """Return whether the user may agree to something in the organisation's name: its owner, or who approves for it."""
    return may(user, Act.MANAGE, organisation_id)


def is_staff_member(user: Any) -> bool:
    """Return whether the user has a place in the staff's workspace."""
    return user.is_active and (user.is_superuser or bool(reach_of(user).roles))


def staff_for(organisation_id: int, act: Act, day: date) -> QuerySet[Any]:
    """Return the memberships of those who may do this for the organisation, by their own role or as its host."""
    return (
        Membership.objects.valid_on(day)
        .filter(
            Q(organisation=organisation_id, role__in=ROLES[act])
            | Q(organisation__hosted_organisations=organisation_id, role=Role.OFFICER),
            organisation__state=Organisation.State.ACTIVE,
            user__is_active=True,
        )
        .select_related("user")
        .distinct()
    )


class WordsRights(PagePermissionTester):
    """What one may do with a page in an organisation's part of the tree, beside what Wagtail asks of the policy.

    Nothing that is public is deleted, nothing moves (its address is on posters), and those who write may also
    take down; only Wagtail's administrator hides pages behind passwords or sorts them.
    """

    def __init__(self, user: Any, page: Page):
        # Wagtail's own constructor looks through every right the user has, for each page of a list.
        self.user = user
        self.page = page
        self.page_is_root = page.depth == 1
        self.organisation_id = None if user.is_superuser else reach_of(user).organisation_of_path(page.path)
        # A page of the tree asks for this a dozen times for each page it lists.
        allowed = {act for act in (Act.SEE, Act.WRITE, Act.APPROVE) if may(user, act, self.organisation_id)}
        self.permissions = {action for action, act in WAGTAIL_ACTIONS.items() if act in allowed}

    def _writes(self) -> bool:
        return "change" in self.permissions

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self._writes() and not self.page.live and not self.page_is_root

    def can_unpublish(self) -> bool:
        return self._writes() and self.page.live and not self.page_locked()

    def can_move(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return self.user.is_superuser

    def can_set_view_restrictions(self) -> bool:
        return self.user.is_superuser

    def can_view_revisions(self) -> bool:
        return self._writes()


def rights_on(page: Page, user: Any) -> WordsRights:
    """Return what the user may do with this page; what ``Page.permissions_for_user`` is for pages of words."""
    return WordsRights(user, page)


class MembershipBackend(BaseBackend):
    """Lets staff into the admin by their membership alone; signs nobody in."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return perm == ADMIN_ACCESS and user_obj.is_active and bool(reach_of(user_obj).roles)
