"""What does a proof look like to whoever checks it, and to whoever holds it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import Mandate, masked
from portal.contributions import Section
from portal.proofs.content import HOLDER, Rule, local
from portal.proofs.models import Proof
from portal.proofs.sealing import is_intact, short_seal
from portal.proofs.states import ProofState

#: How many my page shows.
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a proof counts: a state, its word, the colour and the icon that go with it."""

    state: str
    word: str
    tone: str
    icon: str

    @property
    def is_valid(self) -> bool:
        return self.state == "valid"


@dataclass(frozen=True, slots=True)
class Line:
    """One field. ``is_choice``: the holder may show it or not; ``is_shown``: whoever checks sees it."""

    name: str
    label: str
    value: str
    is_choice: bool
    is_shown: bool


@dataclass(frozen=True, slots=True)
class ProofView:
    """A proof as a page shows it; ``lines`` are those that this reader sees."""

    number: str
    title: str
    statement: str
    holder: str
    standing: Standing
    lines: tuple[Line, ...]
    issued_at: datetime
    valid_until: date | None
    ended_at: datetime | None
    why: str
    note: str
    seal: str
    #: The number of the proof that replaced this one; shown to its holder alone.
    replaced_by: str


def standing(proof: Proof, day: date) -> Standing:
    """Return whether the proof counts on this day."""
    if not is_intact(proof):
        return Standing("broken", _("Do not rely on it"), "danger", "danger")
    if proof.state == ProofState.REVOKED:
        return Standing("revoked", _("Revoked"), "danger", "close")
    if proof.state == ProofState.REPLACED:
        return Standing("replaced", _("Replaced by a newer one"), "danger", "close")
    if proof.has_expired(day):
        return Standing("expired", _("Expired"), "warning", "clock")
    return Standing("valid", _("Valid"), "success", "check")


def public_view(proof: Proof, day: date) -> ProofView:
    """Return what anybody may see: the fields that are always shown, those that were chosen, and a masked name.

    One that was changed behind our back shows nothing at all.
    """
    lines = [line for line in _lines(proof) if line.is_shown or line.name == HOLDER]
    now = standing(proof, day)
    return _view(proof, now, [] if now.state == "broken" else [_masked(line) for line in lines])


def holders_view(proof: Proof, day: date) -> ProofView:
    """Return everything that the proof says."""
    return _view(proof, standing(proof, day), _lines(proof))


def proofs_of(user: Any, at: datetime) -> Sequence[ProofView]:
    """Return the proofs of the account and of those it acts for, newest first, replaced ones left out; two queries."""
    day = timezone.localdate(at)
    people = Mandate.objects.of_agent(user).valid_on(day).lasting().values("person")
    rows = Proof.objects.of_people(people).exclude(state=ProofState.REPLACED).order_by("-issued_at", "-pk")
    return [holders_view(proof, day) for proof in rows]


def own_proofs_section(request: HttpRequest) -> Section | None:
    """Return one's own and one's family's proofs, for my page."""
    held = proofs_of(request.user, timezone.now())
    if not held:
        return None
    return Section("proofs/my_section.html", {"proofs": held[:MOST_SHOWN], "has_more": len(held) > MOST_SHOWN})


def held_about(person_id: int) -> dict[str, Any]:
    """Return the proofs about a person, for a copy of their data."""
    rows = Proof.objects.of_people([person_id]).order_by("issued_at")
    told = [
        {
            "number": proof.number,
            "title": local(proof.content["title"]),
            "issued_at": proof.issued_at.isoformat(),
            "valid_until": proof.valid_until.isoformat() if proof.valid_until else None,
            "state": proof.state,
            "fields": {local(one["label"]): local(one["value"]) for one in proof.content["fields"]},
            "shown": proof.shown,
        }
        for proof in rows
    ]
    return {"proofs": told} if told else {}


def _lines(proof: Proof) -> list[Line]:
    return [
        Line(
            one["name"],
            local(one["label"]),
            local(one["value"]),
            is_choice=one["rule"] == Rule.CHOSEN,
            is_shown=one["rule"] == Rule.ALWAYS or one["name"] in proof.shown,
        )
        for one in proof.content["fields"]
    ]


def _masked(line: Line) -> Line:
    if line.name != HOLDER or line.is_shown:
        return line
    return Line(line.name, line.label, masked(line.value), line.is_choice, line.is_shown)


def _view(proof: Proof, now: Standing, lines: Sequence[Line]) -> ProofView:
    newer = getattr(proof, "replaced_by", None) if proof.state == ProofState.REPLACED else None
    return ProofView(
        number=proof.number,
        title=local(proof.content["title"]),
        statement=local(proof.content["statement"]),
        holder=next((line.value for line in lines if line.name == HOLDER), ""),
        standing=now,
        lines=tuple(lines),
        issued_at=proof.issued_at,
        valid_until=proof.valid_until,
        ended_at=proof.ended_at,
        why=proof.get_why_display() if proof.why else "",
        note=proof.note,
        seal=short_seal(proof),
        replaced_by=newer.number if newer else "",
    )
