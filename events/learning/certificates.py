"""Who took part, and who certifies it? Whoever came often enough gets a proof when the event is over.

The holder takes it on their page, staff issue it for all at once; a correction of the attendance revokes or
replaces it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.errors import NoCertificate, NotAllowed, RulesRefused
from events.models import Attendance, Event, Registration, Session
from events.permissions import can_manage_event, may_act_for
from events.states import Certified, EventState, PartyState
from portal.audit.recording import record
from portal.proofs import issuing
from portal.proofs.content import Field, Kind, Rule, Words, in_both
from portal.proofs.models import Proof
from portal.proofs.states import Why
from portal.templatetags.when import local_day

KIND = Kind(
    code="attendance",
    title=gettext_lazy("Certificate of attendance"),
    statement=gettext_lazy("took part in: %(activity)s"),
    fields=(
        Field("holder", gettext_lazy("Name"), Rule.CHOSEN),
        Field("activity", gettext_lazy("Activity")),
        Field("label", gettext_lazy("Class")),
        Field("days", gettext_lazy("Dates")),
        Field("sessions", gettext_lazy("Sessions attended"), Rule.CHOSEN),
        Field("hours", gettext_lazy("Hours attended"), Rule.CHOSEN),
        Field("issuer", gettext_lazy("Issued by")),
    ),
)
#: Of five sessions four.
MOST_NUMERATOR, MOST_DENOMINATOR = 4, 5


@dataclass(frozen=True, slots=True)
class Presence:
    """How often somebody came, of how many sessions that were held; ``needed`` is None where nothing is certified."""

    came: int
    held: int
    time: timedelta
    needed: int | None

    @property
    def is_enough(self) -> bool:
        return self.needed is not None and 0 < self.needed <= self.came


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of issuing for all: new proofs, those there already, and people who did not come often enough."""

    new: int
    known: int
    too_few: int


def subject_of(registration_id: int) -> str:
    """Return the name of the fact that somebody took part by this sign-up."""
    return f"attendance:{registration_id}"


