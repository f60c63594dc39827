"""What does the staff's first page in the admin show? What waits, what is on, the month, what comes."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.admin.ui.components import Component

from events.readouts import workspace
from organisations import admin_gate
from organisations.models import Organisation
from organisations.permissions import reach_of
from organisations.viewsets.scope import chosen_scope
from portal import contributions

SHOWN = 12


class Workspace(Component):
    """The panels of this app, and what waits, whoever contributed it."""

    name = "workspace"
    order = 100
    template_name = "events/admin/workspace.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        request: HttpRequest = parent_context["request"]
        user, now, only = request.user, timezone.now(), chosen_scope(request)
        reach = reach_of(user)
        serves = Organisation.objects.filter(pk__in=list(reach.own)) if len(reach.own) > 1 else ()
        return {
            "request": request,
            "serves": serves,
            "only": only,
            "waiting": [item for source in contributions.waiting_items if (item := source(request))],
            "today": workspace.sessions_today(user, now, only=only, limit=SHOWN),
            "figures": workspace.month_figures(user, now, only=only),
            "events": workspace.next_events(user, now, only=only, limit=SHOWN),
            "drafts": workspace.drafts_of(user)[:SHOWN],
            "places_to_write": workspace.places_to_write(user),
            "may_write": user.is_superuser or bool(reach.roles & admin_gate.WRITERS),
        }


class Contributed(Component):
    """A panel that another app put into the portal's slot."""

    def __init__(self, section: contributions.Section, order: int):
        self.section = section
        self.order = order

    def render_html(self, parent_context: Mapping[str, Any]) -> str:
        return render_to_string(self.section.template, self.section.context, request=parent_context["request"])


def panels(request: HttpRequest) -> list[Component]:
    """Return the panels of the first page: ours, then what the slot holds."""
    sections = (source(request) for source in contributions.workspace_panels)
    contributed = [Contributed(section, 200 + place) for place, section in enumerate(filter(None, sections))]
    return [Workspace(), *contributed]
