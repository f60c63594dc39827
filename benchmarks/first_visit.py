"""What does a first visit cost a telephone? Bytes on the wire of a page with its styles and scripts, without pictures.

    python -m benchmarks.first_visit [--times 1]

Compressed as the web server would send it (gzip, level 6: nginx's and a phone's least common denominator), from
production's settings with files as ``collectstatic`` names them, nothing in the browser's cache. DESIGN.md wants at
most 120 kB. Pictures are left out, as is what styles load as a background: only ``<link>`` and ``<script>`` count.
"""

import argparse
import gzip
import re

from benchmarks import measuring
from benchmarks.list_page import portal

TO_REACH_KB = 120
PAGES = {
    "home": "/",
    "home, English": "/en/",
    "list": "/programmes/",
    "month": "/programmes/?view=month",
    "programme": "/organisations/org5/p5/",
    "organisation": "/organisations/org5/",
    "sign in": "/accounts/sign-in/",
}
LOADED = re.compile(
    r"""<link\b[^>]*rel=["']stylesheet["'][^>]*href=["']([^"']+)|<script\b[^>]*src=["']([^"']+)""", re.IGNORECASE
)


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def visit(client: measuring.Client, path: str, easy: bool) -> dict[str, int]:
    """Return the bytes of a page and of each file that it loads before it can be used."""
    status, page = client.get(path, **({"Cookie": "easy_view=1"} if easy else {}))
    if status != 200:
        raise SystemExit(f"{path} answered {status}.")
    sizes = {"page": packed(page)}
    for match in LOADED.finditer(page.decode()):
        address = match[1] or match[2]
        sizes[address.rpartition("/")[2]] = packed(client.get(address)[1])
    return sizes


def main() -> None:
    """Print what each page weighs, its heaviest parts, and whether all stay below the figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=1)
    arguments = parser.parse_args()
    heaviest = 0.0
    with measuring.database() as (made, pids), portal(made("visited"), pids, arguments.times) as server:
        client = measuring.Client(server.address)
        for name, path in PAGES.items():
            for easy in (False, True):
                sizes = visit(client, path, easy)
                total = sum(sizes.values()) / 1000
                heaviest = max(heaviest, total)
                parts = sorted(sizes.items(), key=lambda part: -part[1])[:3]
                label = f"{name}, easy view" if easy else name
                print(f"{label:<26} {total:6.1f} kB  " + ", ".join(f"{part} {size / 1000:.1f}" for part, size in parts))
    verdict = "reached" if heaviest <= TO_REACH_KB else "NOT reached"
    print(f"At most {TO_REACH_KB} kB: {verdict} ({heaviest:.1f} kB). {measuring.conditions(times=arguments.times)}")


if __name__ == "__main__":
    main()
