"""What are people told about their sign-up? Each fact once, in the language of the account."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.models import Event, Party
from portal.accounts.models import Person
from portal.outbox.queueing import tell
from portal.templatetags.when import day_and_time


def confirmed(party: Party, *, people: Iterable[Person], event: Event, at: datetime) -> None:
    """Tell the maker of a party that everybody in it has a place."""
    with translation.override(party.made_by.language):
        _tell(
            party,
            "confirmed",
            subject=_("You have a place: %(title)s"),
            body=_("%(names)s: see you on %(when)s at %(where)s. If something comes up, please cancel in good time."),
            event=event,
            at=at,
            names=listed(people),
        )


def waiting(party: Party, *, people: Iterable[Person], event: Event, position: int, at: datetime) -> None:
    """Tell the maker of a party where it stands in the queue."""
    with translation.override(party.made_by.language):
        _tell(
            party,
            "waiting",
            subject=_("On the waiting list: %(title)s"),
            body=_("%(names)s: you are number %(position)s in line. We will tell you at once when a place is free."),
            event=event,
            at=at,
            names=listed(people),
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
            event=event,
            at=at,
        )


def cancelled(party: Party, *, event: Event, names: str, at: datetime) -> None:
    """Tell the maker of a party that somebody's sign-up was cancelled."""
    with translation.override(party.made_by.language):
        _tell(
            party,
            "cancelled",
            subject=_("Sign-up cancelled: %(title)s"),
            body=_("%(names)s: the sign-up is cancelled. Thank you for letting others have the place."),
            event=event,
            at=at,
            names=names,
        )


def _tell(
    party: Party, kind: str, *, subject: str, body: str, event: Event, at: datetime, names: str = "", **facts
) -> None:
    first = event.sessions.all()[0]
    title = event.programme.local_title
    words = {
        "title": title,
        "names": names or _names(party),
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
        path="/me/",
        sms_template=kind,
        sms_variables={"title": title[:20], "time": timezone.localtime(event.starts_at).strftime("%m-%d %H:%M")},
    )


def listed(people: Iterable[Person]) -> str:
    """Return the names as a sentence in the language of the account lists them."""
    return _(", ").join(person.name for person in people)


def _names(party: Party) -> str:
    return listed(row.person for row in party.registrations.select_related("person").order_by("pk"))
