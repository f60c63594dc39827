"""Which room is a placement's alone? It stands in the diary from the first day to the last.

A desk in a room that others use too is said in words only. A room is given away by officers of its centre.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from incubator.errors import NotComplete, NotYours
from incubator.models import Placement
from incubator.permissions import keeper_id_of
from organisations import closures
from organisations.bookings import decides
from organisations.models import Organisation, Room
from organisations.permissions import Act, organisations_for
from organisations.room_clashes import RoomSlot, enter, in_the_way, lock_rooms, occupations
from portal.contributions import Occupation
from portal.templatetags import when
from portal.timetable import diaries

SOURCE = "placement"


def rooms_for(user: Any) -> QuerySet[Room]:
    """Return the rooms that the user gives away."""
    centres = organisations_for(user, Act.APPROVE).filter(kind=Organisation.Kind.CENTRE)
    return (
        Room.objects.filter(facility__centre__in=centres)
        .select_related("facility__centre")
        .order_by("facility", "name")
    )


def room_of(placement: Placement) -> Room | None:
    """Return the room that stands in a diary for this placement; of a hall and its halves, the hall."""
    held = Room.objects.filter(diary__commitments__source=SOURCE, diary__commitments__source_id=placement.pk)
    return held.select_related("facility__centre", "parent").order_by("parent_id").distinct().first()


def lock(room: Room | None) -> None:
    """Lock the room's diaries; before the placement, as every writer does."""
    if room is not None:
        lock_rooms([room])


def take(placement: Placement, room: Room, *, by: Any) -> None:
    """Give a placement this room for its whole term; in the caller's transaction, after ``lock``.

    Raises ``NotYours`` for a room that somebody else gives away, ``NotComplete`` that names what is in the way.
    """
    if not decides(by, room):
        raise NotYours(_("This room is given away by the officers of its centre."))
    first, last = placement.term
    slot = _slot(room, first, last)
    # A day on which the centre is shut does not end a tenancy.
    found = [row for row in in_the_way(slot, but_not=(SOURCE, [placement.pk])) if row.source != closures.SOURCE]
    if found:
        known = occupations(found[:1]).get((found[0].source, found[0].source_id))
        words = {
            "room": room.local_name,
            "when": when.day_and_time(found[0].starts_at),
            "what": known.public_title if known else _("another booking"),
        }
        sentence = _("%(room)s is not free all that time. First in the way: %(when)s, %(what)s.") % words
        raise NotComplete(sentence, reason="room")
    diaries.release(SOURCE, [placement.pk])
    enter(slot, source=SOURCE, source_id=placement.pk)


def leave(placement: Placement, on: date) -> None:
    """Let go of the room from the day after this; that it was held before stays in the diary."""
    room = room_of(placement)
    diaries.release(SOURCE, [placement.pk])
    if room is not None and placement.starts_on is not None and placement.starts_on <= on:
        enter(_slot(room, placement.starts_on, on), source=SOURCE, source_id=placement.pk)


def words_of(ids: Iterable[int]) -> dict[int, Occupation]:
    """Return whose room it is, for whoever finds it in a room's diary; two queries."""
    rows = Placement.objects.filter(pk__in=ids).select_related("intake__base__parent__parent")
    return {
        row.pk: Occupation(
            title=_("Incubation: %(name)s") % {"name": row.name},
            public_title=_("an organisation in incubation"),
            organisation_id=keeper_id_of(row.intake.base),
            organisation=row.intake.base.local_name,
            path=reverse("placements_admin:show", args=[row.pk]),
        )
        for row in rows
    }


def _slot(room: Room, first: date, last: date) -> RoomSlot:
    return RoomSlot(_midnight(first), _midnight(last + timedelta(days=1)), room)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
