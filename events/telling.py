"""What are people told about their sign-up? Each fact once, in the language of the account: a row here for each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event, Party, Registration
from events.sms_wordings import WORDINGS
from portal.accounts.models import Person
from portal.outbox.queueing import tell
from portal.templatetags.when import day_and_time


@dataclass(frozen=True)
class Telling:
    """A fact's words: ``title``, ``names``, ``when`` and ``where`` stand in all of them, other facts as given.

    ``sms`` names the short message where it is not the fact's own.
    """

    subject: Promise
    body: Promise
    sms: str = ""


TELLINGS = {
    "confirmed": Telling(
        gettext_lazy("You have a place: %(title)s"),
        gettext_lazy("%(names)s: see you on %(when)s at %(where)s. If something comes up, please cancel in good time."),
    ),
    "waiting": Telling(
        gettext_lazy("On the waiting list: %(title)s"),
        gettext_lazy("%(names)s: you are number %(position)s in line. We will tell you at once when a place is free."),
    ),
    "standing_by": Telling(
        gettext_lazy("On the waiting list: %(title)s"),
        gettext_lazy(
            "%(names)s: after several missed activities you are on the waiting list for now. From %(until)s places "
            "that are left are yours. If we are mistaken, please tell us on your page."
        ),
        sms="waiting",
    ),
    "moved_up": Telling(
        gettext_lazy("A place is free, and it is yours: %(title)s"),
        gettext_lazy("%(names)s: see you on %(when)s at %(where)s. If you can no longer come, please cancel."),
    ),
    "offered": Telling(
        gettext_lazy("A place is free for you until %(until)s: %(title)s"),
        gettext_lazy(
            "%(names)s: please confirm by %(until)s that you are coming on %(when)s to %(where)s. After that the "
            "place goes to the next in line. If you do not want it, please decline, so that somebody else can come."
        ),
    ),
    "lapsed": Telling(
        gettext_lazy("The offered place went to the next in line: %(title)s"),
        gettext_lazy(
            "%(names)s: we had no answer in time. If you still want to come, please join the waiting list again."
        ),
    ),
    "entered": Telling(
        gettext_lazy("You are in the ballot: %(title)s"),
        gettext_lazy(
            "%(names)s: your ballot number is %(lot)s. Sign-up closes on %(closes)s; then the places are drawn in "
            "public, and we tell you the result."
        ),
    ),
    "drawn": Telling(
        gettext_lazy("Drawn, you have a place: %(title)s"),
        gettext_lazy("%(names)s: see you on %(when)s at %(where)s. If you cannot come, please cancel in good time."),
    ),
    "not_drawn": Telling(
        gettext_lazy("Result of the ballot: %(title)s"),
        gettext_lazy(
            "%(names)s: you were not drawn this time, and are number %(position)s in line. "
            "We will tell you at once when a place is free."
        ),
    ),
    "pending": Telling(
        gettext_lazy("Received, awaiting approval: %(title)s"),
        gettext_lazy("%(names)s: the organiser looks at each sign-up for this activity, and we tell you the answer."),
    ),
    "declined": Telling(
        gettext_lazy("About your sign-up: %(title)s"),
        gettext_lazy("%(names)s: we are sorry, this sign-up could not be accepted. %(reason)s"),
    ),
    "cancelled": Telling(
        gettext_lazy("Sign-up cancelled: %(title)s"),
        gettext_lazy("%(names)s: the sign-up is cancelled. Thank you for letting others have the place."),
    ),
}


def tell_party(
    fact: str,
    party: Party,
    *,
    event: Event,
    at: datetime,
    rows: Sequence[Registration] | None = None,
    **facts: Any,
) -> None:
    """Tell the maker of a party one of the ``TELLINGS``; ``rows`` are the registrations it is about, or all live ones.

    A moment among ``facts`` is told as day and time, in their language and in the short message.
    """
    rows = _live(party) if rows is None else rows
    telling = TELLINGS[fact]
    moments = {name: value for name, value in facts.items() if isinstance(value, datetime)}
    with translation.override(party.made_by.language):
        title = event.programme.local_title
        words = {
            "title": title,
            "names": listed(row.person for row in rows),
            "when": day_and_time(event.starts_at),
            "where": event.sessions.all()[0].local_place,
            **facts,
            **{name: day_and_time(moment) for name, moment in moments.items()},
        }
        tell(
            party.made_by,
            kind=f"registration.{fact}",
            subject=str(telling.subject) % words,
            body=str(telling.body) % words,
            at=at,
            path=f"/me/registrations/{rows[0].reference}/",
            sms_template=telling.sms or fact,
            sms_variables=_short(telling.sms or fact, title, {"time": event.starts_at, **moments}),
        )


def listed(people: Iterable[Person]) -> str:
    """Return the names as a sentence in the language of the account lists them."""
    return _(", ").join(person.name for person in people)


def _live(party: Party) -> list[Registration]:
    return list(party.registrations.live().select_related("person").order_by("pk"))


def _short(template: str, title: str, moments: Mapping[str, datetime]) -> dict[str, str]:
    """Return the variables that a short message has, each at most 35 characters."""
    named = {name: moment for name, moment in moments.items() if f"${{{name}}}" in WORDINGS[template]}
    told = {name: timezone.localtime(moment).strftime("%m-%d %H:%M") for name, moment in named.items()}
    return {"title": title[:20], **told}
