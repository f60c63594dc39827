"""What do search engines read of a programme? schema.org Events, one for each event still to come."""

import json
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from events.models import ProgrammePage
from events.readouts.card import SignUpState
from events.readouts.programme import ProgrammeView
from events.readouts.programme_events import EventView

#: How many events a page tells of: the next ones.
MOST = 10
_SCHEMA = "https://schema.org/"
_AVAILABILITY = {
    SignUpState.OPEN: "InStock",
    SignUpState.WALK_IN: "InStock",
    SignUpState.LATER: "PreOrder",
    SignUpState.FULL: "SoldOut",
    SignUpState.CLOSED: "SoldOut",
}


def structured_data(page: ProgrammePage, programme: ProgrammeView) -> list[dict[str, Any]]:
    """Return the events as plain data in the reader's language; public facts only."""
    return [_event(page, programme, event) for event in programme.upcoming[:MOST]]


def _event(page: ProgrammePage, programme: ProgrammeView, event: EventView) -> dict[str, Any]:
    is_cancelled = event.sign_up_state == SignUpState.CANCELLED
    url = settings.WAGTAILADMIN_BASE_URL + event.page_url
    data: dict[str, Any] = {
        "@context": _SCHEMA,
        "@type": "Event",
        "name": f"{page.local_title} {event.label}".strip(),
        "description": page.local_summary,
        "url": url,
        "startDate": timezone.localtime(event.starts_at).isoformat(),
        "endDate": timezone.localtime(event.ends_at).isoformat(),
        "eventStatus": _SCHEMA + ("EventCancelled" if is_cancelled else "EventScheduled"),
        "eventAttendanceMode": _SCHEMA + "OfflineEventAttendanceMode",
        "inLanguage": get_language(),
        "isAccessibleForFree": not page.fee_yuan,
        "location": _location(event),
        "organizer": {
            "@type": "Organization",
            "name": event.organisation_name,
            "url": settings.WAGTAILADMIN_BASE_URL + programme.organisation_url,
        },
    }
    if not is_cancelled:
        data["offers"] = _offer(page, event, url)
        data["maximumAttendeeCapacity"] = event.capacity
        data["remainingAttendeeCapacity"] = event.left
    if programme.speakers:
        data["performer"] = [{"@type": "Person", "name": speaker.name} for speaker in programme.speakers]
    return data


def _location(event: EventView) -> dict[str, Any]:
    name = " ".join(part for part in (event.centre_name, event.place) if part)
    return {"@type": "Place", "name": name, "address": event.centre_address or name}


def _offer(page: ProgrammePage, event: EventView, url: str) -> dict[str, Any]:
    offer: dict[str, Any] = {
        "@type": "Offer",
        "price": str(page.fee_yuan),
        "priceCurrency": "CNY",
        "availability": _SCHEMA + _AVAILABILITY.get(event.sign_up_state, "SoldOut"),
        "url": url,
    }
    if event.opens_at:
        offer["validFrom"] = timezone.localtime(event.opens_at).isoformat()
    return offer


def script_text(data: Any) -> SafeString:
    """Return JSON that can stand inside a script element: nothing in it can end the element or open another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for unsafe in "<>&\u2028\u2029":
        text = text.replace(unsafe, f"\\u{ord(unsafe):04x}")
    return mark_safe(text)  # noqa: S308 (escaped above)
