"""What are people told about their sign-up? Each fact once, in the language of the account."""

from collections.abc import Iterable, Mapping, Sequence
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
            rows=_rows(party),
            event=event,
            at=at,
        )


def offered(party: Party, *, event: Event, at: datetime) -> None:
    """Tell the maker of a party that a place is kept for it, and until when."""
    ends_at = party.offer_ends_at or event.starts_at
    with translation.override(party.made_by.language):
        until = day_and_time(ends_at)
        _tell(
            party,
            "offered",
            subject=_("A place is free for you until %(until)s: %(title)s"),
            body=_(
                "%(names)s: please confirm by %(until)s that you are coming on %(when)s to %(where)s. After that the "
                "place goes to the next in line. If you do not want it, please decline, so that somebody else can come."
            ),
            rows=_rows(party),
            event=event,
            at=at,
            until=until,
            sms={"until": timezone.localtime(ends_at).strftime("%m-%d %H:%M")},
        )


def accepted(party: Party, *, event: Event, at: datetime) -> None:
    """Tell the maker of a party that the offered place is its own now."""
    confirmed(party, rows=_rows(party), event=event, at=at)


def lapsed(party: Party, *, event: Event, at: datetime) -> None:
    """Tell the maker of a party that the offer has ended; called while its registrations are still offered."""
    with translation.override(party.made_by.language):
        _tell(
            party,
            "lapsed",
            subject=_("The offered place went to the next in line: %(title)s"),
            body=_(
                "%(names)s: we had no answer in time. If you still want to come, please join the waiting list again."
            ),
            rows=_rows(party),
            event=event,
            at=at,
        )


def entered(party: Party, *, rows: Sequence[Registration], event: Event, at: datetime) -> None:
    """Tell the maker of a party that it is in the ballot, with its number."""
    with translation.override(party.made_by.language):
        _tell(
            party,
            "entered",
            subject=_("You are in the ballot: %(title)s"),
            body=_(
                "%(names)s: your ballot number is %(lot)s. Sign-up closes on %(closes)s; then the places are drawn in "
                "public, and we tell you the result."
            ),
            rows=rows,
            event=event,
            at=at,
            lot=rows[0].reference,
            closes=day_and_time(event.sign_up_closes_at),
        )


def standing_by(party: Party, *, rows: Sequence[Registration], event: Event, at: datetime) -> None:
    """Tell the maker of a party that it joins the queue late, since somebody of it missed too often."""
    with translation.override(party.made_by.language):
        _tell(
            party,
            "waiting",
            subject=_("On the waiting list: %(title)s"),
            body=_(
                "%(names)s: after several missed activities you are on the waiting list for now. From %(until)s places "
                "that are left are yours. If we are mistaken, please tell us on your page."
            ),
            rows=rows,
            event=event,
            at=at,
            until=day_and_time(party.stands_by_until or event.starts_at),
        )


def drawn(party: Party, *, event: Event, at: datetime, position: int | None) -> None:
    """Tell the maker of a party what the draw brought: a place, or a position in the queue."""
    with translation.override(party.made_by.language):
        if position is None:
            subject = _("Drawn, you have a place: %(title)s")
            body = _("%(names)s: see you on %(when)s at %(where)s. If you cannot come, please cancel in good time.")
        else:
            subject = _("Result of the ballot: %(title)s")
            body = _(
                "%(names)s: you were not drawn this time, and are number %(position)s in line. "
                "We will tell you at once when a place is free."
            )
        kind = "drawn" if position is None else "not_drawn"
        _tell(party, kind, subject=subject, body=body, rows=_rows(party), event=event, at=at, position=position)


def pending(party: Party, *, rows: Sequence[Registration], event: Event, at: datetime) -> None:
    """Tell the maker of a party that staff will look at it."""
    with translation.override(party.made_by.language):
        _tell(
            party,
            "pending",
            subject=_("Received, awaiting approval: %(title)s"),
            body=_("%(names)s: the organiser looks at each sign-up for this activity, and we tell you the answer."),
            rows=rows,
            event=event,
            at=at,
        )


def declined(party: Party, *, event: Event, at: datetime) -> None:
    """Tell the maker of a party that it was not accepted, and why; called while its registrations are still live."""
    with translation.override(party.made_by.language):
        _tell(
            party,
            "declined",
            subject=_("About your sign-up: %(title)s"),
            body=_("%(names)s: we are sorry, this sign-up could not be accepted. %(reason)s"),
            rows=_rows(party),
            event=event,
            at=at,
            reason=party.note,
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
    sms: Mapping[str, str] | None = None,
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
        sms_variables={
            "title": title[:20],
            "time": timezone.localtime(event.starts_at).strftime("%m-%d %H:%M"),
            **(sms or {}),
        },
    )


def _rows(party: Party) -> list[Registration]:
    return list(party.registrations.live().select_related("person").order_by("pk"))


def listed(people: Iterable[Person]) -> str:
    """Return the names as a sentence in the language of the account lists them."""
    return _(", ").join(person.name for person in people)
