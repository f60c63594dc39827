"""Which pages, pictures, files and records does Wagtail show to whom? What ``permissions`` says, in Wagtail's terms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permission_policies.collections import (
    CollectionManagementPermissionPolicy,
    CollectionOwnershipPermissionPolicy,
)
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

from organisations.models import ApiToken, Area, Booking, Membership
from organisations.models.organisation import PAGE_PATH_LENGTH
from organisations.permissions import (
    ROLES,
    WAGTAIL_ACTIONS,
    Act,
    Role,
    is_staff_member,
    organisations_for,
    reach_of,
    within,
)


def acts_for(actions: Iterable[str]) -> set[Act]:
    """Return the acts any of which allows any of these of Wagtail's actions."""
    return {WAGTAIL_ACTIONS[action] for action in actions if action in WAGTAIL_ACTIONS}


@dataclass(frozen=True)
class _Codename:
    codename: str


@dataclass(frozen=True)
class _Place:
    path: str


@dataclass(frozen=True)
class Grant:
    """A right on a part of the tree, in the shape that Wagtail's page rights read."""

    page: _Place
    permission: _Codename


class StaffPagePolicy(PagePermissionPolicy):
    """Pages: an organisation's part of the tree belongs to its staff and to the officers of its home centre."""

    permission_cache_name = "_staff_page_grants"
    _explorable_root_instance_cache_name = "_staff_explorable_root"

    def get_all_permissions_for_user(self, user: Any) -> list[Grant]:
        if user.is_superuser:
            return []
        reach = reach_of(user)
        return [
            Grant(_Place(path), _Codename(f"{action}_page"))
            for path, organisation_id in reach.pages.items()
            for action, act in WAGTAIL_ACTIONS.items()
            if reach.allows(act, organisation_id)
        ]

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        base = self._base_user_has_permission(user)
        return any(reach_of(user).allows_anywhere(act) for act in acts_for(actions)) if base is None else base

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Page) -> bool:
        base = self._base_user_has_permission(user)
        if base is not None:
            return base
        reach = reach_of(user)
        organisation_id = reach.organisation_of_path(instance.path)
        return any(reach.allows(act, organisation_id) for act in acts_for(actions))

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Page]:
        base = self._base_queryset_for_user(user)
        if base is not None:
            return base
        reach = reach_of(user)
        wanted = acts_for(actions)
        paths = [path for path, pk in reach.pages.items() if any(reach.allows(act, pk) for act in wanted)]
        return self.model._default_manager.filter(_under(paths))

    def instances_with_direct_explore_permission(self, user: Any) -> QuerySet[Page]:
        if user.is_superuser:
            return Page.objects.filter(depth=1)
        return Page.objects.filter(path__in=list(reach_of(user).pages))

    def explorable_root_instance(self, user: Any) -> Page | None:
        """Return where this user's tree begins: their organisation's page, or the directory when there are several."""
        name = self._explorable_root_instance_cache_name
        if not hasattr(user, name):
            path = Page._get_path("", 1, 1) if user.is_superuser else _common_path(reach_of(user).pages)
            setattr(user, name, Page.objects.filter(path=path).first() if path else None)
        return getattr(user, name)

    def explorable_instances(self, user: Any) -> QuerySet[Page]:
        base = self._base_queryset_for_user(user)
        if base is not None:
            return base
        paths = list(reach_of(user).pages)
        return self.model._default_manager.filter(_under(paths) | Q(path=_common_path(paths)))

    def choosable_instances(self, user: Any) -> QuerySet[Page]:
        """Return what a page chooser may show: the user's tree, and the way down to it from the root."""
        root = self.explorable_root_instance(user)
        above = [root.path[:length] for length in range(Page.steplen, len(root.path), Page.steplen)] if root else []
        return self.explorable_instances(user) | self.model._default_manager.filter(path__in=above)

    def users_with_any_permission(self, actions: Iterable[str], include_superusers: bool = True) -> QuerySet[Any]:
        return _users(acts_for(actions), Q(), include_superusers)

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Page, include_superusers: bool = True
    ) -> QuerySet[Any]:
        path = instance.path[:PAGE_PATH_LENGTH]
        return _users(acts_for(actions), Q(organisation__page__path=path), include_superusers)


