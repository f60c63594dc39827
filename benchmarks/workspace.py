"""How long do the workspace's lists take at ten thousand rows, and with how many queries?

    python -m benchmarks.workspace [--rows 10000] [--rounds 15]

Wall time and the process's own CPU of one request by the test client, in one process on PostgreSQL, of an officer
whose centre hosts the organisations: the first page, and every list that can grow to that many rows, each with that
many in it. DESIGN.md wants 150 ms and constant queries; queries are printed for a tenth of the rows and for all, and
the CPU of the home page of an untouched Wagtail project at that moment, about 5 ms where DESIGN.md's figures are from.
"""

import argparse
import statistics
import time
from collections.abc import Iterator

from benchmarks import measuring

TO_REACH = 150.0


def fill(rows: int) -> dict[str, str]:
    """Add rows up to this many events, entries and sign-ups of one event; return the addresses to ask for."""
    from django.db import connection
    from django.urls import reverse
    from django.utils import timezone

    from benchmarks import workspace_rows
    from events.models import Event, Registration
    from events.populating import Wanted, populate
    from organisations.models import Membership, Organisation
    from portal.accounts.models import Person
    from portal.audit.models import Entry

    at = timezone.now()
    have = Event.objects.count(), Person.objects.count()
    wanted = Wanted(residents=rows - have[1], organisations=20, programmes=rows // 50, events=rows - have[0])
    populate(wanted, at)
    centre = Organisation.objects.centres().order_by("pk").first()
    Organisation.objects.exclude(pk=centre.pk).exclude(kind="centre").update(home_centre=centre)
    officer = Membership.objects.filter(organisation=centre, role="officer").first()
    event = Event.objects.filter(organisation__home_centre=centre).order_by("pk").first()
    pool = event.pools.first()
    held = set(Registration.objects.filter(event=event).values_list("person_id", flat=True))
    fresh = [pk for pk in Person.objects.order_by("pk").values_list("pk", flat=True)[:rows] if pk not in held]
    make_sign_ups(event, pool, officer.user_id, fresh, at)
    Entry.objects.bulk_create(
        [
            Entry(
                at=at,
                actor_id=officer.user_id,
                act="event.changed",
                object_type="events.event",
                object_id=str(event.pk),
                organisation_id=event.organisation_id,
            )
            for _number in range(rows - Entry.objects.count())
        ],
        batch_size=2000,
    )
    workspace_rows.add_all(rows, centre, at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "first page": reverse("wagtailadmin_home"),
        "dates": reverse("planning:index"),
        "dates, filtered": reverse("planning:index") + "?when=coming&state=scheduled",
        "sign-ups of one event": f"{reverse('sign_ups:index')}?event={event.pk}",
        "calendar, month": reverse("calendar:index"),
        "history": reverse("history:index"),
        "staff": reverse("staff:index"),
        "bookings": reverse("bookings:index"),
        "cases": reverse("cases_admin:index"),
        "calls": reverse("calls:index"),
        "volunteers": reverse("volunteers:index"),
        "qualifications": reverse("qualifications:index"),
        "programmes": reverse("wagtailadmin_explore", args=[event.organisation.page_id]),
        "planner, day": reverse("bookings:planner"),
    }


def make_sign_ups(event, pool, user_id: int, person_ids: list[int], at) -> None:
    """Sign these people up for one event, past the operations: it is the list that is measured."""
    import secrets
    import uuid

    from events.models import Party, Registration

    pool.capacity = max(pool.capacity, pool.taken + len(person_ids))
    pool.taken += len(person_ids)
    pool.save()
    parties = Party.objects.bulk_create(
        [
            Party(
                event=event,
                pool=pool,
                made_by_id=user_id,
                request_key=uuid.uuid4(),
                state="confirmed",
                size=1,
                created_at=at,
                confirmed_at=at,
            )
            for _person in person_ids
        ],
        batch_size=2000,
    )
    Registration.objects.bulk_create(
        [
            Registration(
                party=party, event=event, person_id=pk, state="confirmed", reference=secrets.token_hex(5).upper()
            )
            for party, pk in zip(parties, person_ids, strict=True)
        ],
        batch_size=2000,
    )


def measured(addresses: dict[str, str], rounds: int) -> Iterator[tuple[str, float, float, int]]:
    """Yield for each page its median wall time and CPU in ms, and its queries."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    officer = get_user_model().objects.filter(memberships__role="officer").order_by("pk").first()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    for name, address in addresses.items():
        for _warming in range(2):
            assert client.get(address).status_code == 200, name
        times, used = [], []
        for _round in range(rounds):
            began, charged = time.perf_counter(), time.process_time()
            client.get(address)
            times.append((time.perf_counter() - began) * 1000)
            used.append((time.process_time() - charged) * 1000)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        yield (
            name,
            statistics.median(times),
            statistics.median(used),
            sum("portal_cache" not in query["sql"] for query in captured),
        )


def main() -> None:
    """Print the figures for a tenth of the rows and for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    with measuring.database() as (made, pids), measuring.start_page(made, pids) as yardstick:
        measuring.be_inside(made("workspace"))
        prepare()
        queries: dict[str, list[int]] = {}
        for rows in (arguments.rows // 10, arguments.rows):
            for name, milliseconds, cpu, count in measured(fill(rows), arguments.rounds):
                queries.setdefault(name, []).append(count)
                print(f"{rows:>6} rows  {name:<24} {milliseconds:7.1f} ms  {cpu:7.1f} ms of CPU  {count:>3} queries")
            print(f"Beside it a start page: {measuring.cpu_of_page(yardstick, '/', rounds=1):.1f} ms of CPU")
        print(f"To reach: {TO_REACH:.0f} ms")
        grown = {name: counts for name, counts in queries.items() if counts[-1] > counts[0] + 1}
        print(f"Lists whose queries grow with the rows: {grown or 'none'}")
    print(measuring.conditions(database="PostgreSQL", process="one, test client"))


def prepare() -> None:
    """Make the centre, its officer and a first organisation."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from events.populating import Wanted, populate
    from organisations.models import Membership, Organisation

    populate(Wanted(residents=50, organisations=5, programmes=10, events=20), timezone.now())
    centre = Organisation.objects.centres().order_by("pk").first()
    officer = get_user_model().objects.create_user(username="measuring-officer", is_staff=True)
    Membership.objects.create(user=officer, organisation=centre, role="officer", starts_on=timezone.localdate())


if __name__ == "__main__":
    main()
