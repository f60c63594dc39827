"""What can anyone see of a ballot? The rule, the list that was fixed, the seed, and what came of each lot; no names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events.models import Ballot, Event
from events.states import Allocation


@dataclass(frozen=True, slots=True)
class Lot:
    """One party in the list: its number, how many people, and what came of it (empty before the draw)."""

    lot: str
    size: int
    outcome: str
    place: int


@dataclass(frozen=True, slots=True)
class BallotView:
    """A ballot as it stands: open, closed (the list is fixed), or drawn."""

    event_id: int
    title: str
    label: str
    starts_at: datetime
    closes_at: datetime
    is_closed: bool
    is_drawn: bool
    digest: str
    seed: str
    witnesses: tuple[str, ...]
    drawn_at: datetime | None
    places: int
    lots: tuple[Lot, ...]


def ballot_of(event_id: int) -> tuple[Event, Ballot | None] | None:
    """Return a public event that goes by ballot, with its ballot when the list is fixed; two queries."""
    event = Event.objects.public().select_related("programme").filter(pk=event_id, allocation=Allocation.BALLOT).first()
    return (event, Ballot.objects.filter(event=event_id).first()) if event else None


def ballot_view(event: Event, ballot: Ballot | None) -> BallotView:
    """Return what the page shows; after the draw in drawn order, before it by number."""
    rows = (ballot.result or ballot.entries) if ballot else []
    return BallotView(
        event_id=event.pk,
        title=event.programme.local_title,
        label=event.local_label,
        starts_at=event.starts_at,
        closes_at=event.sign_up_closes_at,
        is_closed=ballot is not None,
        is_drawn=bool(ballot and ballot.drawn_at),
        digest=ballot.digest if ballot else "",
        seed=ballot.seed if ballot else "",
        witnesses=(ballot.first_witness, ballot.second_witness) if ballot and ballot.drawn_at else (),
        drawn_at=ballot.drawn_at if ballot else None,
        places=sum(ballot.places.values()) if ballot else 0,
        lots=tuple(
            Lot(row["lot"], row["size"], row.get("outcome", ""), number) for number, row in enumerate(rows, start=1)
        ),
    )


def ballot_facts(event: Event, ballot: Ballot | None) -> dict[str, Any]:
    """Return all that a replay needs, as plain data."""
    facts: dict[str, Any] = {
        "event": event.pk,
        "closes_at": event.sign_up_closes_at.isoformat(),
        "rule": "order lots by sha256(seed + ':' + lot); a party takes places when all of it fits, else it queues",
    }
    if ballot:
        facts |= {"entries": ballot.entries, "digest": ballot.digest, "closed_at": ballot.closed_at.isoformat()}
    if ballot and ballot.drawn_at:
        facts |= {
            "seed": ballot.seed,
            "witnesses": [ballot.first_witness, ballot.second_witness],
            "drawn_at": ballot.drawn_at.isoformat(),
            "places": ballot.places,
            "result": ballot.result,
        }
    return facts
