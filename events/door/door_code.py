"""Who stands at the door right now? The door shows a code that changes every half minute; only there it can be read."""

from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import QuerySet

from events.door import rotating
from events.models import Registration, Session
from events.permissions import may_act_for

STEP_SECONDS = rotating.STEP_SECONDS
#: Whoever has read the code has this long to sign in and tap who came.
PASS_SECONDS = 15 * 60
_SALT = "events.door_code"


def code_at(session_id: int, at: datetime) -> str:
    """Return the code of this half minute: 64 bits that follow from the session and the time."""
    return rotating.code_at(_subject(session_id), at)


def is_current(session_id: int, code: str, at: datetime) -> bool:
    """Return whether this is the code of now or of the half minute before."""
    return rotating.is_current(_subject(session_id), code, at)


def pass_for(session_id: int) -> str:
    """Return what a browser that has shown a current code carries while its owner signs in; it names nobody."""
    return signing.dumps(session_id, salt=_SALT)


def session_of_pass(carried: str) -> int | None:
    """Return the session whose code was read with this browser, or None when that was too long ago."""
    try:
        return signing.loads(carried, salt=_SALT, max_age=PASS_SECONDS)
    except signing.BadSignature:
        return None


def own_registrations(session: Session, user: Any, at: datetime) -> QuerySet[Registration]:
    """Return those with a place in the event for whom this user may tap."""
    rows = Registration.objects.seated(session)
    mine = may_act_for(user, rows.values_list("person_id", flat=True), at)
    return rows.filter(person__in=mine).select_related("person").order_by("pk")


def _subject(session_id: int) -> str:
    return f"session:{session_id}"
