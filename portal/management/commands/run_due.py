"""Does once what the worker does every ten seconds: messages, reminders, sealing, publishing, purges."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.due import run_due


class Command(BaseCommand):
    help = "Do what is due: messages, reminders, sealing, publishing, purges. Safe to run twice at once."

    def handle(self, *args, **options) -> None:
        done = run_due(timezone.now())
        for name, count in done.items():
            self.stdout.write(f"{name}: {'failed' if count is None else count}")
        if failed := [name for name, count in done.items() if count is None]:
            # The others have run all the same; whoever called has to know.
            self.stderr.write(f"Failed: {', '.join(failed)}")
            raise SystemExit(1)