def needed(event: Event, held: int) -> int | None:
    """Return to how many of the sessions held one has to have come, or None when nothing is certified."""
    if not held or event.certified == Certified.NOBODY:
        return None
    if event.certified == Certified.SOME:
        return min(event.certified_sessions or 1, held)
    return held if event.certified == Certified.ALL else -(-held * MOST_NUMERATOR // MOST_DENOMINATOR)


def presences(registrations: Sequence[Registration]) -> dict[int, Presence]:
    """Return how often each came, by the registration's id; two queries, however many. Their events are loaded."""
    events = {row.event_id: row.event for row in registrations}
    held: dict[int, dict[int, Session]] = {pk: {} for pk in events}
    for session in Session.objects.filter(event__in=events, state=EventState.SCHEDULED):
        held[session.event_id][session.pk] = session
    came: dict[int, list[Session]] = {row.pk: [] for row in registrations}
    arrived = Attendance.objects.arrived().filter(registration__in=came).values_list("registration_id", "session_id")
    sessions = {pk: session for of_event in held.values() for pk, session in of_event.items()}
    for registration_id, session_id in arrived:
        if session_id in sessions:
            came[registration_id].append(sessions[session_id])
    return {
        row.pk: Presence(
            came=len(came[row.pk]),
            held=len(held[row.event_id]),
            time=sum((one.ends_at - one.starts_at for one in came[row.pk]), timedelta()),
            needed=needed(row.event, len(held[row.event_id])),
        )
        for row in registrations
    }


@transaction.atomic
def certify(registration: Registration, *, by: Any, at: datetime) -> Proof:
    """Issue the certificate of one person, asked for by whoever acts for them or runs the event; again: the same one.

    Raises ``NotAllowed`` for anybody else, ``NoCertificate`` when there is nothing to certify (yet).
    """
    if not may_act_for(by, [registration.person_id], at) and not can_manage_event(by, registration.event, at):
        raise NotAllowed(_("You do not act for this person."))
    presence = presences([registration])[registration.pk]
    if refusal := _refusal(registration, presence, at):
        raise refusal
    return _issue(registration, presence, by=by, at=at)


@transaction.atomic
def certify_all(event: Event, *, by: Any, at: datetime) -> Issued:
    """Issue the certificates of everybody who came often enough. Raises ``NotAllowed``, ``NoCertificate``."""
    if not can_manage_event(by, event, at):
        raise NotAllowed(_("You do not run this activity."))
    if event.certified == Certified.NOBODY or event.state != EventState.SCHEDULED or at < event.ends_at:
        raise NoCertificate(_("Certificates are issued once the activity is over."), reason="not_over")
    rows = list(Registration.objects.confirmed().filter(event=event).select_related("event", "person"))
    held, known = presences(rows), proofs_of(rows)
    earned = [row for row in rows if held[row.pk].is_enough]
    for row in earned:
        if row.pk not in known:
            _issue(row, held[row.pk], by=by, at=at)
    new = sum(row.pk not in known for row in earned)
    record("certificates.issued", event, by=by, at=at, organisation_id=event.organisation_id, count=new)
    return Issued(new=new, known=len(earned) - new, too_few=len(rows) - len(earned))


@transaction.atomic
def set_rule(event: Event, *, certified: str, sessions: int | None, by: Any, at: datetime) -> Event:
    """Say who gets a certificate; what was issued stays. Raises ``NotAllowed``, ``RulesRefused`` naming the field."""
    if not can_manage_event(by, event, at):
        raise NotAllowed(_("You do not run this activity."))
    event = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    rule = Certified(certified)
    if rule == Certified.SOME and not 1 <= (sessions or 0) <= event.sessions.count():
        raise RulesRefused(_("Please say to how many of the sessions one has to come."), field="certified_sessions")
    event.certified, event.certified_sessions = rule, sessions if rule == Certified.SOME else None
    event.save(update_fields=["certified", "certified_sessions", "changed_at"])
    record("event.certificate_rule", event, by=by, at=at, organisation_id=event.organisation_id, rule=rule)
    return event


def proofs_of(registrations: Iterable[Registration]) -> Mapping[int, Proof]:
    """Return the proofs in force of these sign-ups, by the registration's id; one query."""
    by_subject = {subject_of(row.pk): row.pk for row in registrations}
    return {by_subject[proof.subject]: proof for proof in Proof.objects.in_force().about(list(by_subject))}


def follow_correction(event: Event, registrations: Sequence[Registration], *, by: Any, at: datetime) -> None:
    """Revoke or replace the certificates that a changed attendance makes wrong; in the transaction of the change."""
    if at < event.ends_at or not (proofs := proofs_of(registrations)):
        return
    rows = Registration.objects.filter(pk__in=proofs).select_related(
        "event__programme", "event__organisation", "person"
    )
    held = presences(list(rows))
    for row in rows:
        if not held[row.pk].is_enough:
            issuing.revoke(proofs[row.pk], why=Why.CORRECTED, by=by, at=at)
        elif _says_otherwise(proofs[row.pk], values := _values(row, held[row.pk])):
            issuing.replace(proofs[row.pk], values=values, by=by, at=at)


def _refusal(registration: Registration, presence: Presence, at: datetime) -> NoCertificate | None:
    event = registration.event
    if event.state != EventState.SCHEDULED or presence.needed is None:
        return NoCertificate(_("This activity has no certificates."), reason="none")
    if at < event.ends_at:
        return NoCertificate(_("Certificates are issued once the activity is over."), reason="not_over")
    if registration.state != PartyState.CONFIRMED or not presence.is_enough:
        words = {"came": presence.came, "needed": presence.needed}
        sentence = _("For the certificate one has to come to %(needed)d sessions; %(came)d are on the list.")
        return NoCertificate(sentence % words, reason="too_few")
    return None


def _issue(registration: Registration, presence: Presence, *, by: Any, at: datetime) -> Proof:
    return issuing.issue(
        KIND.code,
        subject=subject_of(registration.pk),
        person=registration.person,
        values=_values(registration, presence),
        organisation_id=registration.event.organisation_id,
        by=by,
        at=at,
    )


def _values(registration: Registration, presence: Presence) -> dict[str, Words]:
    event = registration.event
    programme, organisation = event.programme, event.organisation
    values: dict[str, Words] = {
        "activity": {"zh-hans": programme.title, "en": programme.title_en},
        "days": _days(event),
        "issuer": {"zh-hans": organisation.name, "en": organisation.name_en},
    }
    if event.label:
        values["label"] = {"zh-hans": event.label, "en": event.label_en}
    if presence.held > 1:
        came = {"came": presence.came, "held": presence.held}
        values["sessions"] = _in_each(gettext_lazy("%(came)d of %(held)d"), came)
        hours = Decimal(int(presence.time.total_seconds())) / 3600
        values["hours"] = _in_each(gettext_lazy("%(hours)s h"), {"hours": f"{hours:.1f}".removesuffix(".0")})
    return values


def _in_each(sentence: Any, words: Mapping[str, Any]) -> dict[str, str]:
    return {language: text % words for language, text in in_both(sentence).items()}


def _days(event: Event) -> dict[str, str]:
    first, last = in_both(local_day(event.starts_at)), in_both(local_day(event.ends_at))
    return {key: first[key] if first[key] == last[key] else f"{first[key]} – {last[key]}" for key in first}


def _says_otherwise(proof: Proof, values: Mapping[str, Words]) -> bool:
    said = {one["name"]: one["value"] for one in proof.content["fields"]}
    return any(said.get(name) != in_both(words) for name, words in values.items())
