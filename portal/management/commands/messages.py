"""Lists what the interface says without Chinese, and adds it to the catalogue to be filled in."""

import polib
from django.core.management.base import BaseCommand

from portal.management import catalogues


class Command(BaseCommand):
    help = "List what the interface says without Chinese; --add enters it into the catalogue, to be filled in."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--add", action="store_true", help="enter what is missing, with no Chinese yet")

    def handle(self, *args, add: bool, **options) -> None:
        missing = catalogues.untranslated()
        for saying in missing:
            self.stdout.write(f"{saying.place}: {saying.context and f'[{saying.context}] '}{saying.message!r}")
        self.stdout.write(f"{len(missing)} without Chinese")
        if add and missing:
            _enter(missing)


def _enter(missing: list[catalogues.Saying]) -> None:
    catalogue = polib.pofile(str(catalogues.CATALOGUE))
    present = {(entry.msgid, entry.msgctxt or "") for entry in catalogue}
    for saying in missing:
        if saying.key not in present:
            entry = polib.POEntry(
                msgid=saying.message, msgctxt=saying.context or None, occurrences=[(saying.place, "")]
            )
            if saying.plural:
                entry.msgid_plural, entry.msgstr_plural = saying.plural, {0: ""}
            catalogue.append(entry)
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    catalogue.save()
