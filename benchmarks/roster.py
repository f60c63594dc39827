"""How long does the coordinator's grid take, and a proposed roster?

    python -m benchmarks.roster [--rounds 15]

The grid: 50 roles × 60 days, 3,000 shifts, 200 volunteers, wall time and the process's own CPU of one request by the
test client, in one process on PostgreSQL; wanted are 200 ms and constant queries. The proposal: 200 volunteers for
500 places, read from the database and made; wanted are 5 s.
"""

import argparse
import random
import statistics
import time
from datetime import timedelta

from benchmarks import measuring

GRID_MS, PROPOSAL_S = 200, 5
ROLES, DAYS, VOLUNTEERS, PLACES = 50, 60, 200, 500


def fill(roles: int, days: int, volunteers: int):
    """Make a centre, its officer, roles with one shift a day, and volunteers in about half of the places; in bulk."""
    from datetime import date

    from django.utils import timezone

    from events.models import Assignment, Pool, Shift, Volunteer, VolunteerRole, Welcome
    from portal.accounts.models import Person
    from portal.timetable.models import Diary
    from tests import factories

    chance, at = random.Random(8), timezone.now()
    centre = factories.make_organisation("centre", "联络所", kind="centre", area=factories.make_areas()["committee"])
    officer = factories.make_user("measuring-officer")
    factories.make_member(officer, centre, "officer")
    household = factories.make_person("甲").household
    diaries = Diary.objects.bulk_create([Diary() for _ in range(volunteers)])
    people = Person.objects.bulk_create(
        Person(name=f"志愿者{number}", birth_date=date(1970, 1, 1), household=household, diary=diary)
        for number, diary in enumerate(diaries)
    )
    hands = Volunteer.objects.bulk_create(
        Volunteer(
            person=person,
            number=f"V{number:06}",
            started_at=at,
            free_times=[f"{chance.randrange(7)}:{part}" for part in ("morning", "afternoon")],
        )
        for number, person in enumerate(people)
    )
    Welcome.objects.bulk_create(
        Welcome(volunteer=one, organisation=centre, state="welcomed", asked_at=at) for one in hands
    )
    made = VolunteerRole.objects.bulk_create(
        VolunteerRole(organisation=centre, name=f"岗位{number}", position=number) for number in range(roles)
    )
    first = timezone.localtime(at).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=1)
    pools = Pool.objects.bulk_create([Pool(capacity=2) for _ in range(roles * days)])
    shifts = Shift.objects.bulk_create(
        Shift(
            organisation=centre,
            role=made[number % roles],
            pool=pool,
            starts_at=(begins := first + timedelta(days=number // roles, hours=chance.randrange(11))),
            ends_at=begins + timedelta(hours=2),
            minimum=1,
        )
        for number, pool in enumerate(pools)
    )
    rows = []
    for shift in shifts[::2]:
        inside = chance.sample(hands, chance.randrange(1, 3))
        shift.pool.taken = len(inside)
        rows += [Assignment(shift=shift, volunteer=one, state="confirmed", way="placed", made_at=at) for one in inside]
    Assignment.objects.bulk_create(rows, batch_size=2000)
    Pool.objects.bulk_update([one.pool for one in shifts[::2]], ["taken"], batch_size=1000)
    return centre, officer, first


def grid(officer, rounds: int) -> None:
    """Print what the grid costs for a tenth of the days and for all."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    for days in (DAYS // 10, DAYS):
        address = f"{reverse('rosters:index')}?days={days}"
        for _warming in range(2):
            assert client.get(address).status_code == 200
        times, used = [], []
        for _round in range(rounds):
            began, charged = time.perf_counter(), time.process_time()
            body = client.get(address).content
            times.append((time.perf_counter() - began) * 1000)
            used.append((time.process_time() - charged) * 1000)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        shown = body.count(b"data-shift=")
        print(
            f"grid, {days:>2} days, {shown:>4} shifts  {statistics.median(times):7.1f} ms  "
            f"{statistics.median(used):7.1f} ms of CPU  {len(captured):>3} queries  {len(body) // 1024:>5} kB"
        )
    print(f"To reach: {GRID_MS} ms")


def proposal(centre, first) -> None:
    """Print how long a proposal for so many places takes, and what a plain greedy fill would have filled."""
    from django.utils import timezone

    from events.readouts.proposals import open_shifts, propose_for

    shifts, count = [], 0
    for shift in open_shifts([centre], first, first + timedelta(days=DAYS), timezone.now()):
        if count >= PLACES:
            break
        shifts.append(shift)
        count += shift.pool.capacity - shift.pool.taken
    began = time.perf_counter()
    shown = propose_for(shifts)
    spent = time.perf_counter() - began
    print(f"proposal, {VOLUNTEERS} volunteers, {count} places: {len(shown.rows)} filled in {spent:.2f} s")
    print(f"To reach: {PROPOSAL_S} s")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    with measuring.database() as (made, _pids):
        measuring.be_inside(made("roster"))
        centre, officer, first = fill(ROLES, DAYS, VOLUNTEERS)
        grid(officer, arguments.rounds)
        proposal(centre, first)
    print(measuring.conditions(database="PostgreSQL", process="one, test client"))


if __name__ == "__main__":
    main()
