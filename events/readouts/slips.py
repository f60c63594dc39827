"""What is on a slip of paper for one registration? What somebody without a phone needs, in large type."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from events.models import Event, Registration
from events.permissions import may_act_for
from events.readouts.occasion import Occasion, event_to_show, occasion
from events.readouts.registration import Standing, check_in_code, standing
from events.seating.waiting_list import positions
from events.states import LIVE, PartyState


@dataclass(frozen=True, slots=True)
class Slip:
    """One person's paper: ``code`` is empty unless there is a place."""

    name: str
    reference: str
    standing: Standing
    code: SafeString | str


@dataclass(frozen=True, slots=True)
class Slips:
    """The papers of one event; ``phone`` is whom to call when something comes up."""

    occasion: Occasion
    phone: str
    rows: tuple[Slip, ...]


def own_slip(reference: str, *, reader: Any, at: datetime) -> Slips | None:
    """Return the slip of one registration, or None unless the reader made it or acts for the person."""
    row = Registration.objects.select_related("party", "person").filter(reference=reference).first()
    if row is None or not (row.party.made_by_id == reader.pk or may_act_for(reader, [row.person_id], at)):
        return None
    return _slips(event_to_show(row.event_id), [row], at)


def slips_of(event: Event, at: datetime, *, reference: str = "") -> Slips:
    """Return the slips of everybody signed up, those with a place first; with ``reference`` of that person alone."""
    rows = Registration.objects.filter(event=event, state__in=LIVE).select_related("party", "person")
    if reference:
        rows = rows.filter(reference=reference)
    order = list(PartyState)
    ranked = sorted(rows, key=lambda row: (row.state != PartyState.CONFIRMED, order.index(PartyState(row.state))))
    return _slips(event_to_show(event.pk), ranked, at)


def _slips(event: Event, rows: Iterable[Registration], at: datetime) -> Slips:
    rows = list(rows)
    shown = occasion(event, at)
    in_line = positions({row.party for row in rows})
    return Slips(
        shown,
        shown.phone or settings.PORTAL_PHONE,
        tuple(_slip(row, event, in_line.get(row.party_id), at) for row in rows),
    )


def _slip(row: Registration, event: Event, position: int | None, at: datetime) -> Slip:
    where = standing(
        row.state,
        position=position,
        is_called_off=event.state == event.State.CANCELLED,
        is_over=event.ends_at <= at,
    )
    code = check_in_code(row.reference) if where.state == PartyState.CONFIRMED else ""
    return Slip(row.person.name, row.reference, where, code)