def _under(paths: list[str]) -> Q:
    """Return what keeps the pages that lie in these parts of the tree: one condition, however many there are."""
    return Q(pk__in=Page.objects.annotate(part=Substr("path", 1, PAGE_PATH_LENGTH)).filter(part__in=paths))


def _common_path(paths: Iterable[str]) -> str:
    """Return the path of the lowest page that has all of these below it or is the only one of them."""
    paths = list(paths)
    if len(paths) == 1:
        return paths[0]
    return paths[0][: PAGE_PATH_LENGTH - Page.steplen] if paths else ""


def _users(acts: set[Act], within: Q, include_superusers: bool) -> QuerySet[Any]:
    """Return the active users whose own role allows any of the acts."""
    roles = frozenset().union(*(ROLES[act] for act in acts)) if acts else frozenset()
    holders = Membership.objects.valid_on(timezone.localdate()).filter(within, role__in=roles).values("user")
    wanted = Q(pk__in=holders)
    if include_superusers:
        wanted |= Q(is_superuser=True)
    return get_user_model()._default_manager.filter(wanted, is_active=True)


class _OwnCollections:
    """Collections: each organisation's own; found by id, without a look at groups."""

    def _ids(self, user: Any, actions: Iterable[str]) -> list[int]:
        reach = reach_of(user)
        wanted = acts_for(actions)
        return [pk for pk, owner in reach.collections.items() if any(reach.allows(act, owner) for act in wanted)]

    def _check_perm(self, user: Any, actions: Iterable[str], collection: Collection | None = None) -> bool:
        if not (user.is_active and user.is_authenticated):
            return False
        if user.is_superuser:
            return True
        ids = self._ids(user, actions)
        return collection.pk in ids if collection else bool(ids)

    def _collections_with_perm(self, user: Any, actions: Iterable[str]) -> QuerySet[Collection]:
        return Collection.objects.filter(pk__in=self._ids(user, actions))

    def _descendants_with_perm(self, user: Any, action: str) -> QuerySet[Collection]:
        return Collection.objects.none()

    def _users_with_perm_filter(self, actions: Iterable[str], collection: Collection | None = None) -> Q:
        within = Q(organisation__collection=collection) if collection else Q()
        return Q(pk__in=_users(acts_for(actions), within, include_superusers=True))


class StaffFilePolicy(_OwnCollections, CollectionOwnershipPermissionPolicy):
    """Pictures and files: those in the organisation's own collection."""


class StaffCollectionPolicy(_OwnCollections, CollectionManagementPermissionPolicy):
    """Collections are made with their organisation; only the administrator manages them."""

    def _ids(self, user: Any, actions: Iterable[str]) -> list[int]:
        return []


class RecordPolicy(BasePermissionPolicy):
    """Records that belong to an organisation: rows and single records by the same rule.

    ``organisation`` is the path from the record to its organisation (``facility__centre``); ``acts`` says which
    act allows which of Wagtail's actions; an action that is missing is the administrator's alone.
    """

    def __init__(self, model: Any, *, organisation: str, acts: dict[str, Act]):
        super().__init__(model)
        self.organisation = organisation
        self.acts = acts

    def _wanted(self, actions: Iterable[str]) -> set[Act]:
        return {self.acts[action] for action in actions if action in self.acts}

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        if not user.is_active:
            return False
        return user.is_superuser or any(reach_of(user).allows_anywhere(act) for act in self._wanted(actions))

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        return _users(self._wanted(actions), Q(), include_superusers=True)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        if user.is_superuser and user.is_active:
            return rows
        condition = Q(pk__in=[])
        for act in self._wanted(actions):
            condition |= Q(**{f"{self.organisation}__in": organisations_for(user, act)})
        return rows.filter(condition)

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Any) -> QuerySet[Any]:
        return self.users_with_any_permission(actions)


