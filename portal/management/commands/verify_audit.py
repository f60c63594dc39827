"""Computes every hash of the audit trail again and names the first break; exit code 1 when there is one."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.audit.exporting import kept_hash
from portal.audit.verifying import verify


class Command(BaseCommand):
    help = "Verify the audit trail, against exported days too when they are given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--against", metavar="FILE", action="append", default=[], type=Path, help="a day written by export_audit"
        )

    def handle(self, *args, against: list[Path], **options) -> None:
        verdict = verify(kept_hashes=dict(kept_hash(file.read_text("utf-8").splitlines()) for file in against))
        if verdict.first_break:
            raise CommandError(f"The audit trail is broken: {verdict.first_break}")
        self.stdout.write(f"The audit trail holds: {verdict.entries} entries in {verdict.segments} days")
