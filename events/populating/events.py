"""When does it happen in a full portal? Events from two weeks ago to ten weeks ahead, most in rooms of the centres."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import product
from random import Random

from django.db.models import Count
from django.utils import timezone

from events.models import Event, Pool, ProgrammePage, Session
from events.planning.room_requests import SOURCE
from events.planning.scheduling import ALPHABET
from organisations.models import Organisation, Room
from portal.timetable.diaries import commit_each

DAYS_BACK, DAYS_AHEAD = 14, 70
HOURS = (8, 10, 13, 15, 17, 19)
MINUTES = 90
#: One event in so many is a course of weekly sessions, held at a place in words.
COURSE_EVERY, COURSE_SESSIONS = 5, 6
CAPACITIES = (12, 20, 20, 30, 40, 60)
BATCH = 2000

Spans = list[tuple[datetime, datetime]]


def make_events(count: int, chance: Random, at: datetime) -> int:
    """Make this many more events, spread over all live programmes, those with the fewest first."""
    organisations = {known.page.path: known for known in Organisation.objects.select_related("page")}
    programmes = list(
        ProgrammePage.objects.live().annotate(held=Count("events")).order_by("held", "pk").only("pk", "path")[:count]
    )
    if not programmes:
        return 0
    free = _free_rooms(at)
    events, spans, rooms = [], [], []
    for number in range(count):
        programme = programmes[number % len(programmes)]
        is_course = number % COURSE_EVERY == 0
        room, first = (None, _some_moment(chance, at)) if is_course else next(free, (None, _some_moment(chance, at)))
        spans.append(_weekly(first, COURSE_SESSIONS if is_course else 1))
        rooms.append(room)
        events.append(
            Event(
                programme=programme,
                organisation=organisations[programme.path[: -programme.steplen]],
                centre_id=room.facility.centre_id if room else None,
                code="".join(chance.choice(ALPHABET) for _ in range(8)),
                starts_at=spans[-1][0][0],
                ends_at=spans[-1][-1][1],
                needs_sign_up=chance.random() < 0.85,
            )
        )
    Event.objects.bulk_create(events, batch_size=BATCH)
    Pool.objects.bulk_create([Pool(event=event, capacity=chance.choice(CAPACITIES)) for event in events], BATCH)
    _make_sessions(events, spans, rooms)
    return count


def _make_sessions(events: list[Event], spans: list[Spans], rooms: list[Room | None]) -> None:
    sessions = [
        Session(
            event=event,
            number=number,
            starts_at=start,
            ends_at=end,
            room=room,
            place="" if room else "社区活动室",
            place_en="" if room else "Community room",
        )
        for event, days, room in zip(events, spans, rooms, strict=True)
        for number, (start, end) in enumerate(days, start=1)
    ]
    Session.objects.bulk_create(sessions, batch_size=BATCH)
    commit_each(
        [
            (session.room.diary_id, session.starts_at, session.ends_at, session.pk)
            for session in sessions
            if session.room
        ],
        source=SOURCE,
    )


def _free_rooms(at: datetime) -> Iterator[tuple[Room, datetime]]:
    """Yield rooms with moments at which nothing is held in them, whole days after each other."""
    rooms = list(Room.objects.filter(parent=None, parts=None).select_related("facility").order_by("pk"))
    taken = set(Session.objects.exclude(room=None).values_list("room_id", "starts_at"))
    for hour, room, day in product(HOURS, rooms, range(-DAYS_BACK, DAYS_AHEAD)):
        moment = _moment(at, day, hour)
        if (room.pk, moment) not in taken:
            yield room, moment


def _some_moment(chance: Random, at: datetime) -> datetime:
    return _moment(at, chance.randrange(-DAYS_BACK, DAYS_AHEAD), chance.choice(HOURS))


def _moment(at: datetime, day: int, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(at) + timedelta(days=day), time(hour)))


def _weekly(first: datetime, count: int) -> Spans:
    starts = [first + timedelta(weeks=number) for number in range(count)]
    return [(start, start + timedelta(minutes=MINUTES)) for start in starts]
