"""What are people told about their sign-up? Each fact once, in the language of the account."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.models import Event, Party, Registration
from portal.accounts.models import Person
from portal.outbox.queueing import tell
from portal.templatetags.when import day_and_time


def confirmed(party: Party, *, rows: Sequence[Registration], event: Event, at: datetime) -> None:
    """Tell the maker of a party that everybody in it has a place."""
    with translation.override(party.made_by.language):
        _tell(
            party,
            "confirmed",
            subject=_("You have a place: %(title)s"),
            body=_("%(names)s: see you on %(when)s at %(where)s. If something comes up, please cancel in good time."),
            rows=rows,
            event=event,
            at=at,
        )


def waiting(party: Party, *, rows: Sequence[Registration], event: Event, position: int, at: datetime) -> None:
    """Tell the maker of a party where it stands in the queue."""
    with translation.override(party.made_by.language):
        _tell(
            party,
            "waiting",
            subject=_("On the waiting list: %(title)s"),
            body=_("%(names)s: you are number %(position)s in line. We will tell you at once when a place is free."),
            rows=rows,
            event=event,
            at=at,
            position=position,
        )


def moved_up(party: Party, *, event: Event, at: datetime) -> None:
    """Tell the maker of a party that it has moved up from the queue."""
    with translation.override(party.made_by.language):
        _tell(
            party,
            "moved_up",
            subject=_("A place is free, and it is yours: %(title)s"),
            body=_("%(names)s: see you on %(when)s at %(where)s. If you can no longer come, please cancel."),
            rows=list(party.registrations.live().select_related("person").order_by("pk")),
            event=event,
            at=at,
        )


def cancelled(party: Party, *, rows: Sequence[Registration], event: Event, at: datetime) -> None:
    """Tell the maker of a party that somebody's sign-up was cancelled."""
    with translation.override(party.made_by.language):
        _tell(
            party,
            "cancelled",
            subject=_("Sign-up cancelled: %(title)s"),
            body=_("%(names)s: the sign-up is cancelled. Thank you for letting others have the place."),
            rows=rows,
            event=event,
            at=at,
        )


def _tell(
    party: Party,
    kind: str,
    *,
    subject: str,
    body: str,
    rows: Sequence[Registration],
    event: Event,
    at: datetime,
    **facts: Any,
) -> None:
    first = event.sessions.all()[0]
    title = event.programme.local_title
    words = {
        "title": title,
        "names": listed(row.person for row in rows),
        "when": day_and_time(event.starts_at),
        "where": first.local_place,
        **facts,
    }
    tell(
        party.made_by,
        kind=f"registration.{kind}",
        subject=subject % words,
        body=body % words,
        at=at,
        path=f"/me/registrations/{rows[0].reference}/",
        sms_template=kind,
        sms_variables={"title": title[:20], "time": timezone.localtime(event.starts_at).strftime("%m-%d %H:%M")},
    )


def listed(people: Iterable[Person]) -> str:
    """Return the names as a sentence in the language of the account lists them."""
    return _(", ").join(person.name for person in people)
