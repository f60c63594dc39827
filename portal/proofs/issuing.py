"""How is a proof issued, replaced and revoked, and how does its holder say what it shows?

Who may is asked by the operation of the app that issues it; here only the holder's own choice is checked.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.accounts.models import Person
from portal.accounts.permissions import may_act_for
from portal.audit.recording import record
from portal.outbox.queueing import tell
from portal.proofs.content import HOLDER, Rule, Words, in_both, kind_of, local
from portal.proofs.errors import NotInForce, NotYours
from portal.proofs.models import Proof
from portal.proofs.numbers import new_number
from portal.proofs.sealing import seal
from portal.proofs.states import PROOF_MOVES, ProofState, Why


@transaction.atomic
def issue(
    kind: str,
    *,
    subject: str,
    person: Person | None,
    values: Mapping[str, Words],
    organisation_id: int | None,
    valid_until: date | None = None,
    by: Any,
    at: datetime,
) -> Proof:
    """Certify a fact and return its proof; the one in force when the fact was certified before.

    ``subject`` names the fact, ``values`` are those of the kind's fields, without the holder's name, which is added.
    What is certified about an organisation has no person, and its name among the values.
    """
    if known := Proof.objects.in_force().about([subject]).first():
        return known
    content = kind_of(kind).content({**_name_of(person), **values})
    proof = Proof(
        kind=kind,
        subject=subject,
        person=person,
        organisation_id=organisation_id,
        content=content,
        issued_at=at,
        issued_by=by if hasattr(by, "pk") else None,
        valid_until=valid_until,
    )
    try:
        with transaction.atomic():
            return _write(proof, by=by, at=at)
    except IntegrityError:
        # Somebody else certified the same fact at this very moment.
        return Proof.objects.in_force().about([subject]).get()


@transaction.atomic
def replace(
    proof: Proof, *, values: Mapping[str, Words], valid_until: date | None = None, by: Any, at: datetime
) -> Proof:
    """Issue a proof of the same fact with other values in the place of this one, which says so from now on.

    What the holder had chosen to show is shown again. Raises ``NotInForce`` for one that was revoked or replaced.
    """
    proof = _locked(proof)
    person = proof.person
    _end(proof, ProofState.REPLACED, by=by, at=at)
    newer = Proof(
        kind=proof.kind,
        subject=proof.subject,
        person=person,
        organisation_id=proof.organisation_id,
        content=kind_of(proof.kind).content({**_name_of(person), **values}),
        shown=proof.shown,
        issued_at=at,
        issued_by=by if hasattr(by, "pk") else None,
        valid_until=valid_until,
        replaces=proof,
    )
    return _write(newer, by=by, at=at)


@transaction.atomic
def revoke(proof: Proof, *, why: Why, note: str = "", by: Any, at: datetime) -> Proof:
    """Revoke a proof and tell those who act for its holder; again: nothing changes. ``note`` is for the holder alone.

    Raises ``NotInForce`` for one that was replaced: it is the newer one that has to be revoked.
    """
    held = Proof.objects.select_for_update().get(pk=proof.pk)
    if held.state == ProofState.REVOKED:
        return held
    held = _locked(proof)
    held.why, held.note = why, note
    _end(held, ProofState.REVOKED, by=by, at=at)
    if held.person:
        for mandate in held.person.mandates.valid_on(timezone.localdate(at)).lasting().select_related("agent"):
            _tell_revoked(held, held.person, mandate.agent, at)
    return held


@transaction.atomic
def choose_shown(proof: Proof, names: Collection[str], *, by: Any, at: datetime) -> Proof:
    """Show these fields to whoever checks the proof, beside those that are always shown; no others.

    Raises ``NotYours`` for whoever neither holds it nor acts for who does, ``NotInForce``.
    """
    if proof.person is None or not may_act_for(by, proof.person, on=timezone.localdate(at)):
        raise NotYours(_("This proof is somebody else's."))
    held = _locked(proof)
    offered = [one["name"] for one in held.content["fields"] if one["rule"] == Rule.CHOSEN]
    shown = [name for name in offered if name in names]
    if shown != held.shown:
        held.shown = shown
        held.save(update_fields=["shown"])
        _record("proof.shown_changed", held, by=by, at=at, fields=shown)
    return held


@transaction.atomic
def erase_of(person_id: int, *, by: Any, at: datetime) -> int:
    """Empty the proofs of somebody whose data are erased: numbers stay, revoked, so that no paper passes as valid."""
    held = Proof.objects.select_for_update().filter(person=person_id)
    for proof in held:
        if proof.state == ProofState.ISSUED:
            proof.why = Why.ERASED
            _end(proof, ProofState.REVOKED, by=by, at=at)
        proof.content = {"title": proof.content["title"], "statement": in_both(""), "fields": []}
        proof.shown, proof.note = [], ""
        proof.seal = seal(proof)
        proof.save(update_fields=["content", "shown", "note", "seal"])
    return len(held)


def _write(proof: Proof, *, by: Any, at: datetime) -> Proof:
    """Number, seal and keep a new proof; a number that was drawn before is drawn again."""
    proof.number = new_number(timezone.localdate(at))
    while Proof.objects.filter(number=proof.number).exists():
        proof.number = new_number(timezone.localdate(at))
    proof.seal = seal(proof)
    proof.save(force_insert=True)
    _record("proof.issued", proof, by=by, at=at, kind=proof.kind, replaces=proof.replaces_id)
    return proof


def _locked(proof: Proof) -> Proof:
    held = Proof.objects.select_for_update(of=("self",)).select_related("person").get(pk=proof.pk)
    if held.state != ProofState.ISSUED:
        raise NotInForce(_("This proof is no longer in force."))
    return held


def _end(proof: Proof, state: ProofState, *, by: Any, at: datetime) -> None:
    PROOF_MOVES.move(proof, state)
    proof.ended_at, proof.ended_by = at, by if hasattr(by, "pk") else None
    proof.save(update_fields=["state", "why", "note", "ended_at", "ended_by"])
    _record(f"proof.{state}", proof, by=by, at=at, why=proof.why)


def _name_of(person: Person | None) -> dict[str, Words]:
    return {HOLDER: person.name} if person else {}


def _tell_revoked(proof: Proof, person: Person, agent: Any, at: datetime) -> None:
    with translation.override(agent.language):
        words = {"title": local(proof.content["title"]), "name": person.name, "why": proof.get_why_display()}
        tell(
            agent,
            kind="proof.revoked",
            subject=_("A proof was revoked: %(title)s") % words,
            body=" ".join(filter(None, [_("%(name)s: %(title)s no longer counts. %(why)s") % words, proof.note])),
            at=at,
            path=f"/me/proofs/{proof.number}/",
            key=f"proof:{proof.pk}:revoked:{agent.pk}",
        )


def _record(act: str, proof: Proof, *, by: Any, at: datetime, **facts: Any) -> None:
    record(act, proof, by=by, at=at, beneficiary_id=proof.person_id, organisation_id=proof.organisation_id, **facts)
