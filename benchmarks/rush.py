"""How long do two hundred residents wait who press “confirm” at once, for a hundred places?

    python -m benchmarks.rush [--residents 200] [--places 100] [--clients 16] [--sqlite]

Everybody has the last step open; then so many clients post it as fast as they are answered. The issue wants everybody
answered within 2 seconds, nobody waiting 1, and exactly as many confirmed as there are places. The home page of an
untouched Wagtail project is measured just before and after, as the yardstick of the machine at that moment.
"""

import argparse
import time
from urllib.parse import urlencode

from benchmarks import measuring, sign_up

TO_REACH = {"all": 2.0, "worst": 1.0}
CONFIRMED = b'class="qr"'


class Resident:
    """Somebody with the last step open in front of them."""

    def __init__(self, address: str, event_id: int, resident: dict):
        self.client = measuring.Client(address)
        self.client.cookies["sessionid"] = resident["session"]
        self.check = f"/events/{event_id}/register/check/?person={resident['person']}"
        status, page = self.client.get(self.check)
        key = sign_up.KEY.search(page)
        if status != 200 or key is None:
            raise SystemExit(f"The last step answered {status}.")
        self.form = urlencode({"key": key[1].decode()})
        # Two hundred phones do not keep two hundred connections open: whoever presses opens one.
        self.client.connection.close()

    def press(self) -> tuple[int, float]:
        """Post the last step; return the status and the seconds waited."""
        began = time.perf_counter()
        status, _ = self.client.post(self.check, self.form)
        waited = time.perf_counter() - began
        self.client.connection.close()
        return status, waited

    def has_place(self) -> bool:
        """Return whether the page that follows shows a place."""
        status, page = self.client.get(self.client.location)
        self.client.connection.close()
        return status == 200 and CONFIRMED in page


def main() -> None:
    """Measure on PostgreSQL from pip, or on SQLite, and print the figures with their conditions."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--residents", type=int, default=200)
    parser.add_argument("--places", type=int, default=100)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--sqlite", action="store_true")
    asked = parser.parse_args()
    count, capacity = asked.residents + sign_up.WARM, asked.places + sign_up.WARM
    with measuring.database() as (made, pids), measuring.start_page(made, pids) as yardstick:
        url, counted = ("sqlite:///{}/rush.sqlite3", ()) if asked.sqlite else (made("rush"), pids)
        with sign_up.portal(url, counted, count, capacity=capacity) as (server, prepared, _):
            event, people = prepared["event"], prepared["residents"]
            for resident in people[: sign_up.WARM]:
                sign_up.sign_up(server.address, event, resident)
            crowd = [Resident(server.address, event, resident) for resident in people[sign_up.WARM :]]
            before = measuring.cpu_of_page(yardstick, "/", rounds=1)
            cpu, began = server.cpu_seconds(), time.perf_counter()
            answers = measuring.at_once(Resident.press, crowd, asked.clients)
            took, cpu = time.perf_counter() - began, server.cpu_seconds() - cpu
            start_page = (before + measuring.cpu_of_page(yardstick, "/", rounds=1)) / 2
            confirmed = sum(measuring.at_once(Resident.has_place, crowd, 4))
    refused = [status for status, _ in answers if status != 302]
    waits = sorted(waited for _, waited in answers)
    print(
        f"{len(crowd)} pressed, {asked.clients} at a time: all answered in {took:.2f} s (to reach {TO_REACH['all']} s)"
    )
    print(f"Waited: median {waits[len(waits) // 2]:.2f} s, worst {waits[-1]:.2f} s (to reach {TO_REACH['worst']} s)")
    print(f"Confirmed: {confirmed} of {asked.places} places; {len(refused)} answered otherwise {sorted(set(refused))}")
    press, share = cpu * 1000 / len(crowd), sign_up.QUIET / start_page
    print(f"CPU of each press: {press:.1f} ms, which is {press / start_page:.1f} start pages of {start_page:.1f} ms")
    print(f"Where one takes {sign_up.QUIET} ms: all in {took * share:.2f} s, the worst in {waits[-1] * share:.2f} s")
    database = "SQLite" if asked.sqlite else "PostgreSQL"
    print(measuring.conditions(database=database, workers=measuring.WORKERS, threads=measuring.THREADS))


if __name__ == "__main__":
    main()
