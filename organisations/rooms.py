"""What rooms does a centre have? Each with a diary of its own; a half belongs to its hall."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from organisations.errors import NotYours
from organisations.models import Equipment, Facility, Organisation, Room, RoomPicture
from organisations.permissions import Act, may
from portal.audit.recording import record
from portal.timetable.models import Diary


@transaction.atomic
def add_facility(*, centre: Organisation, kind: str, by: Any, at: datetime) -> Facility:
    """Give a centre one of the standard facilities; return the one it has already. Raises ``NotYours``."""
    _refuse_stranger(by, centre.pk)
    facility, is_new = Facility.objects.get_or_create(centre=centre, kind=kind)
    if is_new:
        record("facility.added", facility, by=by, at=at, organisation_id=centre.pk, kind=kind)
    return facility


@transaction.atomic
def add_room(*, facility: Facility, by: Any, at: datetime, **details: Any) -> Room:
    """Add a room with an empty diary. Raises ``NotYours``, also for a hall of another centre."""
    _refuse_stranger(by, facility.centre_id)
    _refuse_foreign_hall(details.get("parent"), facility)
    plain, equipment, pictures = _parted(details)
    room = Room.objects.create(facility=facility, code=secrets.token_hex(4), diary=Diary.objects.create(), **plain)
    _furnish(room, equipment, pictures)
    record("room.added", room, by=by, at=at, organisation_id=facility.centre_id)
    return room


@transaction.atomic
def change_room(room: Room, *, details: Mapping[str, Any], by: Any, at: datetime) -> Room:
    """Change what is said of a room; what is planned in it stays. Raises ``NotYours``."""
    _refuse_stranger(by, room.facility.centre_id)
    facility = details.get("facility", room.facility)
    _refuse_stranger(by, facility.centre_id)
    if facility.centre_id != room.facility.centre_id:
        raise NotYours(_("A room stays in its centre."))
    _refuse_foreign_hall(details.get("parent"), facility, room)
    plain, equipment, pictures = _parted(details)
    changed = [name for name, value in plain.items() if getattr(room, name) != value]
    for name in changed:
        setattr(room, name, plain[name])
    room.save()
    changed += _furnish(room, equipment, pictures)
    record("room.changed", room, by=by, at=at, organisation_id=facility.centre_id, fields=changed)
    return room


@transaction.atomic
def name_equipment(
    *, details: Mapping[str, Any], by: Any, at: datetime, equipment: Equipment | None = None
) -> Equipment:
    """Add a word for what rooms can have, or change one. Raises ``NotYours`` for all but the administrator."""
    if hasattr(by, "pk") and not (by.is_active and by.is_superuser):
        raise NotYours(_("Only the administrator changes this list."))
    equipment = equipment or Equipment()
    for name, value in details.items():
        setattr(equipment, name, value)
    is_new = equipment.pk is None
    equipment.save()
    record("equipment.added" if is_new else "equipment.changed", equipment, by=by, at=at, fields=sorted(details))
    return equipment


def _parted(details: Mapping[str, Any]) -> tuple[dict[str, Any], Any, Any]:
    """Return the room's own fields, its equipment and its pictures; None for what is not said."""
    plain = dict(details)
    return plain, plain.pop("equipment", None), plain.pop("pictures", None)


def _furnish(room: Room, equipment: Any, pictures: Any) -> list[str]:
    """Keep what is in the room and what it looks like; return what changed."""
    changed = []
    if equipment is not None and set(room.equipment.all()) != set(equipment):
        room.equipment.set(equipment)
        changed.append("equipment")
    if pictures is not None and [known.image for known in room.pictures.select_related("image")] != list(pictures):
        room.pictures.all().delete()
        RoomPicture.objects.bulk_create(
            [RoomPicture(room=room, image=image, place=place) for place, image in enumerate(pictures)]
        )
        changed.append("pictures")
    return changed


def _refuse_stranger(by: Any, centre_id: int) -> None:
    if hasattr(by, "pk") and not may(by, Act.APPROVE, centre_id):
        raise NotYours(_("Only the centre's officers change its rooms."))


def _refuse_foreign_hall(hall: Room | None, facility: Facility, room: Room | None = None) -> None:
    """Raise ``NotYours`` unless the hall is a whole one of the same centre and not the room itself."""
    if hall is None:
        return
    if hall.facility.centre_id != facility.centre_id or hall.parent_id or (room and hall.pk == room.pk):
        raise NotYours(_("A part belongs to a whole hall of the same centre."))
