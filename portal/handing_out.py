"""How does a list of people leave the house? As a workbook that runs nothing, to a named recipient, for a purpose.

The only way out for lists with names in them: who took it, for whom and what for, and which fields it held, is
on record in the same transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit.recording import record
from portal.spreadsheets import workbook

#: More rows than anybody needs at once; a longer list has to be filtered.
MOST_ROWS = 20_000


class Recipient(models.TextChoices):
    """Who gets a list. Named by kind: the record of it holds no name."""

    OURSELVES = "ourselves", gettext_lazy("our own staff")
    SPEAKER = "speaker", gettext_lazy("whoever teaches or speaks")
    CENTRE = "centre", gettext_lazy("the community centre")
    INSURER = "insurer", gettext_lazy("the insurer")
    AUTHORITY = "authority", gettext_lazy("a public authority")
    FUNDER = "funder", gettext_lazy("the funder")


class Purpose(models.TextChoices):
    """What a list is for."""

    DOOR = "door", gettext_lazy("checking people in")
    CALLING = "calling", gettext_lazy("calling people")
    SAFETY = "safety", gettext_lazy("safety and insurance")
    REPORT = "report", gettext_lazy("accounting for the activity")
    OVERSIGHT = "oversight", gettext_lazy("looking into what was done")


@dataclass(frozen=True)
class Table:
    """A list to hand out. ``fields`` names its columns in the record; ``widths`` are in characters."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    fields: Sequence[str]
    sheet: str = ""
    widths: Sequence[int] = field(default_factory=tuple)


@transaction.atomic(savepoint=False)
def hand_out(
    table: Table,
    target: Any,
    *,
    recipient: Recipient,
    purpose: Purpose,
    by: Any,
    at: datetime,
    organisation_id: int | None,
    act: str = "list.handed_out",
) -> bytes:
    """Return the list as XLSX with its recipient and purpose on top; ``target`` is the record it is a list of.

    The caller has checked that ``by`` may have the rows.
    """
    made = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
    top = [
        [table.title],
        [_("For"), str(recipient.label)],
        [_("Purpose"), str(purpose.label)],
        [_("Made on"), made],
        [],
        list(table.columns),
    ]
    record(
        act,
        target,
        by=by,
        at=at,
        organisation_id=organisation_id,
        rows=len(table.rows),
        fields=list(table.fields),
        recipient=recipient.value,
        purpose=purpose.value,
    )
    return workbook(table.sheet or table.title, [*top, *table.rows], head=len(top), widths=table.widths)
