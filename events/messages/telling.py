"""What are people told? Each fact once, in the language of the account: a row here for each.

The text of a row is the one that ships; staff may put another in its place (``portal.outbox.texts``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.messages import call_list, recipients
from events.messages.recipients import Hearing, centre_of
from events.messages.sms_wordings import WORDINGS
from events.models import Event, Party, Registration
from portal.accounts.models import Person
from portal.outbox import quiet_hours, texts
from portal.outbox.queueing import Notice, tell_notice
from portal.templatetags.when import day_and_time


@dataclass(frozen=True)
class Telling:
    """A fact's words: ``{title}``, ``{names}``, ``{when}`` and ``{where}`` may stand in all of them, and what ``adds``
    names; ``required`` has to.

    ``sms`` names the short message where it is not the fact's own, None: there is none. What ``presses`` is sent at
    once when it is about the next hours. Which facts are worth a call ``events.messages.call_list`` says.
    """

    label: Promise
    subject: Promise | str
    body: Promise | str
    required: tuple[str, ...] = ("title",)
    adds: tuple[str, ...] = ()
    sms: str | None = ""
    presses: bool = True


TELLINGS = {
    "confirmed": Telling(
        gettext_lazy("Signed up"),
        gettext_lazy("You have a place: {title}"),
        gettext_lazy("{names}: see you on {when} at {where}. If something comes up, please cancel in good time."),
        required=("title", "when", "where"),
    ),
    "waiting": Telling(
        gettext_lazy("On the waiting list"),
        gettext_lazy("On the waiting list: {title}"),
        gettext_lazy("{names}: you are number {position} in line. We will tell you at once when a place is free."),
        adds=("position",),
        presses=False,
    ),
    "standing_by": Telling(
        gettext_lazy("On the waiting list after missed activities"),
        gettext_lazy("On the waiting list: {title}"),
        gettext_lazy(
            "{names}: after several missed activities you are on the waiting list for now. From {until} places "
            "that are left are yours. If we are mistaken, please tell us on your page."
        ),
        required=("title", "until"),
        adds=("until",),
        sms="waiting",
        presses=False,
    ),
    "moved_up": Telling(
        gettext_lazy("Moved up from the waiting list"),
        gettext_lazy("A place is free, and it is yours: {title}"),
        gettext_lazy("{names}: see you on {when} at {where}. If you can no longer come, please cancel."),
        required=("title", "when", "where"),
    ),
    "offered": Telling(
        gettext_lazy("A place is offered"),
        gettext_lazy("A place is free for you until {until}: {title}"),
        gettext_lazy(
            "{names}: please confirm by {until} that you are coming on {when} to {where}. After that the "
            "place goes to the next in line. If you do not want it, please decline, so that somebody else can come."
        ),
        required=("title", "until", "when", "where"),
        adds=("until",),
    ),
    "lapsed": Telling(
        gettext_lazy("Offer lapsed"),
        gettext_lazy("The offered place went to the next in line: {title}"),
        gettext_lazy(
            "{names}: we had no answer in time. If you still want to come, please join the waiting list again."
        ),
        presses=False,
    ),
    "entered": Telling(
        gettext_lazy("In the ballot"),
        gettext_lazy("You are in the ballot: {title}"),
        gettext_lazy(
            "{names}: your ballot number is {lot}. Sign-up closes on {closes}; then the places are drawn in "
            "public, and we tell you the result."
        ),
        required=("title", "lot"),
        adds=("lot", "closes"),
        presses=False,
    ),
    "drawn": Telling(
        gettext_lazy("Drawn in the ballot"),
        gettext_lazy("Drawn, you have a place: {title}"),
        gettext_lazy("{names}: see you on {when} at {where}. If you cannot come, please cancel in good time."),
        required=("title", "when", "where"),
    ),
    "not_drawn": Telling(
        gettext_lazy("Not drawn in the ballot"),
        gettext_lazy("Result of the ballot: {title}"),
        gettext_lazy(
            "{names}: you were not drawn this time, and are number {position} in line. "
            "We will tell you at once when a place is free."
        ),
        adds=("position",),
    ),
    "pending": Telling(
        gettext_lazy("Awaiting approval"),
        gettext_lazy("Received, awaiting approval: {title}"),
        gettext_lazy("{names}: the organiser looks at each sign-up for this activity, and we tell you the answer."),
        presses=False,
    ),
    "accepted": Telling(
        gettext_lazy("Accepted by staff"),
        gettext_lazy("Accepted, you have a place: {title}"),
        gettext_lazy("{names}: see you on {when} at {where}. If something comes up, please cancel in good time."),
        required=("title", "when", "where"),
        sms="confirmed",
    ),
    "declined": Telling(
        gettext_lazy("Not accepted by staff"),
        gettext_lazy("About your sign-up: {title}"),
        gettext_lazy("{names}: we are sorry, this sign-up could not be accepted. {reason}"),
        required=("title", "reason"),
        adds=("reason",),
    ),
    "cancelled": Telling(
        gettext_lazy("Cancelled"),
        gettext_lazy("Sign-up cancelled: {title}"),
        gettext_lazy("{names}: the sign-up is cancelled. Thank you for letting others have the place."),
        presses=False,
    ),
    "cancelled_by_staff": Telling(
        gettext_lazy("Cancelled by staff"),
        gettext_lazy("Why the sign-up was cancelled: {title}"),
        "{reason}",
        required=("title", "reason"),
        adds=("reason",),
        sms=None,
    ),
    "event_changed": Telling(
        gettext_lazy("Another time or place"),
        gettext_lazy("Please note a change: {title}"),
        "{changes}",
        required=("title", "changes"),
        adds=("changes",),
    ),
    "event_called_off": Telling(
        gettext_lazy("Called off"),
        gettext_lazy("Called off: {title}"),
        "{note}",
        required=("title", "note"),
        adds=("note",),
    ),
    "reminder": Telling(
        gettext_lazy("Reminder the day before"),
        gettext_lazy("Reminder: {title}, {day}"),
        gettext_lazy(
            "{names}: see you on {when} at {where}. If something comes up, please cancel in good time, "
            "so that a neighbour can have the place."
        ),
        required=("title", "when", "where"),
        adds=("day",),
    ),
    "guest_place": Telling(
        gettext_lazy("A place for one session"),
        gettext_lazy("A place is free this once: {title}"),
        gettext_lazy(
            "{names}: somebody is on leave on {when}. You can come to this one session, at {where}, and keep your "
            "place in line. The first to say so has it: please open this sign-up and press “I come this once”."
        ),
        required=("title", "when"),
        sms=None,
        presses=False,
    ),
    "no_show": Telling(
        gettext_lazy("Missed"),
        gettext_lazy("We missed you: {title}"),
        gettext_lazy(
            "{names} had a place on {when} and was not seen there. If that is wrong, or something came up, "
            "please tell us on your page: the staff read it and can excuse it."
        ),
        adds=(),
        sms=None,
        presses=False,
    ),
}

#: Every placeholder: what it is, and an example for the preview.
PLACEHOLDERS = {
    one.name: one
    for one in (
        texts.Placeholder("title", gettext_lazy("the activity's name"), gettext_lazy("Tai chi for beginners")),
        texts.Placeholder("names", gettext_lazy("who comes"), gettext_lazy("Wang Xiaoying, Wang Jianguo")),
        texts.Placeholder("when", gettext_lazy("day and time"), gettext_lazy("Sun 22 Nov, 9:30 am")),
        texts.Placeholder("where", gettext_lazy("the place"), gettext_lazy("Multi-purpose hall")),
        texts.Placeholder("position", gettext_lazy("the place in line"), "3"),
        texts.Placeholder("until", gettext_lazy("the deadline"), gettext_lazy("Sat 21 Nov, 6:00 pm")),
        texts.Placeholder("lot", gettext_lazy("the ballot number"), "K7M2QX9P"),
        texts.Placeholder("closes", gettext_lazy("when sign-up closes"), gettext_lazy("Fri 20 Nov, 6:00 pm")),
        texts.Placeholder(
            "reason", gettext_lazy("the reason that staff give"), gettext_lazy("This class is for beginners.")
        ),
        texts.Placeholder(
            "changes",
            gettext_lazy("what has changed, a line each"),
            gettext_lazy("Now on 22 Nov, 14:00 to 15:30, Reading room."),
        ),
        texts.Placeholder("note", gettext_lazy("what staff say about it"), gettext_lazy("The hall is being repaired.")),
        texts.Placeholder("day", gettext_lazy("the day"), gettext_lazy("Sun 22 Nov")),
    )
}
EVERYWHERE = ("title", "names", "when", "where")


def kinds() -> Iterable[texts.Kind]:
    """Yield every row as a kind of message whose text staff may edit."""
    for fact, telling in TELLINGS.items():
        yield texts.Kind(
            fact,
            telling.label,
            telling.subject,
            telling.body,
            placeholders=[PLACEHOLDERS[name] for name in (*EVERYWHERE, *telling.adds)],
            required=frozenset(telling.required),
            sms=fact if telling.sms == "" else telling.sms or "",
        )


def tell_party(
    fact: str,
    party: Party,
    *,
    event: Event,
    at: datetime,
    rows: Sequence[Registration] | None = None,
    **facts: Any,
) -> None:
    """Tell those concerned one of the ``TELLINGS``; ``rows`` are the registrations it is about, or all live ones.

    A moment among ``facts`` is told as day and time, in their language and in the short message. Whoever cannot be
    messaged is put on the call list.
    """
    rows = _live(party) if rows is None else rows
    for row in rows:
        row.party = party
    hearing = recipients.of(rows)
    if hearing.accounts:
        written = texts.read([fact], [centre_of(event)])
        for recipient, theirs in hearing.accounts.items():
            tell_notice(notice(fact, recipient, theirs, event=event, written=written, at=at, **facts), at=at)
    put_on_call_list(fact, hearing, event=event, at=at, key=f"{fact}:{party.pk}", **facts)


def notice(
    fact: str,
    recipient: Any,
    rows: Sequence[Registration],
    *,
    event: Event,
    written: texts.Texts,
    at: datetime,
    key: str | None = None,
    kind: str = "",
    path: str = "",
    **facts: Any,
) -> Notice:
    """Return one of the ``TELLINGS`` for an account, in its language, about these registrations."""
    telling = TELLINGS[fact]
    text = told(fact, rows, language=recipient.language, event=event, written=written, **facts)
    sms = fact if telling.sms == "" else telling.sms
    with translation.override(recipient.language):
        short = _short(sms, event.programme.local_title, {"time": event.starts_at, **facts}) if sms else {}
    return Notice(
        recipient,
        kind=kind or f"registration.{fact}",
        subject=text.subject,
        body=text.body,
        path=path or (f"/me/registrations/{rows[0].reference}/" if rows else "/me/"),
        key=key,
        sms_template=sms or "",
        sms_variables=short,
        about=f"event:{event.pk}",
        is_pressing=telling.presses and quiet_hours.presses(deadline(event, facts, at), at),
    )


def told(
    fact: str,
    rows: Sequence[Registration],
    *,
    language: str,
    event: Event,
    written: texts.Texts,
    **facts: Any,
) -> texts.Text:
    """Return one of the ``TELLINGS``, filled, in a language; a fact that can be called is called in it."""
    with translation.override(language):
        words = {
            "title": event.programme.local_title,
            "names": listed(row.person for row in rows),
            "when": day_and_time(event.starts_at),
            "where": event.sessions.all()[0].local_place if "where" not in facts else "",
            **{name: _in_words(value) for name, value in facts.items()},
        }
        text = written.text(fact, language=language, organisation_id=centre_of(event))
    return text.filled(words)


def put_on_call_list(
    fact: str,
    hearing: Hearing,
    *,
    event: Event,
    at: datetime,
    key: str,
    written: texts.Texts | None = None,
    **facts: Any,
) -> None:
    """Let staff call those whom nobody else can tell, if the fact is worth a call."""
    if not hearing.to_call or fact not in call_list.WORTH_A_CALL:
        return
    written = written or texts.read([fact], [centre_of(event)])
    due_at = deadline(event, facts, at)
    for row in hearing.to_call:
        text = told(fact, [row], language="zh-hans", event=event, written=written, **facts)
        call_list.enter(
            call_list.Wanted(f"{key}:{row.pk}", fact, row, text.subject, text.body, due_at),
            event=event,
            at=at,
        )


def deadline(event: Event, facts: Mapping[str, Any], at: datetime) -> datetime:
    """Return by when a fact has to be known: its own deadline, or when the event (or its next session) begins."""
    for name in ("until", "starts"):
        if isinstance(facts.get(name), datetime):
            moment: datetime = facts[name]
            return moment
    if event.starts_at > at:
        return event.starts_at
    return min((row.starts_at for row in event.sessions.all() if row.starts_at > at), default=event.ends_at)


def listed(people: Iterable[Person]) -> str:
    """Return the names as a sentence in the language of the account lists them."""
    return _(", ").join(person.name for person in people)


def _in_words(value: Any) -> str:
    if isinstance(value, datetime):
        return day_and_time(value)
    return str(value() if callable(value) else value)


def _live(party: Party) -> list[Registration]:
    return list(party.registrations.live().select_related("person").order_by("pk"))


def _short(template: str, title: str, facts: Mapping[str, Any]) -> dict[str, str]:
    """Return the variables that a short message has; the outbox cuts them to the provider's length."""
    named = {name: value for name, value in facts.items() if f"${{{name}}}" in WORDINGS[template]}
    told_as = {
        name: timezone.localtime(value).strftime("%m-%d %H:%M") if isinstance(value, datetime) else _in_words(value)
        for name, value in named.items()
    }
    return {"title": title[:20], **told_as}
