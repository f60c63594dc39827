"""Which applications, calls, bases and appointments does Wagtail show to whom? Those of one's bases."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from incubator.models import Base, Review
from incubator.permissions import arranging, bases_for, deciding_for
from incubator.states import REVIEWING
from organisations.permissions import Act, is_staff_member
from organisations.policies import CasePolicy
from portal.cases.models import Case


class ApplicationPolicy(CasePolicy):
    """Applications with their reviews, for whoever handles the case.

    Who reviews an application reads the others' reviews of it when its review is over.
    """

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        rows = self.model._default_manager
        if not self.user_has_any_permission(user, actions):
            return rows.none()
        own = Review.objects.standing().filter(application=OuterRef("pk"), reviewer=user)
        return (
            rows.filter(case__in=Case.objects.handled_by(user))
            .exclude(case__in=Case.objects.written_by(user))
            .exclude(Exists(own), case__state=REVIEWING)
        )


def preparing_for(user: Any) -> QuerySet[Base]:
    """Return the bases for which the user prepares calls."""
    return bases_for(user, Act.WRITE)


class OfBasePolicy(BasePermissionPolicy):
    """Records of a base: ``allowing`` says for each action which bases' records allow it; any of several is enough.

    ``base`` is the path from the record to its base.
    """

    def __init__(
        self, model: Any, *, base: str, allowing: Mapping[str, Iterable[Callable[[Any], QuerySet[Base]]]]
    ) -> None:
        super().__init__(model)
        self.base = base
        self.allowing = allowing

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return is_staff_member(user) and any(bases(user).exists() for bases in self._of(actions))

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        return get_user_model()._default_manager.filter(is_active=True, is_superuser=True)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        if not is_staff_member(user):
            return rows.none()
        condition = Q(pk__in=[])
        for bases in self._of(actions):
            condition |= Q(**{f"{self.base}__in": bases(user).values("pk")})
        return rows.filter(condition)

    def _of(self, actions: Iterable[str]) -> list[Callable[[Any], QuerySet[Base]]]:
        return [bases for action in actions for bases in self.allowing.get(action, ())]


#: Who sees, makes, changes and publishes what of a base.
BASES = {"view": [preparing_for, deciding_for], "add": [deciding_for], "change": [deciding_for, arranging]}
#: Lists, placements and meetings: what somebody may do with one, each operation says.
AFTERWARDS = {"view": [preparing_for, deciding_for]}
CALLS = {"view": [preparing_for, deciding_for], "add": [preparing_for], "change": [preparing_for]}
APPOINTMENTS = {action: [preparing_for, deciding_for] for action in ("view", "add", "change")}
