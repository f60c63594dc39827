"""Writes a day of the audit trail as JSON lines, the day's last hash in the last line."""

import sys
from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.audit.exporting import lines
from portal.audit.models import Segment


class Command(BaseCommand):
    help = "Write a day of the audit trail (yesterday unless said), the day's last hash in the last line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("day", nargs="?", type=date.fromisoformat, help="such as 2026-11-22")
        parser.add_argument("--to", metavar="FILE", type=Path, help="a new file; else the standard output")

    def handle(self, *args, day: date | None, to: Path | None, **options) -> None:
        today = timezone.localdate()
        day = day or today - timedelta(days=1)
        if day >= today:
            raise CommandError(f"{day} is not over yet.")
        segment = Segment.objects.filter(day=day).first()
        if segment is None:
            raise CommandError(f"Nothing was sealed on {day}.")
        if to is None:
            sys.stdout.writelines(f"{line}\n" for line in lines(segment))
            return
        # "x": an export that was kept is never written over.
        with to.open("x", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines(segment))
