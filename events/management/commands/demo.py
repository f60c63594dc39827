"""Loads the demonstration: a neighbourhood for the coming eight weeks, and accounts to try it with. Safe to repeat."""

import logging
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from events.demo.people import PASSWORD, accounts
from portal import contributions


class Command(BaseCommand):
    help = "Load the demonstration, relative to today. Safe to repeat; only where DEBUG or DEMO is on."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEBUG or settings.DEMO):
            raise CommandError(
                "This portal is a real one: the demonstration brings accounts whose password everybody knows. "
                "It is loaded only where the settings say DEBUG or DEMO."
            )
        at = timezone.now()
        # Wagtail notes every page that is made and published: of interest in an editor's day, not here.
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
            call_command("found")
            for load in contributions.demonstrations:
                load(at)
        self.stdout.write(table(), ending="")


def table() -> str:
    """Return the accounts as a table; what each is for stands last, so that wide characters need no measuring."""
    rows = [(one.username, one.phone, PASSWORD, f"{one.does} · {one.does_en}") for one in accounts()]
    head = ("account", "phone", "password", "who")
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(3)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in [head, *rows]
    ]
    return "\n".join(lines) + "\n"
