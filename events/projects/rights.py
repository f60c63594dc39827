"""Which projects does the admin show to whom? One's own organisations', those of one's area, and those one pays for."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from events.models import Project
from events.permissions import projects_seen
from organisations.permissions import Act
from organisations.policies import RecordPolicy


class ProjectPolicy(RecordPolicy):
    """Whoever writes for the organisation changes its projects; whoever sees it, or pays, looks at the progress."""

    def __init__(self) -> None:
        acts = {"view": Act.SEE, "add": Act.WRITE, "change": Act.WRITE}
        super().__init__(Project, organisation="organisation", acts=acts)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        wanted = set(actions)
        if "view" in wanted and user.is_active and not user.is_superuser:
            return projects_seen(user)
        return super().instances_user_has_any_permission_for(user, wanted)
