"""What went wrong in a shift? A note for the organisation; of somebody hurt its centre's officers hear at once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.errors import NotAllowed, VolunteeringRefused
from events.models import Incident, Shift
from events.permissions import can_lead_shift, can_roster
from organisations.permissions import Act, staff_for
from portal.audit.recording import record
from portal.outbox.queueing import Notice, tell_each
from portal.templatetags.when import day_and_time

MOST_WORDS = 1000


@transaction.atomic
def report(shift: Shift, words: str, *, somebody_was_hurt: bool, by: Any, at: datetime) -> Incident:
    """Write down what happened; the organisation is told, and when somebody was hurt the centre's officers at once.

    Raises ``NotAllowed`` for whoever does not lead the shift, ``VolunteeringRefused`` without words.
    """
    if hasattr(by, "pk") and not can_lead_shift(by, shift):
        raise NotAllowed(_("You are not in charge of this shift."))
    if not words.strip():
        raise VolunteeringRefused(_("Please write in a few words what happened."), field="words")
    row = Incident.objects.create(
        shift=shift,
        words=words.strip()[:MOST_WORDS],
        somebody_was_hurt=somebody_was_hurt,
        made_by=by if hasattr(by, "pk") else None,
        made_at=at,
    )
    _record("incident.reported", row, by=by, at=at, was_hurt=somebody_was_hurt)
    tell_each(list(_notices(row, by, at)), at=at)
    return row


@transaction.atomic
def close(incident: Incident, *, note: str, by: Any, at: datetime) -> Incident:
    """Close an incident with what was done; again: nothing changes. Raises ``NotAllowed``, ``VolunteeringRefused``."""
    if not can_see_incidents(by, incident.shift):
        raise NotAllowed(_("You do not answer for this shift."))
    if not note.strip():
        raise VolunteeringRefused(_("Please write what was done."), field="note")
    row = Incident.objects.select_for_update().get(pk=incident.pk)
    if row.closed_at is None:
        row.closed_at, row.closed_by, row.closing_note = at, by, note.strip()
        row.save(update_fields=["closed_at", "closed_by", "closing_note"])
        _record("incident.closed", row, by=by, at=at)
    return row


def can_see_incidents(user: Any, shift: Shift) -> bool:
    """Return whether the user reads and closes a shift's incidents: the organisation's staff, and its centre's."""
    centre = centre_of(shift)
    return can_roster(user, shift.organisation_id) or bool(centre and can_roster(user, centre))


def centre_of(shift: Shift) -> int | None:
    """Return the centre that answers for a shift: where it is, else its organisation's own."""
    return shift.centre_id or shift.organisation.home_centre_id


def _notices(row: Incident, by: Any, at: datetime) -> Iterable[Notice]:
    shift, day = row.shift, timezone.localdate(at)
    told = set(staff_for(shift.organisation_id, Act.MANAGE, day).values_list("user", flat=True))
    if row.somebody_was_hurt and (centre := centre_of(shift)):
        told |= set(staff_for(centre, Act.APPROVE, day).values_list("user", flat=True))
    told.discard(getattr(by, "pk", None))
    for user in get_user_model().objects.filter(pk__in=told, is_active=True).order_by("pk"):
        with translation.override(user.language):
            said = {"role": shift.role.local_name, "when": day_and_time(shift.starts_at)}
            said["organisation"] = shift.organisation.local_name
            hurt = row.somebody_was_hurt
            subject = _("Somebody was hurt: %(role)s, %(when)s") if hurt else _("Incident: %(role)s, %(when)s")
            yield Notice(
                user,
                kind="incident.reported",
                subject=subject % said,
                body=_("%(organisation)s has noted an incident. Please read the note and see to it.") % said,
                path=f"/admin/incidents/close/{row.pk}/",
                key=f"incident:{row.pk}:{user.pk}",
                is_pressing=hurt,
            )


def _record(act: str, row: Incident, *, by: Any, at: datetime, **facts: Any) -> None:
    record(act, row, by=by, at=at, organisation_id=row.shift.organisation_id, shift=row.shift_id, **facts)
