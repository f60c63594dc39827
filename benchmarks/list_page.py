"""What do the pages of finding cost? CPU of list, week, month and programme page, for an anonymous visitor.

    python -m benchmarks.list_page [--times 1 100] [--rounds 3]

Printed as multiples of the yardstick, the home page of an untouched Wagtail project, measured in the same run on the
same database server. The issue wants at most 3, DESIGN.md at most 2, and with a hundred times the rows at most 1.5
times the cost. Web workers and database are counted; nothing is cached.
"""

import argparse
import contextlib
import secrets
import statistics
import tempfile
from collections.abc import Iterator, Sequence

from benchmarks import measuring

TO_REACH, ISSUE, GROWTH = 2.0, 3.0, 1.5
PAGES = {
    "list": "/programmes/",
    "list, page 3": "/programmes/?page=3",
    "list, filters": "/programmes/?category=health&age=40&open=1",
    "week": "/programmes/?view=week",
    "month": "/programmes/?view=month",
    "programme": "/organisations/org5/p5/",
}
MAIN = ("list", "month", "programme")


@contextlib.contextmanager
def portal(database_url: str, database_pids: Sequence[int], times: int) -> Iterator[measuring.Server]:
    """Serve the portal with production's settings on a database of so many rows."""
    with tempfile.TemporaryDirectory(prefix="linli-list-") as folder:
        environment = {
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "DATABASE_URL": database_url,
            "DATA_DIR": folder,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "*",
            "SECURE_SSL_REDIRECT": "0",
            "SMS_ADAPTER": "portal.sms.memory.Memory",
        }
        for words in (["migrate", "-v0"], ["createcachetable"], ["found"], ["collectstatic", "--no-input", "-v0"]):
            measuring.manage(environment, *words)
        measuring.run_inside(environment, "benchmarks.filling", "--times", str(times))
        with measuring.serving("portal.wsgi", environment, database_pids) as server:
            yield server


def main() -> None:
    """Print each page's cost as multiples of the start page, and how it grows with the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 100])
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    costs: dict[int, dict[str, float]] = {}
    with measuring.database() as (made, pids), contextlib.ExitStack() as servers:
        yardstick = servers.enter_context(measuring.start_page(made, pids))
        portals = {
            times: servers.enter_context(portal(made(f"filled{times}"), pids, times)) for times in arguments.times
        }
        starts = []
        for times, server in portals.items():
            starts.append(measuring.cpu_of_page(yardstick, "/", rounds=arguments.rounds))
            costs[times] = {
                name: measuring.cpu_of_page(server, path, requests=100, rounds=arguments.rounds)
                for name, path in PAGES.items()
            }
        start = statistics.median(starts)
    print(f"Start page: {start:.2f} ms of CPU")
    for times, figures in costs.items():
        for name, cost in figures.items():
            print(f"{times:>4} × rows  {name:<14} {cost:6.2f} ms  {cost / start:4.2f} start pages")
    first, last = costs[arguments.times[0]], costs[arguments.times[-1]]
    worst = max(first[name] for name in MAIN) / start
    print(f"Worst of {', '.join(MAIN)}: {worst:.2f} (to reach {TO_REACH}, the issue {ISSUE})")
    if first is not last:
        growth = max(last[name] / first[name] for name in MAIN)
        print(
            f"Growth from {arguments.times[0]} to {arguments.times[-1]} times the rows: {growth:.2f} (at most {GROWTH})"
        )
    print(measuring.conditions(database="PostgreSQL", workers=measuring.WORKERS))


if __name__ == "__main__":
    main()
