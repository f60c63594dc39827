"""How does a sheet of paper get into the list? It is printed with row numbers, which are typed in afterwards."""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from events.door.check_in import MARKED_FOR, Mark, Outcome, Way, mark_all
from events.errors import BadRows, DoorClosed, NotAllowed
from events.models import ActivityRecord, Event, PaperSheet, Registration, Session
from events.permissions import can_manage_event
from events.states import AttendanceState
from portal.audit.recording import record
from portal.photographs import redrawn
from portal.transactions import repeated_when_lost

MOST_ROWS = 600
#: A row number, or from one to another; full-width digits, commas and dashes are what people type here.
_PIECE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")
_AS_TYPED = str.maketrans("０１２３４５６７８９，、；;－—–~～至 \t\n", "0123456789,,,,------   ")
PHOTO_KEPT_FOR = timedelta(days=180)


@repeated_when_lost
@transaction.atomic
def print_sheet(session: Session, *, by: Any, at: datetime) -> PaperSheet:
    """Freeze who is on the list now, row by row, and return the sheet to print. Raises ``NotAllowed``."""
    event = Event.objects.select_for_update(of=("self",), no_key=True).get(pk=session.event_id)
    _refuse_stranger(event, by, at)
    rows = Registration.objects.seated(session).order_by("party_id", "pk").values_list("pk", flat=True)
    last = PaperSheet.objects.filter(event=event).aggregate(last=Max("number"))["last"] or 0
    sheet = PaperSheet.objects.create(
        event=event, session=session, number=last + 1, rows=list(rows), printed_by=by, printed_at=at
    )
    record("paper_sheet.printed", sheet, by=by, at=at, organisation_id=event.organisation_id, rows=len(sheet.rows))
    return sheet


def enter(sheet: PaperSheet, typed: str, *, key: UUID, by: Any, at: datetime) -> list[Outcome]:
    """Mark the people in these rows as here, ``1-18,20``; the same ``key`` again changes nothing.

    Raises ``NotAllowed``, ``BadRows`` for what cannot be read or is not on the sheet (nothing is entered then), and
    ``DoorClosed``.
    """
    _refuse_stranger(sheet.event, by, at)
    wanted = read_rows(typed, most=len(sheet.rows))
    if at < sheet.session.starts_at:
        raise DoorClosed(_("Paper is entered once the session has begun."), reason="too_early")
    references = dict(Registration.objects.filter(pk__in=sheet.rows).values_list("pk", "reference"))
    began = sheet.session.starts_at
    marks = [
        Mark(references[sheet.rows[row - 1]], AttendanceState.PRESENT, uuid5(key, str(row)), Way.PAPER, began)
        for row in wanted
    ]
    session = sheet.session
    session.event = sheet.event
    outcomes: list[Outcome] = []
    for start in range(0, len(marks), 100):
        outcomes += mark_all(session, marks[start : start + 100], by=by, at=at)
    return outcomes


def read_rows(typed: str, *, most: int) -> list[int]:
    """Return the row numbers in ``1-18,20``, each once; raise ``BadRows`` naming the piece that is wrong."""
    numbers: set[int] = set()
    pieces = [piece for piece in re.split(r"[,\s]+", _tidied(typed)) if piece]
    if not pieces:
        raise BadRows(_("Please enter the numbers of the rows that are signed, such as 1-18,20."))
    for piece in pieces:
        found = _PIECE.fullmatch(piece)
        if not found:
            raise BadRows(
                _("We could not read “%(piece)s”. Please write numbers such as 1-18,20.") % {"piece": piece[:20]}
            )
        first, last = int(found[1]), int(found[2] or found[1])
        if first > last:
            raise BadRows(_("“%(piece)s” runs backwards. Please check.") % {"piece": piece})
        if first < 1 or last > most:
            raise BadRows(
                _("“%(piece)s” is not on this sheet: its rows are 1 to %(most)d.") % {"piece": piece, "most": most}
            )
        numbers.update(range(first, last + 1))
    return sorted(numbers)


def _tidied(typed: str) -> str:
    plain = typed[:2000].translate(_AS_TYPED)
    return re.sub(r"\s*-+\s*", "-", plain)


@transaction.atomic
def keep_photo(sheet: PaperSheet, upload: BinaryIO, *, by: Any, at: datetime) -> PaperSheet:
    """Keep a photograph of the signed sheet, in the place of one kept before; drawn anew, so that nothing hides in it.

    Raises ``NotAllowed``, ``NotAPicture`` for anything but a photograph of a sensible size.
    """
    _refuse_stranger(sheet.event, by, at)
    picture = redrawn(upload)
    before, sheet.photo, sheet.photo_at = sheet.photo, f"door/{sheet.pk}-{secrets.token_hex(16)}.jpg", at
    path = photo_path(sheet)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture)
    sheet.save(update_fields=["photo", "photo_at"])
    record("paper_sheet.photo_kept", sheet, by=by, at=at, organisation_id=sheet.event.organisation_id)
    if before:
        transaction.on_commit(lambda: (settings.PRIVATE_ROOT / before).unlink(missing_ok=True))
    return sheet


def photo_path(sheet: PaperSheet) -> Path:
    """Return where the photograph lies: below ``PRIVATE_ROOT``, which no address serves."""
    return settings.PRIVATE_ROOT / sheet.photo


def purge_photos(at: datetime) -> int:
    """Delete photographs kept for half a year, except those that a project has to show; return how many."""
    to_show = ActivityRecord.objects.kept_on(timezone.localdate(at)).values("session")
    old = PaperSheet.objects.filter(photo_at__lt=at - PHOTO_KEPT_FOR).exclude(photo="").exclude(session__in=to_show)
    due: Sequence[PaperSheet] = list(old[:100])
    for sheet in due:
        photo_path(sheet).unlink(missing_ok=True)
        sheet.photo = ""
        sheet.save(update_fields=["photo"])
    return len(due)


def sheets_of(event: Event, at: datetime) -> list[PaperSheet]:
    """Return the sheets of sessions that can still be entered, newest first."""
    fresh = PaperSheet.objects.filter(event=event, session__ends_at__gt=at - MARKED_FOR)
    return list(fresh.select_related("session", "event").order_by("-number"))


def _refuse_stranger(event: Event, by: Any, at: datetime) -> None:
    if not can_manage_event(by, event, at):
        raise NotAllowed(_("You do not check people in here."))
