"""How long do an incubator's board, ranking and export take for a call with a thousand applications?

    python -m benchmarks.incubator [--applications 1000] [--reviews 5] [--rounds 11]

Wall time and the process's own CPU of one request by the test client, in one process on PostgreSQL, of the officer
who runs the base. Each application has its answers, four entries of history and so many reviews, all handed in.
Queries are printed for a tenth of the applications and for all of them; they have to be the same. What becomes of 300
at once (a move, reviewers as proposed) is foreseen on the page that staff confirm. The home page of an untouched
Wagtail project is measured before and after, as the yardstick of the machine at that moment.
"""

import argparse
import statistics
import time
from datetime import datetime, timedelta
from typing import Any

from benchmarks import measuring

TO_REACH = {"board": 300.0, "ranking": 300.0, "export": 5000.0}
MANY = "/admin/reviews/on-many/"
STATES = ("checking", "mending", "reviewing", "reviewing", "reviewing", "deciding")
REVIEWERS = 20
ANSWER = "每周两次走访独居老人，每月一次聚会；半年后推广到相邻社区。"


def prepare() -> Any:
    """Make the bases, a call, and the officer of the organisation that runs the base; return the call."""
    from django.utils import timezone

    from incubator.demo import load_bases
    from incubator.demo.calls import load_calls
    from incubator.models import Appointment, Intake
    from tests import factories

    at = timezone.now()
    areas = factories.make_areas()
    organisation = factories.make_organisation("sip-incubator", "孵化中心", kind="social", area=areas["committee"])
    factories.make_member(factories.make_user("measuring-officer", is_staff=True), organisation, "officer")
    load_bases(at)
    load_calls(at)
    call = Intake.objects.select_related("base", "workflow", "question_set").get(code="core-spring")
    for number in range(REVIEWERS):
        user = factories.make_user(f"reviewer{number}")
        factories.make_person(f"评审{number}", user=user)
        starts_on = timezone.localdate() - timedelta(days=30)
        Appointment.objects.create(base=call.base, user=user, role="reviewer", answer="accepted", starts_on=starts_on)
    return call


