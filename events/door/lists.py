"""How does the list of who is coming leave the house? Through the one way there is, to a recipient, for a purpose."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from events.errors import NotAllowed
from events.models import Attendance, Event, FeeMark, Registration, Session
from events.permissions import can_manage_event
from events.states import AttendanceState
from portal.handing_out import Purpose, Recipient, Table, hand_out


def people_as_workbook(event: Event, *, recipient: Recipient, purpose: Purpose, by: Any, at: datetime) -> bytes:
    """Return who has a place, and how each session went, as XLSX; who took it, for whom and why, is on record.

    Raises ``NotAllowed``.
    """
    if not can_manage_event(by, event, at):
        raise NotAllowed(_("You do not check people in here."))
    sessions = list(event.sessions.scheduled())
    fee = [_("Materials fee")] if event.programme.fee_yuan else []
    table = Table(
        title=event.programme.title,
        sheet=_("Sign-in sheet"),
        columns=[
            _("Row"),
            _("Name"),
            _("Age"),
            _("Phone"),
            _("Reference"),
            *fee,
            *(_day(session) for session in sessions),
        ],
        rows=_rows(event, sessions),
        fields=["name", "age", "phone", "attendance", *(["fee"] if fee else [])],
        widths=[6, 18, 6, 18, 14, *([16] if fee else [])],
    )
    return hand_out(
        table,
        event,
        act="event.people_exported",
        recipient=recipient,
        purpose=purpose,
        organisation_id=event.organisation_id,
        by=by,
        at=at,
    )


def _day(session: Session) -> str:
    return timezone.localtime(session.starts_at).strftime("%m-%d %H:%M")


def _rows(event: Event, sessions: Sequence[Session]) -> list[list[Any]]:
    """Return a row for each person; two queries, and one for what was paid."""
    marks = FeeMark.objects.standing().filter(registration__event=event) if event.programme.fee_yuan else []
    paid = {mark.registration_id: f"{mark.get_outcome_display()} {mark.receipt}".strip() for mark in marks}
    went = {
        (attendance.registration_id, attendance.session_id): str(AttendanceState(attendance.state).label)
        for attendance in Attendance.objects.filter(session__in=sessions)
    }
    people = (
        Registration.objects.confirmed()
        .filter(event=event)
        .select_related("person__user", "party__made_by__person")
        .order_by("party_id", "pk")
    )
    day = timezone.localdate(event.starts_at)
    return [
        [
            number,
            row.person.name,
            row.person.age_on(day),
            row.phone,
            row.reference,
            *([paid.get(row.pk, _("not paid"))] if event.programme.fee_yuan else []),
            *(went.get((row.pk, session.pk), "") for session in sessions),
        ]
        for number, row in enumerate(people, start=1)
    ]