class TokenPolicy(RecordPolicy):
    """Tokens: one's own, and to look at and revoke those for an organisation that one manages."""

    def __init__(self) -> None:
        super().__init__(ApiToken, organisation="organisation", acts=dict.fromkeys(["view", "delete"], Act.MANAGE))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return is_staff_member(user) and bool({"view", "add", "delete"} & set(actions))

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        rows = super().instances_user_has_any_permission_for(user, actions)
        return rows | self.model._default_manager.filter(owner=user) if user.is_active else rows


class CasePolicy(BasePermissionPolicy):
    """Cases: what each kind of case shows to whom; moving one is the operation's to allow."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return is_staff_member(user) and "view" in set(actions)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        return _users({Act.SEE}, Q(), include_superusers=True)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        rows = self.model._default_manager
        return rows.handled_by(user) if self.user_has_any_permission(user, actions) else rows.none()


class HistoryPolicy(BasePermissionPolicy):
    """What was done: the acts of the organisations that one manages; nobody changes them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return (
            user.is_active
            and "view" in set(actions)
            and (user.is_superuser or reach_of(user).allows_anywhere(Act.MANAGE))
        )

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        return _users({Act.MANAGE}, Q(), include_superusers=True)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        if user.is_superuser and user.is_active:
            return rows
        managed = [pk for pk, acts in reach_of(user).acts.items() if Act.MANAGE in acts]
        return rows.filter(organisation_id__in=managed)


class BookingPolicy(RecordPolicy):
    """Bookings: those of one's own organisations, and those of the rooms that one gives away."""

    def __init__(self) -> None:
        acts = {"view": Act.SEE, "add": Act.WRITE, "change": Act.WRITE}
        super().__init__(Booking, organisation="organisation", acts=acts)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        rows = super().instances_user_has_any_permission_for(user, actions)
        if not user.is_active or user.is_superuser:
            return rows
        given_away = self.model._default_manager.filter(room__facility__centre__in=organisations_for(user, Act.APPROVE))
        return rows | given_away


class WordListPolicy(BasePermissionPolicy):
    """Lists that all share (categories, languages): officers read them, the administrator changes them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        if not user.is_active:
            return False
        return user.is_superuser or ("view" in set(actions) and Role.OFFICER in reach_of(user).roles)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        return get_user_model()._default_manager.filter(is_active=True, is_superuser=True)


class AdministratorPolicy(WordListPolicy):
    """What only the administrator sees."""

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return bool(user.is_active and user.is_superuser)


class AreaPolicy(WordListPolicy):
    """The district's tree: the administrator's; an officer of a sub-district reads what lies in it."""

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        if not user.is_active:
            return False
        return user.is_superuser or ("view" in set(actions) and bool(reach_of(user).overseen))

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        if user.is_active and user.is_superuser:
            return Area.objects.all()
        paths = reach_of(user).overseen if "view" in set(actions) else ()
        return Area.objects.filter(within(paths, "path"))


class CalendarPolicy(WordListPolicy):
    """The district's holidays: every centre's officers read and change them, for they concern all alike."""

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return user.is_active and (user.is_superuser or Role.OFFICER in reach_of(user).roles)


def register() -> None:
    """Tell Wagtail. ``exact_class`` wins over what Wagtail's own apps register, whichever of them is ready first."""
    register_permission_policy(Page, StaffPagePolicy(Page))
    register_permission_policy(Collection, StaffCollectionPolicy(Collection), exact_class=True)
    for model in (get_image_model(), get_document_model()):
        register_permission_policy(model, StaffFilePolicy(model, owner_field_name="uploaded_by_user"), exact_class=True)
