"""Which events and sign-ups does a token reach? Its owner's rights at this moment, within its own limits."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404

from events.models import Event, Registration
from events.permissions import can_check_in, can_manage_event
from organisations.models import ApiToken


def events_within(token: ApiToken) -> QuerySet[Event]:
    """Return the events of the token's organisation: its own, those held there, those of whom it hosts; else all."""
    events = Event.objects.select_related("programme", "organisation")
    if token.organisation_id is None:
        return events
    own = Q(organisation=token.organisation_id) | Q(centre=token.organisation_id)
    return events.filter(own | Q(organisation__home_centre=token.organisation_id))


def event_run(token: ApiToken, event_id: int, at: datetime) -> Event:
    """Return an event that the owner runs and the token is for; anything else is missing."""
    event = events_within(token).filter(pk=event_id).first() if token.organisation_id else None
    if event is None or not can_manage_event(token.owner, event, at):
        raise Http404
    return event


def event_at_whose_door(token: ApiToken, event_id: int, at: datetime) -> Event:
    """Return an event at whose door the owner stands and the token is for; anything else is missing."""
    event = events_within(token).filter(pk=event_id).first() if token.organisation_id else None
    if event is None or not can_check_in(token.owner, event, at):
        raise Http404
    return event


def registration_seen(token: ApiToken, reference: str, at: datetime) -> Registration:
    """Return a registration of the owner's own people, or of an event that the owner runs and the token is for."""
    found = Registration.objects.filter(reference=reference, event__in=events_within(token))
    registration = found.select_related("party", "event__programme", "event__organisation", "person").first()
    if registration is None:
        raise Http404
    if token.organisation_id and can_manage_event(token.owner, registration.event, at):
        return registration
    if Registration.objects.visible_to(token.owner, at).filter(pk=registration.pk).exists():
        return registration
    raise Http404
