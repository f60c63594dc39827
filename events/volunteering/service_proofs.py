"""How does a volunteer prove their service? They ask, the organisation that recorded the hours issues, free of charge.

As the civil affairs ministry asks (志愿服务记录与证明出具办法（试行）): issued by whoever recorded the service, for
whoever served and asks, with the document's number asked for this paper alone. That number is encrypted, stands
on the paper only, and is erased when the paper was taken, after thirty days at the latest.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.errors import HoursRefused, NoMandate, NotAllowed
from events.models import HoursEntry, ServiceProof, Volunteer
from events.models.service import HoursQuerySet
from events.permissions import can_roster, may_act_for
from events.volunteering import hours_messages
from organisations.models import Organisation
from portal import ciphers
from portal.audit.recording import record
from portal.proofs import issuing
from portal.proofs.content import Field, Kind, Rule, Words, in_both
from portal.proofs.states import ProofState, Why
from portal.templatetags.when import duration, full_day

KIND = Kind(
    code="service",
    title=gettext_lazy("Proof of volunteer service"),
    statement=gettext_lazy("served as a volunteer, recorded by: %(issuer)s"),
    fields=(
        Field("holder", gettext_lazy("Name"), Rule.CHOSEN),
        Field("number", gettext_lazy("Volunteer number"), Rule.CHOSEN),
        Field("hours", gettext_lazy("Hours, without travel"), Rule.CHOSEN),
        Field("days", gettext_lazy("Period of service"), Rule.CHOSEN),
        Field("content", gettext_lazy("What was done"), Rule.CHOSEN),
        Field("issuer", gettext_lazy("Issued by")),
        Field("in_charge", gettext_lazy("Person in charge"), Rule.CHOSEN),
        Field("handler", gettext_lazy("Handled by"), Rule.CHOSEN),
        Field("phone", gettext_lazy("Phone"), Rule.CHOSEN),
    ),
)
PURPOSE = "events.service_proof"
#: The document's number is kept no longer than this after it was given.
DOCUMENT_KEPT = timedelta(days=30)
#: More kinds of work than this are summed up as one line.
MOST_LINES = 12


@dataclass(frozen=True)
class Issuing:
    """Who answers for a proof on the organisation's side: names and a number that stand on the paper."""

    in_charge: str
    handler: str
    phone: str


@dataclass(frozen=True)
class Document:
    """The document that the paper names: its kind, and the number, which is kept encrypted."""

    kind: str
    number: str


@transaction.atomic
def ask(
    volunteer: Volunteer,
    organisation: Organisation,
    *,
    days: tuple[date, date],
    document: Document | None,
    by: Any,
    at: datetime,
) -> ServiceProof:
    """Ask an organisation for a proof of one's service from one day to another, both included.

    Asking again while a request for the same days waits changes it. Raises ``NoMandate``, ``HoursRefused``.
    """
    if not may_act_for(by, [volunteer.person_id], at):
        raise NoMandate(_("You do not act for this volunteer."))
    starts_on, ends_on = days
    if ends_on < starts_on:
        raise HoursRefused(_("The last day comes before the first."), field="ends_on")
    if served(volunteer.pk, organisation.pk, days).minutes() <= 0:
        sentence = _("No approved hours lie between these days. Hours count once the organisation has approved them.")
        raise HoursRefused(sentence, field="organisation")
    Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    found = ServiceProof.objects.filter(
        volunteer=volunteer, organisation=organisation, starts_on=starts_on, ends_on=ends_on, proof=None
    )
    row = found.filter(declined_at=None).first() or ServiceProof(
        volunteer=volunteer, organisation=organisation, starts_on=starts_on, ends_on=ends_on
    )
    row.document = document.kind if document else ""
    row.document_secret = ciphers.encrypt(document.number, purpose=PURPOSE) if document else ""
    row.asked_by, row.asked_at = by, at
    row.save()
    _record("service_proof.asked", row, by=by, at=at)
    return row


