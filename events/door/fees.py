"""Has the materials fee been paid? Ticked where money changes hands, with a receipt; taken back with a reason."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import FeeRefused, NotAllowed
from events.models import DoorLink, FeeMark, Registration
from events.permissions import can_check_in
from events.states import PartyState
from portal.audit.recording import record

Outcome = FeeMark.Outcome


@transaction.atomic
def mark_fee(
    registration: Registration,
    outcome: str,
    *,
    receipt: str = "",
    by: Any,
    at: datetime,
    link: DoorLink | None = None,
) -> FeeMark:
    """Tick a fee as paid or waived; the same tick again is the same one.

    Raises ``NotAllowed`` for whoever is not at this door or window, ``FeeRefused`` when there is no fee or no place,
    without a receipt number, and when the other was ticked before.
    """
    row = _locked(registration, by=by, at=at, link=link)
    receipt = " ".join(receipt.split())
    if row.event.programme.fee_yuan <= 0:
        raise FeeRefused(_("This activity has no fee."))
    if outcome not in Outcome.values:
        raise FeeRefused(_("Please say whether it is paid or waived."))
    if outcome == Outcome.PAID and not receipt:
        raise FeeRefused(_("Please enter the number of the receipt."), reason="receipt")
    if known := FeeMark.objects.standing().filter(registration=row).first():
        if (known.outcome, known.receipt) == (outcome, receipt):
            return known
        raise FeeRefused(_("This was ticked before. Please take that back first."), reason="already")
    if row.state != PartyState.CONFIRMED:
        raise FeeRefused(_("This person has no place, so nothing is to be paid."))
    amount = row.event.programme.fee_yuan if outcome == Outcome.PAID else 0
    mark = FeeMark.objects.create(
        registration=row, outcome=outcome, amount_yuan=amount, receipt=receipt, marked_by=by, marked_at=at
    )
    _record(f"fee.{outcome}", mark, row, by=by, at=at)
    return mark


@transaction.atomic
def undo_fee(mark: FeeMark, *, reason: str, by: Any, at: datetime, link: DoorLink | None = None) -> FeeMark:
    """Take a tick back; it stays on record with the reason. Doing it again changes nothing.

    Raises ``NotAllowed``, ``FeeRefused`` without a reason.
    """
    row = _locked(mark.registration, by=by, at=at, link=link)
    reason = " ".join(reason.split())
    if not reason:
        raise FeeRefused(_("Please say why it is taken back."), reason="reason")
    taken_back = {"undone_at": at, "undone_by": by, "undo_reason": reason}
    if FeeMark.objects.standing().filter(pk=mark.pk).update(**taken_back):
        _record("fee.undone", mark, row, by=by, at=at)
    mark.refresh_from_db()
    return mark


def _locked(registration: Registration, *, by: Any, at: datetime, link: DoorLink | None) -> Registration:
    rows = Registration.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("event__programme", "event__organisation").get(pk=registration.pk)
    if not can_check_in(by, row.event, at) or (link and link.event_id != row.event_id):
        raise NotAllowed(_("You do not check people in here."))
    return row


def _record(act: str, mark: FeeMark, row: Registration, *, by: Any, at: datetime) -> None:
    record(act, mark, by=by, at=at, beneficiary_id=row.person_id, organisation_id=row.event.organisation_id)
