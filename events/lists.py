"""How does a list of people leave the house? As a workbook that runs nothing, to a named recipient, for a purpose."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.styles import Font

from events.errors import NotAllowed
from events.models import Attendance, Event, Registration, Session
from events.permissions import can_manage_event
from events.states import AttendanceState
from portal.audit.recording import record
from portal.spreadsheets import safe


class Recipient(models.TextChoices):
    """Who gets a list. Named by kind: the record of it holds no name."""

    OURSELVES = "ourselves", gettext_lazy("our own staff")
    SPEAKER = "speaker", gettext_lazy("whoever teaches or speaks")
    CENTRE = "centre", gettext_lazy("the community centre")
    INSURER = "insurer", gettext_lazy("the insurer")
    AUTHORITY = "authority", gettext_lazy("a public authority")


class Purpose(models.TextChoices):
    """What a list is for."""

    DOOR = "door", gettext_lazy("checking people in")
    CALLING = "calling", gettext_lazy("calling people")
    SAFETY = "safety", gettext_lazy("safety and insurance")
    REPORT = "report", gettext_lazy("accounting for the activity")


def people_as_workbook(event: Event, *, recipient: Recipient, purpose: Purpose, by: Any, at: datetime) -> bytes:
    """Return who has a place, and how each session went, as XLSX; who took it, for whom and why, is on record.

    Raises ``NotAllowed``.
    """
    if not can_manage_event(by, event, at):
        raise NotAllowed(_("You do not check people in here."))
    sessions = list(event.sessions.scheduled())
    rows = _rows(event, sessions)
    book = Workbook()
    sheet = book.active
    sheet.title = _("Sign-in sheet")
    made = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
    _write(
        sheet,
        [
            [event.programme.title],
            [_("For"), str(recipient.label)],
            [_("Purpose"), str(purpose.label)],
            [_("Made on"), made],
            [],
        ],
    )
    head = [_("Row"), _("Name"), _("Age"), _("Phone"), _("Reference"), *(_day(session) for session in sessions)]
    _write(sheet, [head, *rows])
    for cell in sheet[6]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "C7"
    sheet.column_dimensions["B"].width = 18
    sheet.column_dimensions["D"].width = 18
    record(
        "event.people_exported",
        event,
        by=by,
        at=at,
        organisation_id=event.organisation_id,
        people=len(rows),
        fields=["name", "age", "phone", "attendance"],
        recipient=recipient.value,
        purpose=purpose.value,
    )
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write(sheet: Any, rows: Sequence[Sequence[Any]]) -> None:
    for row in rows:
        sheet.append([safe(value) for value in row])
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"


def _day(session: Session) -> str:
    return timezone.localtime(session.starts_at).strftime("%m-%d %H:%M")


def _rows(event: Event, sessions: Sequence[Session]) -> list[list[Any]]:
    """Return a row for each person; two queries."""
    went = {
        (attendance.registration_id, attendance.session_id): str(AttendanceState(attendance.state).label)
        for attendance in Attendance.objects.filter(session__in=sessions)
    }
    people = (
        Registration.objects.confirmed()
        .filter(event=event)
        .select_related("person__user", "party")
        .order_by("party_id", "pk")
    )
    day = timezone.localdate(event.starts_at)
    return [
        [
            number,
            row.person.name,
            row.person.age_on(day),
            row.person.contact_phone or (row.person.user.phone if row.person.user else "") or "",
            row.reference,
            *(went.get((row.pk, session.pk), "") for session in sessions),
        ]
        for number, row in enumerate(people, start=1)
    ]
