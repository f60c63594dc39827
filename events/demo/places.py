"""Where does the demonstration take place? Areas, the centre's facilities, and their rooms."""

from events.demo.content import read
from organisations import opening_hours
from organisations.models import Area, Equipment, Facility, Organisation, Room
from portal.timetable.models import Diary

CENTRE = "dongshahu"


def load_areas() -> None:
    """Make the areas that are missing, from the district down."""
    for facts in read("places")["areas"]:
        facts = {name: value for name, value in facts.items() if name != "centre"}
        parent = facts.pop("parent", None)
        facts["parent"] = Area.objects.get(code=parent) if parent else None
        Area.objects.get_or_create(code=facts.pop("code"), defaults=facts)


def load_rooms() -> None:
    """Make the facilities and rooms that are missing, and name the centre that serves each area."""
    content = read("places")
    centre = Organisation.objects.get(code=CENTRE)
    for facts in content["areas"]:
        if "centre" in facts:
            Area.objects.filter(code=facts["code"], centre=None).update(centre=centre)
    _load_equipment(content["equipment"])
    for kind, rooms in content["rooms"].items():
        facility, _created = Facility.objects.get_or_create(centre=centre, kind=kind)
        for facts in rooms:
            _load_room(facility, facts, content["opening_hours"])


def _load_equipment(names: dict[str, str]) -> None:
    for name, name_en in names.items():
        Equipment.objects.get_or_create(name=name, defaults={"name_en": name_en})


def _load_room(facility: Facility, facts: dict, hours: dict[str, str]) -> None:
    code, hall, equipment = facts.pop("code"), facts.pop("part_of", None), facts.pop("equipment", "")
    if facility.rooms.filter(code=code).exists():
        return
    room = Room.objects.create(
        facility=facility,
        code=code,
        parent=facility.rooms.get(code=hall) if hall else None,
        diary=Diary.objects.create(),
        opening_hours={day: opening_hours.read(words) for day, words in hours.items()},
        **facts,
    )
    room.equipment.set(Equipment.objects.filter(name__in=equipment.split("、")))