@transaction.atomic
def withdraw(asked: ServiceProof, *, by: Any, at: datetime) -> None:
    """Take back what was asked and is not answered yet: the request goes, the document's number with it.

    Raises ``NoMandate``, ``HoursRefused`` for one that was issued or declined.
    """
    if not may_act_for(by, [asked.volunteer.person_id], at):
        raise NoMandate(_("You do not act for this volunteer."))
    row = _locked(asked)
    if row.proof or row.declined_at:
        raise HoursRefused(_("The organisation has answered already."))
    _record("service_proof.withdrawn", row, by=by, at=at)
    row.delete()


@transaction.atomic
def issue(asked: ServiceProof, *, answering: Issuing, by: Any, at: datetime) -> ServiceProof:
    """Issue the proof as the organisation's staff and tell the volunteer; again: the same one.

    Raises ``NotAllowed``; ``HoursRefused`` for one's own, one that was declined, or when no hours are left.
    """
    _refuse_stranger(asked, by)
    row = _locked(asked)
    if row.proof:
        return row
    if row.volunteer.person.user_id == by.pk:
        raise HoursRefused(_("Nobody issues a proof to themselves. Please ask a colleague."))
    if row.declined_at:
        raise HoursRefused(_("This was declined. They can ask again."))
    row.in_charge, row.handler, row.phone = answering.in_charge, answering.handler, answering.phone
    values = values_of(row)
    if values is None:
        raise HoursRefused(_("No approved hours lie between these days."))
    row.proof = issuing.issue(
        KIND.code,
        subject=f"service:{row.pk}",
        person=row.volunteer.person,
        values=values,
        organisation_id=row.organisation_id,
        by=by,
        at=at,
    )
    row.save()
    hours_messages.tell_issued(row, at=at)
    return row


@transaction.atomic
def decline(asked: ServiceProof, *, reason: str, by: Any, at: datetime) -> ServiceProof:
    """Say why no proof is issued; the document's number is erased. Raises ``NotAllowed``, ``HoursRefused``."""
    _refuse_stranger(asked, by)
    row = _locked(asked)
    if row.declined_at:
        return row
    if row.proof:
        raise HoursRefused(_("This proof is issued. It can be revoked among the proofs."))
    if not reason.strip():
        raise HoursRefused(_("Please say why."), field="reason")
    row.declined_at, row.declined_note, row.document_secret = at, reason.strip(), ""
    row.save()
    _record("service_proof.declined", row, by=by, at=at)
    hours_messages.tell_declined(row, at=at)
    return row


@transaction.atomic
def take(asked: ServiceProof, *, by: Any, at: datetime) -> str:
    """Return the document's number for the paper that is being taken, and erase it; later papers leave it blank.

    Raises ``NoMandate``, ``HoursRefused`` while there is no proof.
    """
    if not may_act_for(by, [asked.volunteer.person_id], at):
        raise NoMandate(_("You do not act for this volunteer."))
    row = _locked(asked)
    if row.proof is None:
        raise HoursRefused(_("The organisation has not issued it yet."))
    number = ciphers.decrypt(row.document_secret, purpose=PURPOSE) if row.document_secret else ""
    row.document_secret, row.taken_at = "", row.taken_at or at
    row.save(update_fields=["document_secret", "taken_at"])
    _record("service_proof.taken", row, by=by, at=at)
    return number


def follow_hours(volunteer: Volunteer, organisation_id: int, days: Collection[date], *, by: Any, at: datetime) -> None:
    """Issue proofs anew whose days these hours belong to; revoke those of which nothing is left. In the transaction."""
    among = Q()
    for day in set(days):
        among |= Q(starts_on__lte=day, ends_on__gte=day)
    held = ServiceProof.objects.filter(
        among, volunteer=volunteer, organisation=organisation_id, proof__state=ProofState.ISSUED
    ).select_related("proof", "volunteer__person", "organisation")
    for row in held:
        values = values_of(row)
        if row.proof is None:
            continue
        if values is None:
            issuing.revoke(row.proof, why=Why.CORRECTED, by=by, at=at)
        elif _says_otherwise(row, values):
            row.proof = issuing.replace(row.proof, values=values, by=by, at=at)
            row.save(update_fields=["proof"])
            hours_messages.tell_issued(row, at=at, is_newer=True)


