"""When is feedback nobody's? When it can be changed no more: its rows are written anew, without whoever gave them."""

import random
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from events.feedback.giving import OPEN_FOR
from events.models import ActivityRecord, Event, Feedback, SalesAlert
from events.states import AlertState
from portal.audit.recording import SYSTEM, record

#: Words are kept for a year after the event; stars stay, they are nobody's.
WORDS_KEPT = timedelta(days=365)
#: An alert that nobody answers keeps its way back for so long.
ALERT_KEPT = timedelta(days=90)
BATCH = 50


def make_anonymous(at: datetime) -> int:
    """Cut the tie between feedback and registrations where the time for changing is over; return how many rows.

    All rows of an event at once, under new random keys and in another order, so that neither the key nor the place
    in the table says who was first. Safe to run twice at once.
    """
    over = Event.objects.filter(feedback__registration__isnull=False, ends_at__lte=at - OPEN_FOR).distinct()
    return sum(_forget(event, at) for event in over.order_by("pk")[:BATCH])


def let_go_of_alerts(at: datetime) -> int:
    """Cut the tie of alerts that are answered or taken back, and of those that waited too long; return how many."""
    tied = SalesAlert.objects.filter(registration__isnull=False, event__ends_at__lte=at - OPEN_FOR)
    settled = tied.filter(state__in=(AlertState.ANSWERED, AlertState.WITHDRAWN))
    old = tied.filter(event__ends_at__lte=at - ALERT_KEPT)
    return settled.update(registration=None) + old.update(registration=None)


def erase_words(at: datetime) -> int:
    """Erase what was written a year after the event; return how many rows.

    What was written, by nobody who is known, about an activity that a project accounts for is kept as long as the
    project's papers.
    """
    to_show = ActivityRecord.objects.kept_on(timezone.localdate(at)).values("session__event")
    old = Feedback.objects.filter(event__ends_at__lte=at - WORDS_KEPT, registration=None).exclude(event__in=to_show)
    said = SalesAlert.objects.filter(event__ends_at__lte=at - WORDS_KEPT).exclude(said="")
    return (
        old.exclude(text="").update(text="")
        + old.exclude(answers={}).update(answers={}, version=None)
        + said.update(said="")
    )


@transaction.atomic
def _forget(event: Event, at: datetime) -> int:
    rows = list(Feedback.objects.select_for_update(of=("self",)).filter(event=event, registration__isnull=False))
    if not rows:
        return 0
    Feedback.objects.filter(pk__in=[row.pk for row in rows]).delete()
    random.SystemRandom().shuffle(rows)
    for row in rows:
        row.pk, row.registration = uuid.uuid4(), None
    Feedback.objects.bulk_create(rows)
    record("feedback.made_anonymous", event, by=SYSTEM, at=at, organisation_id=event.organisation_id, answers=len(rows))
    return len(rows)
