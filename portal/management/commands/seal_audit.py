"""Chains the audit entries that are not sealed yet. The worker does it every ten seconds."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.audit.sealing import seal


class Command(BaseCommand):
    help = "Chain the audit entries that are not sealed yet. Safe to run twice at once."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{seal(timezone.now())} entries sealed")
