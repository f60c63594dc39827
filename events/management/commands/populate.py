"""Fills the portal with made-up rows, to measure how it behaves when it is full. Adds to what is there."""

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from events.populating import Wanted, populate


class Command(BaseCommand):
    help = "Fill the portal with made-up residents, organisations, programmes, events and registrations."

    def add_arguments(self, parser: CommandParser) -> None:
        for name in ("residents", "organisations", "programmes", "events", "registrations"):
            parser.add_argument(f"--{name}", type=int, default=0, metavar="N", help=f"how many {name} to add")
        parser.add_argument("--seed", type=int, default=1, help="the same seed on the same ground makes the same rows")
        parser.add_argument("--index", action="store_true", help="bring the search index up to date afterwards")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SMS_ALIYUN["key_id"]:
            raise CommandError(
                "Short messages really go out here, and the numbers of made-up residents may be somebody's. "
                "Unset SMS_ALIYUN_KEY_ID to measure."
            )
        names = ("residents", "organisations", "programmes", "events", "registrations", "seed")
        if any(options[name] < 0 for name in names):
            raise CommandError("Please give numbers of 0 and more.")
        call_command("found")
        began = time.perf_counter()
        made = populate(Wanted(**{name: options[name] for name in names}), timezone.now())
        for name, count in made.items():
            self.stdout.write(f"{name:14}{count:>9,}")
        self.stdout.write(f"in {time.perf_counter() - began:.1f} s")
        if options["index"]:
            began = time.perf_counter()
            call_command("update_index", verbosity=0)
            self.stdout.write(f"search index in {time.perf_counter() - began:.1f} s")
