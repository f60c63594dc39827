"""Which applications does Wagtail show to whom? Those of one's bases; not what one writes or still reviews."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from incubator.models import Review
from incubator.states import REVIEWING
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