def erase_documents(at: datetime) -> int:
    """Erase document numbers that were given more than thirty days ago, and return how many."""
    old = ServiceProof.objects.exclude(document_secret="").filter(asked_at__lte=at - DOCUMENT_KEPT)
    return old.update(document_secret="") if old.exists() else 0


def served(volunteer_id: int, organisation_id: int, days: tuple[date, date]) -> HoursQuerySet:
    """Return what counts of somebody's service with an organisation between two days, both included."""
    first, last = days
    return HoursEntry.objects.approved().filter(
        volunteer=volunteer_id, organisation=organisation_id, on__gte=first, on__lte=last
    )


def values_of(asked: ServiceProof) -> Mapping[str, Words] | None:
    """Return what the proof says, or None when no hours are left."""
    rows = list(
        served(asked.volunteer_id, asked.organisation_id, (asked.starts_on, asked.ends_on)).order_by("on", "pk")
    )
    minutes = sum(row.minutes for row in rows)
    if minutes <= 0:
        return None
    organisation, volunteer = asked.organisation, asked.volunteer
    told: dict[str, Words] = {
        "number": _numbers(volunteer),
        "hours": _in_each(lambda: duration(minutes)),
        "days": _in_each(lambda: f"{full_day(asked.starts_on)} – {full_day(asked.ends_on)}"),
        "content": _content(rows),
        "issuer": {"zh-hans": organisation.name, "en": organisation.name_en},
    }
    for name in ("in_charge", "handler", "phone"):
        if getattr(asked, name):
            told[name] = {"zh-hans": getattr(asked, name)}
    return told


def _content(rows: list[HoursEntry]) -> Words:
    """Return each kind of work with its hours, the most first, in both languages."""
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row.content, row.content_en or row.content)
        sums[key] = sums.get(key, 0) + row.minutes
    lines = sorted(((key, minutes) for key, minutes in sums.items() if minutes > 0), key=lambda one: (-one[1], one[0]))
    shown, rest = lines[:MOST_LINES], sum(minutes for _key, minutes in lines[MOST_LINES:])

    def said(place: int) -> str:
        told = [f"{key[place]} {duration(minutes)}" for key, minutes in shown]
        return _("; ").join([*told, _("other work %(time)s") % {"time": duration(rest)}] if rest else told)

    chinese, english = _each(said)
    return {"zh-hans": chinese, "en": english}


def _each(say: Any) -> tuple[str, str]:
    found = []
    for place, language in enumerate(("zh-hans", "en")):
        with translation.override(language):
            found.append(say(place))
    return found[0], found[1]


def _in_each(say: Any) -> Words:
    chinese, english = _each(lambda _place: say())
    return {"zh-hans": chinese, "en": english}


def _numbers(volunteer: Volunteer) -> Words:
    """Return the number here, and that of the national system where it is known."""
    return {"zh-hans": " / ".join(filter(None, [volunteer.number, volunteer.national_number]))}


def _says_otherwise(row: ServiceProof, values: Mapping[str, Words]) -> bool:
    said = {one["name"]: one["value"] for one in row.proof.content["fields"]} if row.proof else {}
    return any(said.get(name) != in_both(words) for name, words in values.items())


def _locked(asked: ServiceProof) -> ServiceProof:
    rows = ServiceProof.objects.select_for_update(of=("self",))
    return rows.select_related("volunteer__person", "organisation", "proof").get(pk=asked.pk)


def _refuse_stranger(asked: ServiceProof, by: Any) -> None:
    if hasattr(by, "pk") and not can_roster(by, asked.organisation_id):
        raise NotAllowed(_("You do not roster this organisation's volunteers."))


def _record(act: str, row: ServiceProof, *, by: Any, at: datetime) -> None:
    record(act, row, by=by, at=at, beneficiary_id=row.volunteer.person_id, organisation_id=row.organisation_id)
