"""What is in somebody's own calendar? What they, and those whom they act for, have a place at."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Registration, Session
from events.models.event import SessionQuerySet
from events.states import HOLDING, PartyState
from portal.accounts.models import Mandate


def own_sessions(user_id: int, at: datetime) -> tuple[SessionQuerySet, dict[int, str]]:
    """Return the sessions with a place, in a course or as a guest this once, and by event who has it; two queries."""
    mandates = Mandate.objects.valid_on(timezone.localdate(at)).lasting().filter(agent_id=user_id)
    own = Registration.objects.filter(person__in=mandates.values("person")).order_by("person_id")
    held = list(own.filter(state__in=HOLDING).values_list("event_id", "person__name"))
    guests = own.filter(state=PartyState.WAITING, guest_places__isnull=False)
    once = list(guests.values_list("guest_places__session", "event_id", "person__name"))
    names: dict[int, dict[str, None]] = defaultdict(dict)
    for event_id, name in (*held, *((event_id, name) for _at, event_id, name in once)):
        names[event_id][name] = None
    here = Q(event_id__in={event_id for event_id, _name in held}) | Q(pk__in={session for session, *_rest in once})
    return Session.objects.filter(here), {event_id: _(", ").join(found) for event_id, found in names.items()}
