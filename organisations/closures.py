"""When is a centre closed? A closure stands in the diaries of its rooms, so that nothing can be planned over it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from organisations.errors import NotYours
from organisations.models import Closure, Room
from organisations.permissions import Act, may
from portal.audit.recording import record
from portal.contributions import Occupation
from portal.timetable import diaries

SOURCE = "closure"


@transaction.atomic
def close(*, details: Mapping[str, Any], by: Any, at: datetime, closure: Closure | None = None) -> Closure:
    """Enter a closure, or change one. What is planned in that time stays: see ``in_its_way``.

    Raises ``NotYours`` for anybody but the centre's officers, and for a room of another centre.
    """
    before = closure.centre_id if closure else None
    closure = closure or Closure()
    for name, value in details.items():
        setattr(closure, name, value)
    for centre_id in {before or closure.centre_id, closure.centre_id}:
        _refuse_stranger(by, centre_id)
    if closure.room and closure.room.facility.centre_id != closure.centre_id:
        raise NotYours(_("That room is not one of this centre's."))
    is_new = closure.pk is None
    closure.save()
    _enter(closure)
    record(
        "closure.entered" if is_new else "closure.changed",
        closure,
        by=by,
        at=at,
        organisation_id=closure.centre_id,
        fields=sorted(details),
    )
    return closure


@transaction.atomic
def reopen(closure: Closure, *, by: Any, at: datetime) -> None:
    """Strike a closure out; its rooms are free again. Raises ``NotYours``."""
    _refuse_stranger(by, closure.centre_id)
    record("closure.struck_out", closure, by=by, at=at, organisation_id=closure.centre_id)
    diaries.release(SOURCE, [closure.pk])
    closure.delete()


def in_its_way(closure: Closure) -> int:
    """Return how many things are planned in the closed rooms at that time, and have to be moved by somebody."""
    found = diaries.clashes(_diaries_of(closure), [(closure.starts_at, closure.ends_at)])
    return len({(row.source, row.source_id) for row in found if row.source != SOURCE})


def _enter(closure: Closure) -> None:
    ids = [diary.pk for diary in diaries.lock(_diaries_of(closure))]
    diaries.release(SOURCE, [closure.pk])
    diaries.commit(ids, [(closure.starts_at, closure.ends_at)], source=SOURCE, source_id=closure.pk)


def _diaries_of(closure: Closure) -> list[int]:
    """Return the diaries of the rooms that are closed; of a hall also its halves'."""
    rooms = Room.objects.filter(facility__centre=closure.centre_id)
    if closure.room_id:
        rooms = rooms.filter(Q(pk=closure.room_id) | Q(parent=closure.room_id))
    return list(rooms.values_list("diary_id", flat=True))


def words_of(ids: Iterable[int]) -> dict[int, Occupation]:
    """Return why rooms are closed, for whoever finds a closure in their way."""
    return {
        row.pk: Occupation(
            title=row.local_reason,
            public_title=_("closed: %(reason)s") % {"reason": row.local_reason},
            organisation_id=row.centre_id,
            path=reverse("closures:edit", args=[row.pk]),
        )
        for row in Closure.objects.filter(pk__in=ids)
    }


def _refuse_stranger(by: Any, centre_id: int) -> None:
    if hasattr(by, "pk") and not may(by, Act.APPROVE, centre_id):
        raise NotYours(_("Only the centre's officers close it."))
