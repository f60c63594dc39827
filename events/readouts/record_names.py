"""What are the records of programmes and volunteers called that the history names?"""

from collections.abc import Collection, Mapping

from events.models import Event, ProgrammePage, Session, Shift

_OF_EVENT = ("label", "label_en", "programme__title", "programme__title_en")


def _programmes(ids: Collection[int]) -> Mapping[int, str]:
    rows = ProgrammePage.objects.filter(pk__in=ids).only("title", "title_en")
    return {row.pk: row.local_title for row in rows}


def _events(ids: Collection[int]) -> Mapping[int, str]:
    rows = Event.objects.filter(pk__in=ids).select_related("programme").only(*_OF_EVENT)
    return {row.pk: row.local_name for row in rows}


def _sessions(ids: Collection[int]) -> Mapping[int, str]:
    rows = Session.objects.filter(pk__in=ids).select_related("event__programme")
    return {row.pk: row.event.local_name for row in rows.only(*(f"event__{name}" for name in _OF_EVENT))}


def _shifts(ids: Collection[int]) -> Mapping[int, str]:
    return {row.pk: row.role.local_name for row in Shift.objects.filter(pk__in=ids).select_related("role")}


RECORD_NAMES = {
    "events.programmepage": _programmes,
    "events.event": _events,
    "events.session": _sessions,
    "events.shift": _shifts,
}
