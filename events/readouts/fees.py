"""Who has paid the materials fee, and who has not? For the door, the window and the lists of staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from events.models import Event, FeeMark, Registration


@dataclass(frozen=True, slots=True)
class Payer:
    """Somebody with a place, and how it stands with their fee; ``mark_id`` is None while nothing is ticked."""

    reference: str
    name: str
    mark_id: int | None = None
    outcome: str = ""
    word: str = ""
    receipt: str = ""
    marked_at: datetime | None = None
    #: What was typed and not taken, with the sentence why.
    typed: str = ""
    error: str = ""


def payers(event: Event, *, trouble: Mapping[str, tuple[str, str]] | None = None) -> list[Payer]:
    """Return everybody with a place, those who have not paid first; two queries however many.

    ``trouble`` holds by reference what was typed and why it was not taken.
    """
    rows = with_fees(Registration.objects.confirmed().filter(event=event).select_related("person")).order_by("pk")
    found = [_payer(row, *(trouble or {}).get(row.reference, ("", ""))) for row in rows]
    return sorted(found, key=lambda payer: payer.mark_id is not None)


def with_fees(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Load the ticks that stand: one query more."""
    return registrations.prefetch_related(
        Prefetch("fee_marks", queryset=FeeMark.objects.standing(), to_attr="standing_fees")
    )


def fee_in_words(registration: Registration) -> str:
    """Return how it stands with the fee, for a list; loaded by ``with_fees``."""
    marks: list[FeeMark] = registration.standing_fees  # type: ignore[attr-defined]
    if not marks:
        return _("not paid")
    return " ".join(filter(None, (str(marks[0].get_outcome_display()), marks[0].receipt)))


def _payer(row: Registration, typed: str, error: str) -> Payer:
    marks: list[FeeMark] = row.standing_fees  # type: ignore[attr-defined]
    if not marks:
        return Payer(row.reference, row.person.name, typed=typed, error=error)
    mark = marks[0]
    return Payer(
        row.reference,
        row.person.name,
        mark.pk,
        mark.outcome,
        str(mark.get_outcome_display()),
        mark.receipt,
        mark.marked_at,
        typed,
        error,
    )
