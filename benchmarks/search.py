"""How long does a search among 10,000 programmes take, and does it find what it should?

    python -m benchmarks.search [--programmes 10000] [--sqlite]

DESIGN.md wants 50 ms and a recall of 0.98 on labelled queries (``tests/portal/search_labels.py`` holds them; stock
Wagtail reached 0.017). Timed is what the list does for words: ids in order, restricted to what is still to come.
"""

import argparse
import statistics
import sys
import tempfile
import time

from benchmarks import measuring

TO_REACH = 50
QUERIES = ("讲座", "健康养生", "太极拳提高班", "蘇州話", "jiangzuo", "jz", "茶艺师", "p77", "亲子阅读工作坊")


def measure() -> None:
    """Print the time of each query; runs in a process of its own, on a filled database."""
    import django

    django.setup()
    from django.utils import timezone

    from benchmarks.filling import counted
    from events.models import Session
    from events.readouts.programme_list import _found, from_now_on

    at = timezone.now()
    sessions = from_now_on(Session.objects.public().scheduled(), at)
    figures = {}
    for words in QUERIES:
        _found(sessions, words)
        times = []
        for _ in range(9):
            before = time.perf_counter()
            ids = _found(sessions, words)
            times.append((time.perf_counter() - before) * 1000)
        figures[words] = statistics.median(times)
        print(f"{words:<16} {len(ids):>5} found  {figures[words]:6.1f} ms")
    print(
        f"Slowest {max(figures.values()):.1f} ms, "
        f"median {statistics.median(figures.values()):.1f} ms (to reach {TO_REACH})"
    )
    print(measuring.conditions(**counted()))


def main() -> None:
    """Fill a fresh database and measure in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programmes", type=int, default=10_000)
    parser.add_argument("--sqlite", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linli-search-") as folder, measuring.database() as (made, _pids):
        url = f"sqlite:///{folder}/search.sqlite3" if arguments.sqlite else made("search")
        environment = {"DJANGO_SETTINGS_MODULE": "portal.settings.testing", "DATABASE_URL": url, "DATA_DIR": folder}
        for words in (["migrate", "-v0"], ["found"]):
            measuring.manage(environment, *words)
        times = str(-(-arguments.programmes // 60))
        measuring.run_inside(environment, "benchmarks.filling", "--times", times, "--index", "--no-sign-ups")
        measuring.run_inside(environment, "benchmarks.search", "--inside")


if __name__ == "__main__":
    measure() if "--inside" in sys.argv else main()
