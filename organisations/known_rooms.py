"""What is known of a centre's rooms? What its room register says, filled into every form that asks for it."""

from collections.abc import Mapping, Sequence

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.models import Room
from portal.contributions import Fact, FactBook
from portal.questions.definition import Kind

NAMES = {
    "rooms": gettext_lazy("rooms, with how many people they hold and what is in them"),
    "room_count": gettext_lazy("number of rooms"),
    "largest_room": gettext_lazy("how many people its largest room holds"),
}


def known_of(organisation_id: int) -> Mapping[str, Fact]:
    """Return what the register says of a centre's rooms; two queries. Halves are part of their hall."""
    rooms = list(
        Room.objects.filter(facility__centre=organisation_id, parent=None)
        .select_related("facility")
        .prefetch_related("equipment")
        .order_by("facility", "name")
    )
    if not rooms:
        return {}
    # What is filled in is an answer, and answers are in Chinese whoever fills in.
    with translation.override("zh-hans"):
        words = "\n".join(_line(room) for room in rooms)
    largest = max(room.capacity for room in rooms)
    today, source = timezone.localdate(), _("the register of rooms")
    facts: Sequence[tuple[str, Kind, int | str]] = (
        ("rooms", Kind.LONG_TEXT, words),
        ("room_count", Kind.NUMBER, len(rooms)),
        ("largest_room", Kind.NUMBER, largest),
    )
    return {name: Fact(kind, str(value), str(value), source, today) for name, kind, value in facts}


def _line(room: Room) -> str:
    access = [
        words
        for is_so, words in (
            (room.is_step_free, _("step-free access")),
            (room.has_lift, _("lift")),
            (room.has_hearing_loop, _("hearing loop")),
        )
        if is_so
    ]
    told = "、".join([*access, *(one.name for one in room.equipment.all())])
    words = _("%(room)s: for %(count)d people") % {"room": room.name, "count": room.capacity}
    return f"{words}（{told}）" if told else words


BOOK = FactBook(NAMES, known_of)
