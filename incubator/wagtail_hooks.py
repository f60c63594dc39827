"""What does Wagtail's admin take from the incubator? Calls, bases, people; applications, lists and placements."""

from typing import Any

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from incubator.models import Application, Appointment, Base, Intake, Meeting, Placement, Proposal
from incubator.policies import AFTERWARDS, APPOINTMENTS, BASES, CALLS, ApplicationPolicy, OfBasePolicy
from incubator.viewsets.appointments import AppointmentViewSet
from incubator.viewsets.bases import BaseViewSet
from incubator.viewsets.deciding import DecidingViewSet
from incubator.viewsets.intakes import IntakeViewSet
from incubator.viewsets.meetings import MeetingViewSet
from incubator.viewsets.menu import INCUBATION
from incubator.viewsets.placements import PlacementViewSet
from incubator.viewsets.ranking import RankingViewSet

register_permission_policy(Application, ApplicationPolicy(Application))
register_permission_policy(Base, OfBasePolicy(Base, base="pk", allowing=BASES))
register_permission_policy(Intake, OfBasePolicy(Intake, base="base", allowing=CALLS))
register_permission_policy(Appointment, OfBasePolicy(Appointment, base="base", allowing=APPOINTMENTS))
for model in (Proposal, Placement, Meeting):
    register_permission_policy(model, OfBasePolicy(model, base="intake__base", allowing=AFTERWARDS))


hooks.register("register_admin_menu_item", INCUBATION.item)


@hooks.register("register_admin_viewset")
def records() -> list[Any]:
    return [
        *(IntakeViewSet(), RankingViewSet(), DecidingViewSet(), PlacementViewSet(), MeetingViewSet()),
        *(BaseViewSet(), AppointmentViewSet()),
    ]
