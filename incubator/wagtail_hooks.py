"""What does Wagtail's admin take from the incubator? Calls, bases and their people; applications with their reviews."""

from typing import Any

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from incubator.models import Application, Appointment, Base, Intake
from incubator.policies import APPOINTMENTS, BASES, CALLS, ApplicationPolicy, OfBasePolicy
from incubator.viewsets.appointments import AppointmentViewSet
from incubator.viewsets.bases import BaseViewSet
from incubator.viewsets.intakes import IntakeViewSet
from incubator.viewsets.ranking import RankingViewSet

register_permission_policy(Application, ApplicationPolicy(Application))
register_permission_policy(Base, OfBasePolicy(Base, base="pk", allowing=BASES))
register_permission_policy(Intake, OfBasePolicy(Intake, base="base", allowing=CALLS))
register_permission_policy(Appointment, OfBasePolicy(Appointment, base="base", allowing=APPOINTMENTS))


@hooks.register("register_admin_viewset")
def records() -> list[Any]:
    return [IntakeViewSet(), RankingViewSet(), BaseViewSet(), AppointmentViewSet()]
