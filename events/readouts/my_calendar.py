"""What is in somebody's own calendar? What they, and those whom they act for, have a place at."""

from collections import defaultdict
from datetime import datetime

from django.utils import timezone

from events.models import Registration
from events.states import HOLDING
from portal.accounts.models import Mandate


def own_events(user_id: int, at: datetime) -> dict[int, str]:
    """Return the events with a place, each with the names of those who have it; one query."""
    mandates = Mandate.objects.valid_on(timezone.localdate(at)).lasting().filter(agent_id=user_id)
    held = Registration.objects.filter(state__in=HOLDING, person__in=mandates.values("person"))
    names: dict[int, list[str]] = defaultdict(list)
    for event_id, name in held.order_by("person_id").values_list("event_id", "person__name"):
        names[event_id].append(name)
    return {event_id: ", ".join(found) for event_id, found in names.items()}
