"""What do figures cost at a hundred thousand registrations, and the public page that shows them?

    python -m benchmarks.figures [--registrations 100000] [--rounds 7]

First in one process on PostgreSQL: wall time and queries of counting the district's year, a centre's and an
organisation's, and of all service standards; what a query counts within 150 ms is not materialised. Then the
public page under production's settings, as a multiple of the start page of an untouched Wagtail project in the same
run; it shows what is kept and should stay at about two.
"""

import argparse
import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta

from benchmarks import measuring

TO_REACH_MS, TO_REACH_PAGES = 150.0, 2.0


def fill(registrations: int) -> None:
    """Make a portal in which so many people signed up, spread over the year that is over, and most of them came."""
    from django.db.models import F
    from django.utils import timezone

    from events.models import Attendance, Event, Party, Registration, Session
    from events.populating import Wanted, populate

    at = timezone.now()
    people = max(registrations // 5, 100)
    events = registrations // 10
    populate(Wanted(people, 60, events // 5, events, registrations), at)
    for number in range(11):
        # Four weeks further back for each eleventh of the events; the diaries of their rooms are not looked at here.
        back = timedelta(weeks=11 + number * 4)
        some = Event.objects.annotate(part=F("pk") % 11).filter(part=number).values("pk")
        ids = list(some.values_list("pk", flat=True))
        Session.objects.filter(event__in=ids).update(starts_at=F("starts_at") - back, ends_at=F("ends_at") - back)
        Party.objects.filter(event__in=ids).update(created_at=F("created_at") - back - timedelta(days=7))
        Event.objects.filter(pk__in=ids).update(starts_at=F("starts_at") - back, ends_at=F("ends_at") - back)
    firsts = dict(Session.objects.filter(number=1).values_list("event_id", "pk"))
    rows = Registration.objects.filter(state="confirmed").values_list("pk", "event_id")
    Attendance.objects.bulk_create(
        [
            Attendance(
                registration_id=pk,
                session_id=firsts[event],
                state="absent" if pk % 9 == 0 else "present",
                way="search",
                marked_at=at,
            )
            for pk, event in rows
        ],
        batch_size=5000,
    )


def inside() -> None:
    """Fill the database of the environment, and print what counting costs in this process."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from events.figures import periods, whose
    from events.figures.report import report
    from events.models import Attendance, Registration
    from organisations.models import Organisation
    from organisations.readouts.standards import standards

    fill(int(os.environ["FIGURES_REGISTRATIONS"]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    at, rounds = timezone.now(), int(os.environ["FIGURES_ROUNDS"])
    year = periods.Period(timezone.localdate(at).replace(day=1), 1)
    year = periods.between(year.first - timedelta(days=330), year.first)
    centre = Organisation.objects.centres().order_by("pk").first()
    social = Organisation.objects.exclude(kind="centre").order_by("pk").first()
    rows = f"{Registration.objects.count():,} registrations, {Attendance.objects.count():,} attendances"
    print(f"{rows}, {year.months} months", flush=True)
    for name, work in {
        "the district": lambda: report(whose.district(), year, at),
        "a centre": lambda: report(whose.of(centre), year, at),
        "an organisation": lambda: report(whose.of(social), year, at),
        "service standards": lambda: standards(at),
    }.items():
        milliseconds, queries = measured(work, rounds)
        print(f"  {name:<20} {milliseconds:7.1f} ms  {queries:>3} queries", flush=True)
    call_command("run_due", verbosity=0)


def measured(work: Callable[[], object], rounds: int) -> tuple[float, int]:
    """Return the median wall time in milliseconds, and the queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        work()
    times = []
    for _round in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), len(captured)


def main() -> None:
    """Print what counting costs, then the public page in start pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--registrations", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        inside()
        return
    with measuring.database() as (made, pids), tempfile.TemporaryDirectory(prefix="linli-figures-") as folder:
        environment = {
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "DATABASE_URL": made("figures"),
            "DATA_DIR": folder,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "*",
            "SECURE_SSL_REDIRECT": "0",
            "SMS_ADAPTER": "portal.sms.memory.Memory",
            "FIGURES_REGISTRATIONS": str(arguments.registrations),
            "FIGURES_ROUNDS": str(arguments.rounds),
        }
        for words in (["migrate", "-v0"], ["createcachetable"], ["found"], ["collectstatic", "--no-input", "-v0"]):
            measuring.manage(environment, *words)
        measuring.run_inside(environment, "benchmarks.figures", "--inside")
        with (
            measuring.start_page(made, pids) as yardstick,
            measuring.serving("portal.wsgi", environment, pids) as server,
        ):
            start = measuring.cpu_of_page(yardstick, "/")
            page = measuring.cpu_of_page(server, "/statistics/")
        print(f"Start page {start:.2f} ms of CPU, statistics {page:.2f} ms: {page / start:.2f} start pages")
        print(f"To reach: {TO_REACH_MS:.0f} ms a query, {TO_REACH_PAGES:.0f} start pages")
    print(measuring.conditions(database="PostgreSQL", workers=measuring.WORKERS))


if __name__ == "__main__":
    main()
