"""What opens the door screen on a device without an account? A link to one event, made by its staff, that lapses."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from events.errors import NoLink, NotAllowed
from events.models import DoorLink, DoorLinkTry, Event
from events.permissions import can_check_in, can_manage_event
from portal.audit.recording import record

#: After the event is over the device has this long to send what it kept without a network.
KEPT_OPEN = timedelta(hours=12)
#: A course runs for months; a device that is lost is no key to it for longer than this.
LONGEST = timedelta(days=7)
WRONG_TRIES, WITHIN = 20, timedelta(hours=1)


@dataclass(frozen=True)
class Door:
    """Who stands at an event's door: ``by`` themselves, or a device whose ``link`` they made."""

    event: Event
    by: Any
    link: DoorLink | None = None


def door_for(event: Event, *, user: Any, secret: str, at: datetime) -> Door | None:
    """Return the door that this user, or this device's secret, opens for the event; None is "not found".

    A link opens only while its maker may check people in: whoever leaves takes their links along.
    """
    if user.is_authenticated and can_check_in(user, event, at):
        return Door(event, user)
    link = DoorLink.objects.open_at(at).select_related("made_by").filter(event=event, digest=digest(secret)).first()
    if secret and link and can_check_in(link.made_by, event, at):
        return Door(event, link.made_by, link)
    return None


def digest(secret: str) -> str:
    """Return what is kept of a secret; 128 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_link(event: Event, *, label: str, by: Any, at: datetime) -> tuple[DoorLink, str]:
    """Return a new link and its secret, which is shown this once. Raises ``NotAllowed``; ``NoLink`` once it is over."""
    if not can_manage_event(by, event, at):
        raise NotAllowed(_("You do not check people in here."))
    lapses_at = min(event.ends_at + KEPT_OPEN, at + LONGEST)
    if lapses_at <= at:
        raise NoLink(_("This activity is over."), reason="over")
    secret = secrets.token_urlsafe(16)
    link = DoorLink.objects.create(
        event=event, digest=digest(secret), label=label, made_by=by, made_at=at, lapses_at=lapses_at
    )
    record("door_link.made", link, by=by, at=at, organisation_id=event.organisation_id, event=event.pk)
    return link, secret


@transaction.atomic
def revoke_link(link: DoorLink, *, by: Any, at: datetime) -> DoorLink:
    """Take a link back at once; doing it again changes nothing. Raises ``NotAllowed``."""
    if not can_manage_event(by, link.event, at):
        raise NotAllowed(_("You do not check people in here."))
    if DoorLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at):
        record("door_link.revoked", link, by=by, at=at, organisation_id=link.event.organisation_id)
    link.refresh_from_db()
    return link


def open_link(secret: str, *, address: str, at: datetime) -> DoorLink:
    """Return the link with this secret. Raises ``NoLink`` when there is none, or after too many wrong ones from here.

    Wrong ones are counted in the database, so that emptying a cache forgives nothing.
    """
    network = salted_hmac("events.door_links", address, algorithm="sha256").hexdigest()
    tries = DoorLinkTry.objects.filter(address_digest=network, tried_at__gt=at - WITHIN)
    if tries.count() >= WRONG_TRIES:
        raise NoLink(_("Too many links were tried from your network. Please try again in an hour."), reason="too_many")
    link = DoorLink.objects.open_at(at).select_related("made_by", "event").filter(digest=digest(secret)).first()
    if link is None or not can_check_in(link.made_by, link.event, at):
        DoorLinkTry.objects.create(address_digest=network, tried_at=at)
        raise NoLink(_("This link no longer opens anything. Please ask the staff for a new one."))
    return link


def links_of(event: Event, at: datetime) -> Sequence[DoorLink]:
    """Return the links that still open the event's door, newest first."""
    return list(DoorLink.objects.open_at(at).filter(event=event).select_related("made_by"))


def purge_tries(at: datetime) -> int:
    """Delete tries that no limit looks at any more, and links that lapsed a month ago; return how many."""
    gone = DoorLinkTry.objects.filter(tried_at__lt=at - WITHIN).delete()[0]
    return gone + DoorLink.objects.filter(lapses_at__lt=at - timedelta(days=30)).delete()[0]
