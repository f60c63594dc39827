"""What do a centre's planner and the clash check cost, with a year of bookings in 400 rooms?

    DATABASE_URL=… python -m benchmarks.planner [--rooms 400] [--bookings 100000] [--database sqlite]

Rows in bulk, past the operations; then the operations' own code. Wanted: the day view of a centre under 100 ms with
constant queries, the clash check under 5 ms.
"""

import argparse
import os
import statistics
import tempfile
import time
from datetime import datetime, timedelta
from itertools import batched

from benchmarks import measuring

DAY_VIEW_MS, CLASH_MS = 100, 5
TURNS = 50


def fill(room_count: int, booking_count: int, centre_count: int):
    """Make centres with rooms and spread a year of hour-long bookings over them; return the centres and rooms."""
    from django.utils import timezone

    from organisations import bookings
    from organisations.models import Booking, Facility, Organisation, Room
    from portal.timetable.models import Commitment, Diary
    from tests import factories

    area = factories.make_areas()["committee"]
    centres = [
        factories.make_organisation(f"centre{number}", f"第{number}联络所", kind="centre", area=area)
        for number in range(centre_count)
    ]
    facilities = [Facility.objects.create(centre=centre, kind="club") for centre in centres]
    diaries = Diary.objects.bulk_create([Diary() for _ in range(room_count)])
    rooms = Room.objects.bulk_create(
        Room(facility=facilities[number % centre_count], code=f"r{number}", name=f"室{number}", capacity=40, diary=one)
        for number, one in enumerate(diaries)
    )
    first = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0) - timedelta(days=182)
    for chunk in batched(range(booking_count), 5000):
        made = Booking.objects.bulk_create(
            Booking(
                room=rooms[number % room_count],
                organisation=centres[number % room_count % centre_count],
                starts_at=(begins := _begins(first, number // room_count, booking_count // room_count)),
                ends_at=begins + timedelta(hours=1),
                purpose=f"例会{number}",
                state="confirmed",
            )
            for number in chunk
        )
        Commitment.objects.bulk_create(
            Commitment(
                diary_id=one.room.diary_id,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                source=bookings.SOURCE,
                source_id=one.pk,
            )
            for one in made
        )
    return Organisation.objects.centres().order_by("pk"), rooms


def _begins(first: datetime, turn: int, turns: int) -> datetime:
    """Spread a room's turns evenly over the year, at the hours of the day."""
    return first + timedelta(days=turn * 364 // max(turns, 1), hours=turn % 12)


def measure(room_count: int, booking_count: int, centre_count: int) -> None:
    """Print the figures for this many centres."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from organisations.free_times import alternatives
    from organisations.models import Room
    from organisations.readouts.planner import day_plan, week_plan
    from organisations.room_clashes import RoomSlot, clash_of
    from tests import factories

    centres, rooms = fill(room_count, booking_count, centre_count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    viewer = factories.make_user("viewer", is_superuser=True)
    centre, today = centres[0], timezone.localdate()
    room = Room.objects.select_related("facility", "parent").get(pk=rooms[0].pk)
    start = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=7)
    slot = RoomSlot(start, start + timedelta(hours=2), room)
    works = {
        "day view": (lambda: day_plan(centre, today, viewer=viewer), DAY_VIEW_MS),
        "week view": (lambda: week_plan(centre, today, viewer=viewer), None),
        "clash check": (lambda: clash_of(slot), CLASH_MS),
        "free times and rooms": (lambda: alternatives([slot], at=timezone.now()), None),
    }
    print(f"\n{room_count} rooms in {centre_count} centres, {booking_count} bookings over a year, {connection.vendor}")
    for name, (work, most) in works.items():
        work()
        with CaptureQueriesContext(connection) as captured:
            work()
        queries, spent, used = len(captured), [], []
        for _ in range(TURNS):
            reset_queries()
            began, cpu = time.perf_counter(), time.process_time()
            work()
            spent.append((time.perf_counter() - began) * 1000)
            used.append((time.process_time() - cpu) * 1000)
        wanted = f", wanted under {most} ms" if most else ""
        middle, least, own = statistics.median(spent), min(spent), statistics.median(used)
        figures = f"median {middle:.1f} ms, least {least:.1f} ms, CPU of ours {own:.1f} ms"
        print(f"  {name}: {figures}, {queries} queries{wanted}")


def main() -> None:
    """Measure on SQLite or PostgreSQL, in a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rooms", type=int, default=400)
    parser.add_argument("--bookings", type=int, default=100_000)
    parser.add_argument("--centres", type=int, default=10)
    parser.add_argument("--database", choices=["postgresql", "sqlite"], default="postgresql")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        import django

        django.setup()
        measure(given.rooms, given.bookings, given.centres)
        return
    words = [f"--{name}={getattr(given, name)}" for name in ("rooms", "bookings", "centres")]
    with tempfile.TemporaryDirectory(prefix="linli-planner-") as folder:
        environment = {
            "DJANGO_SETTINGS_MODULE": "portal.settings.testing",
            "DATA_DIR": folder,
            "PYTHONPATH": str(measuring.ROOT),
        }
        if given.database == "sqlite":
            _run({**environment, "DATABASE_URL": f"sqlite:///{folder}/planner.sqlite3"}, words)
        else:
            with measuring.database() as (made, _pids):
                _run({**environment, "DATABASE_URL": made("planner")}, words)
    print(measuring.conditions())


def _run(environment: dict[str, str], words: list[str]) -> None:
    for command in (["migrate", "-v0"], ["createcachetable"], ["found"]):
        measuring.manage(environment, *command)
    measuring.run_inside(environment, "benchmarks.planner", "--inside", *words)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.testing")
    main()