def fill(call: Any, applications: int, reviews: int) -> None:
    """Add applications up to this many, each with so many reviews; past the operations: it is the lists we measure."""
    from django.db import connection
    from django.utils import timezone

    from incubator.models import Application, Appointment, Review
    from portal.cases.models import Case, HistoryEntry, Revision
    from portal.questions.readouts import fingerprint

    at = timezone.now()
    answers = {"name": "", "idea": ANSWER * 5, "year_plan": ANSWER * 5, "contact": "周敏", "phone": "0512-60000000"}
    version, questions, track = call.workflow.newest, call.question_set.newest, call.tracks.first()
    have = Application.objects.count()
    cases = Case.objects.bulk_create(
        [
            Case(
                kind="incubator",
                reference=f"FH2026-{number:07}",
                title=f"第{number}支助老队",
                context_id=call.pk,
                workflow=version,
                questions=questions,
                state=(state := STATES[number % len(STATES)]),
                phase=version.plan.state(state).phase,
                entered_at=at - timedelta(days=number % 20),
                due_on=timezone.localdate() + timedelta(days=number % 15 - 5),
                begun_at=at,
                submitted_at=at,
                step=3,
            )
            for number in range(have, applications)
        ],
        batch_size=500,
    )
    revisions = Revision.objects.bulk_create(
        Revision(case=case, number=1, answers={**answers, "name": case.title}, fingerprint=fingerprint(answers), at=at)
        for case in cases
    )
    HistoryEntry.objects.bulk_create(entry for case in cases for entry in _history(HistoryEntry, case, at))
    made = Application.objects.bulk_create(
        Application(case=case, intake=call, track=track, applicant_kind="team", created_at=at) for case in cases
    )
    users = list(Appointment.objects.filter(base=call.base_id, role="reviewer").values_list("user_id", flat=True))
    Review.objects.bulk_create(
        (
            Review(
                application=application,
                reviewer_id=users[(number + turn) % len(users)],
                revision=revision,
                state="submitted",
                scores={"need": 4, "plan": 3, "team": 4, "effect": 3, "money": 2},
                comment=ANSWER,
                total=50 + (number * 7 + turn * 13) % 50,
                assigned_at=at,
                submitted_at=at,
            )
            for number, (application, revision) in enumerate(zip(made, revisions, strict=True))
            for turn in range(reviews)
        ),
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _history(model: Any, case: Any, at: datetime) -> list[Any]:
    way = [("draft", "checking"), ("checking", "mending"), ("mending", "checking"), ("checking", "reviewing")]
    return [
        model(
            case=case, number=number, at=at - timedelta(days=20 - number * 4), act="moved", before=before, after=after
        )
        for number, (before, after) in enumerate(way, 1)
    ]


def measured(call: Any, rounds: int) -> list[tuple[str, float, float, int]]:
    """Return for each page its median wall time and CPU in ms, and its queries."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, found = Client(), []
    officer = get_user_model().objects.get(username="measuring-officer")
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    asked = {
        "board": lambda: client.get(f"/admin/incubator-calls/pipeline/{call.pk}/"),
        "ranking": lambda: client.get("/admin/reviews/"),
        "list to decide": lambda: client.get(f"/admin/deciding/list/{call.pk}/"),
        "move foreseen": lambda: client.post(MANY, {"act": "move:admit", "all": "1", "show": "1"}),
        "asking foreseen": lambda: client.post(MANY, {"act": "ask", "all": "1", "show": "1", "reviewer": "proposed"}),
        "export": lambda: client.post("/admin/reviews/hand-out/", {"recipient": "ourselves", "purpose": "report"}),
    }
    for name, ask in asked.items():
        for _warming in range(2):
            answer = ask()
            if answer.status_code != 200:
                raise RuntimeError(f"{name} answered {answer.status_code}")
        times, used = [], []
        for _round in range(rounds if name != "export" else 3):
            began, charged = time.perf_counter(), time.process_time()
            ask()
            times.append((time.perf_counter() - began) * 1000)
            used.append((time.process_time() - charged) * 1000)
        with CaptureQueriesContext(connection) as captured:
            ask()
        count = sum("portal_cache" not in query["sql"] for query in captured)
        found.append((name, statistics.median(times), statistics.median(used), count))
    return found


def main() -> None:
    """Print the figures for a tenth of the applications and for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--applications", type=int, default=1000)
    parser.add_argument("--reviews", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=11)
    given = parser.parse_args()
    with measuring.database() as (made, pids), measuring.start_page(made, pids) as yardstick:
        before = measuring.cpu_of_page(yardstick, "/", rounds=1)
        measuring.be_inside(made("incubator"))
        call = prepare()
        queries: dict[str, list[int]] = {}
        for count in (given.applications // 10, given.applications):
            fill(call, count, given.reviews)
            for name, milliseconds, cpu, asked in measured(call, given.rounds):
                queries.setdefault(name, []).append(asked)
                wanted = f", to reach {TO_REACH[name]:.0f} ms" if name in TO_REACH else ""
                print(
                    f"{count:>6} applications  {name:<15} {milliseconds:7.1f} ms  {cpu:7.1f} ms of CPU  "
                    f"{asked:>3} queries{wanted}"
                )
        after = measuring.cpu_of_page(yardstick, "/", rounds=1)
        print(f"Beside it a start page: {before:.1f} ms of CPU before, {after:.1f} ms after")
        grown = {name: counts for name, counts in queries.items() if counts[-1] > counts[0]}
        print(f"Pages whose queries grow with the applications: {grown or 'none'}")
    print(measuring.conditions(database="PostgreSQL", process="one, test client", reviews=given.reviews))


if __name__ == "__main__":
    main()
