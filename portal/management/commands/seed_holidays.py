"""Enters a year's holidays and make-up days, as far as they are known. Safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.timetable import holidays


class Command(BaseCommand):
    help = "Enter a year's public holidays and make-up days; days that are entered already stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        year = options["year"]
        entered = holidays.seed(year, by="seed_holidays", at=timezone.now())
        if entered is None:
            last = max(holidays.known_years())
            raise CommandError(
                f"The holidays of {year} are not known here (the calendar package reaches to {last}). "
                "Please enter them in the admin once they are announced."
            )
        self.stdout.write(f"{year}: {entered} days entered")
