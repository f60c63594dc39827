"""Which sessions of a course can somebody still ask leave for? The piece of a sign-up's page that says so."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from events.leave import sessions_to_come
from events.models import Registration

register = template.Library()


@register.inclusion_tag("events/registration/leave.html", takes_context=True)
def leave(context: template.Context, reference: str) -> dict[str, Any]:
    """Draw the sessions to come of a sign-up that the page has shown to be the reader's."""
    at: datetime = timezone.now()
    registration = Registration.objects.select_related("event").get(reference=reference)
    return {
        "reference": reference,
        "sessions": sessions_to_come(registration, at),
        "csrf_token": context.get("csrf_token"),
    }
