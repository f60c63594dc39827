"""What does Wagtail's admin take from the incubator? Applications with their reviews, ranked."""

from typing import Any

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from incubator.models import Application
from incubator.policies import ApplicationPolicy
from incubator.viewsets.ranking import RankingViewSet

register_permission_policy(Application, ApplicationPolicy(Application))


@hooks.register("register_admin_viewset")
def records() -> list[Any]:
    return [RankingViewSet()]
