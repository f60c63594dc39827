"""What else is on a sign-up's page? Sessions to ask leave for, the steps of a course, a certificate."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from events.door.leave import sessions_to_come
from events.models import Registration
from events.permissions import may_act_for
from events.readouts.certificates import offer_of
from events.readouts.courses import own_course
from events.readouts.guest_places import sessions_once

register = template.Library()


@register.inclusion_tag("events/registration/leave.html", takes_context=True)
def leave(context: template.Context, reference: str) -> dict[str, Any]:
    """Draw the sessions to come of a sign-up that the page has shown to be the reader's: to ask leave for, or for who
    waits to come to this once."""
    at: datetime = timezone.now()
    registration = Registration.objects.select_related("event", "party").get(reference=reference)
    return {
        "reference": reference,
        "sessions": sessions_to_come(registration, at),
        "once": sessions_once(registration, at),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("events/certificates/own.html", takes_context=True)
def certificate(context: template.Context, reference: str) -> dict[str, Any]:
    """Draw the certificate of a sign-up that the page has shown to be the reader's: to take, or taken."""
    registration = Registration.objects.select_related("event__programme", "person").get(reference=reference)
    at = timezone.now()
    is_own = bool(may_act_for(context["request"].user, [registration.person_id], at))
    offer, proof = offer_of(registration, at) if is_own else (None, None)
    return {"reference": reference, "offer": offer, "proof": proof, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("events/courses/own.html", takes_context=True)
def course(context: template.Context, reference: str) -> dict[str, Any]:
    """Draw the steps of a qualification course, and its results once they are published; for whoever acts for them."""
    registration = Registration.objects.get(reference=reference)
    if may_act_for(context["request"].user, [registration.person_id], timezone.now()):
        return {"course": own_course(registration)}
    return {"course": None}
