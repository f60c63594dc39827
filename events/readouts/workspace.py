"""What does a member of staff want to see first? What is on today, and their next dates with places taken."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from events.models import Event, Session
from organisations.permissions import Act, organisations_for, reach_of


def sessions_today(user: Any, at: datetime) -> QuerySet[Session]:
    """Return today's sessions of the organisations and in the centres that the user answers for."""
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = organisations_for(user, Act.SEE)
    return (
        Session.objects.scheduled()
        .between(start, start + timedelta(days=1))
        .filter(Q(event__organisation__in=mine) | Q(event__centre__in=mine))
        .select_related("event__programme", "event__organisation", "room")
        .prefetch_related("event__pools")
        .order_by("starts_at", "pk")
    )


def next_events(user: Any, at: datetime) -> QuerySet[Event]:
    """Return what is still to come, the next first."""
    return (
        Event.objects.filter(organisation__in=organisations_for(user, Act.SEE))
        .scheduled()
        .upcoming(at)
        .select_related("programme", "organisation")
        .prefetch_related("pools")
        .order_by("starts_at", "pk")
    )


def places_to_write(user: Any) -> QuerySet[Page]:
    """Return the pages of one's own organisations under which one may write a new programme."""
    own = organisations_for(user, Act.WRITE).filter(pk__in=list(reach_of(user).own))
    return Page.objects.filter(pk__in=own.values("page")).order_by("title")


def drafts_of(user: Any) -> QuerySet[Page]:
    """Return the user's own programmes whose latest words are not public: drafts and changes, the newest first."""
    return Page.objects.filter(Q(live=False) | Q(has_unpublished_changes=True), owner=user).order_by(
        "-latest_revision_created_at", "-pk"
    )
