"""Imports programmes and their dates from a file; says each row's fate, and writes nothing when one is refused."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from events.importing.fates import Fate, fates_of
from events.importing.reading import MOST_BYTES, records_of
from events.importing.writing import write
from events.readouts.importing import counts, lines
from organisations.models import Organisation
from portal.refusals import Refusal

ACTOR = "import_programmes"


class Command(BaseCommand):
    help = "Import programmes and their dates from an XLSX, CSV or iCalendar file. The same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--publish", action="store_true", help="publish the words too; otherwise they are drafts")
        parser.add_argument("--dry-run", action="store_true", help="say each row's fate and write nothing")
        parser.add_argument("--organisation", metavar="CODE", help="whose the rows are that name no organisation")
        parser.add_argument("--language", choices=["zh-hans", "en"], help="in which language rows are reported")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"] or translation.get_language()):
            try:
                self.bring_in(options)
            except Refusal as refusal:
                raise CommandError(str(refusal.sentence)) from refusal

    def bring_in(self, options: dict[str, Any]) -> None:
        at = timezone.now()
        fates = self.fates(options, at)
        for line in lines(fates):
            self.stdout.write(line)
        found = counts(fates)
        self.stdout.write(", ".join(f"{kind} {count}" for kind, count in found.items()))
        if found["refused"]:
            raise CommandError("Nothing was written: please correct the refused rows.")
        if not options["dry_run"]:
            write(fates, by=ACTOR, at=at, publish=options["publish"])

    def fates(self, options: dict[str, Any], at: Any) -> list[Fate]:
        path, organisation = options["file"], None
        if code := options["organisation"]:
            organisation = Organisation.objects.filter(code=code).first()
            if organisation is None:
                raise CommandError(f"There is no organisation with the code {code}.")
        try:
            with path.open("rb") as file:
                content = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        records = records_of(path.name, content, has_organisation=organisation is not None)
        return fates_of(records, by=ACTOR, at=at, organisation=organisation)
