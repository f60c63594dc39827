"""Who waits for a call? The list of those whom the user answers for, the most pressing first."""

from typing import Any

from events.models import Call
from organisations.permissions import Act, organisations_for


def calls_to_make(user: Any) -> Any:
    """Return the open calls within the user's reach, with whom and what."""
    return Call.objects.untold().filter(organisation__in=organisations_for(user, Act.SERVE)).with_whom()
