"""How does the portal behave when it is full? Made-up rows in bulk, the same again for the same seed.

Rows are written past the operations, because those are what is to be measured; what the operations hold (counters,
queues, diaries, the page tree) holds for these rows too, so that one can go on working with them.
"""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import connection, transaction

from events.models import Event, Registration
from events.populating.events import make_events
from events.populating.programmes import make_organisations, make_programmes
from events.populating.residents import make_residents
from events.populating.sign_ups import make_registrations
from portal.accounts.models import Person


@dataclass(frozen=True)
class Wanted:
    """How many rows to add."""

    residents: int = 0
    organisations: int = 0
    programmes: int = 0
    events: int = 0
    registrations: int = 0
    seed: int = 1


def populate(wanted: Wanted, at: datetime) -> dict[str, int]:
    """Add what is wanted and return how many of each were made."""
    # What is there belongs to the seed: adding again makes other rows, with other codes.
    chance = Random(f"{wanted.seed}:{Person.objects.count()}:{Event.objects.count()}:{Registration.objects.count()}")
    with transaction.atomic():
        made = {
            "residents": make_residents(wanted.residents, chance, at),
            "organisations": make_organisations(wanted.organisations, chance, at),
            "programmes": make_programmes(wanted.programmes, chance, at),
            "events": make_events(wanted.events, chance, at),
            "registrations": make_registrations(wanted.registrations, chance, at),
        }
    with connection.cursor() as cursor:
        # The planner learns what the tables hold now; on its own it would only later.
        cursor.execute("ANALYZE")
    return made
