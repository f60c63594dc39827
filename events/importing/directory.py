"""Which organisation, category, room or language does a cell name? By name in either language, or by code."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from events.importing.cells import BadCell
from events.importing.columns import folded
from events.models import Category, ProgrammePage, SpokenLanguage
from organisations.models import Facility, Organisation, Room
from organisations.permissions import Act, organisations_for

LANGUAGES = ("zh-hans", "en")


class Directory:
    """Everything that a row can name, looked up once for a whole file.

    ``by`` sees the organisations that they may write for; to a named system actor all are known.
    """

    def __init__(self, by: Any):
        self.is_somebody = hasattr(by, "pk")
        seen = organisations_for(by, Act.WRITE) if self.is_somebody else Organisation.objects.all()
        rooms = Room.objects.select_related("facility__centre").order_by("pk")
        self.rooms = list(rooms)
        self.facilities = list(Facility.objects.all())
        self._organisations = _by_name(seen.select_related("home_centre", "page"))
        self._categories = _by_name(Category.objects.all())
        self._spoken = _by_name(SpokenLanguage.objects.all())
        self._audiences = _choices(ProgrammePage.Audience)
        self._kinds = _choices(Facility.Kind)
        self.is_without_bounds = not self.is_somebody or by.is_superuser
        self.usual_category = Category.objects.filter(code="service").first() or Category.objects.first()

    def organisation(self, text: str) -> Organisation:
        """Return the organisation; one that the importer may not write for is not found."""
        return _only(self._organisations, text, _("There is no organisation “%(text)s” that you may write for."))

    def category(self, text: str) -> Category:
        return _only(self._categories, text, _("There is no category “%(text)s”."))

    def audience(self, text: str) -> str:
        return _only(self._audiences, text, _("There is no audience “%(text)s”."))

    def spoken(self, text: str) -> SpokenLanguage:
        return _only(self._spoken, text, _("There is no language “%(text)s”."))

    def facility_kind(self, text: str) -> str:
        return _only(self._kinds, text, _("There is no facility “%(text)s”."))

    def facilities_of(self, organisation: Organisation, kind: str) -> list[Facility]:
        """Return the facilities of this kind in the centres whose rooms the organisation uses."""
        centres = _centres(organisation)
        named = [one for one in self.facilities if one.kind == kind]
        near = [one for one in named if one.centre_id in centres]
        return near if near or not self.is_without_bounds else named

    def rooms_for(self, organisation: Organisation) -> list[Room]:
        """Return the rooms that may be named for this organisation; the administrator may name any."""
        centres = _centres(organisation)
        return [room for room in self.rooms if self.is_without_bounds or room.facility.centre_id in centres]

    def room(self, text: str, organisation: Organisation, facility_kind: str = "") -> Room:
        """Return the room of this name or code, of the organisation's own centres before any other."""
        centres = _centres(organisation)
        named = [room for room in self.rooms_for(organisation) if folded(text) in _names(room)]
        if not named:
            raise BadCell(_("There is no room “%(text)s” that this organisation can use.") % {"text": text[:40]})
        fitting = [room for room in named if not facility_kind or room.facility.kind == facility_kind]
        if not fitting:
            raise BadCell(_("The room “%(text)s” is not in this facility.") % {"text": text[:40]})
        near = [room for room in fitting if room.facility.centre_id in centres] or fitting
        if len(near) > 1:
            raise BadCell(_("Several rooms are called “%(text)s”. Please name the facility too.") % {"text": text[:40]})
        return near[0]


def _centres(organisation: Organisation) -> set[int | None]:
    return {organisation.pk, organisation.home_centre_id}


def _names(thing: Any) -> set[str]:
    names = (thing.name, thing.name_en, getattr(thing, "code", ""))
    return {folded(name) for name in names if name}


def _by_name(things: Iterable[Any]) -> dict[str, list[Any]]:
    found = defaultdict(list)
    for thing in things:
        for name in _names(thing):
            found[name].append(thing)
    return found


def _choices(choices: Any) -> dict[str, list[Any]]:
    """Return the values of a list of choices by code and by name in both languages."""
    found = {folded(value): [value] for value in choices.values}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {folded(str(label)): [value] for value, label in choices.choices}
    return found


def _only(named: dict[str, list[Any]], text: str, missing: str) -> Any:
    found = named.get(folded(text), [])
    if not found:
        raise BadCell(missing % {"text": text[:40]})
    if len(found) > 1:
        raise BadCell(_("Several are called “%(text)s”. Please write the code instead.") % {"text": text[:40]})
    return found[0]
