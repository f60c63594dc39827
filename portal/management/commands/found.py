"""Makes what must exist before the first visitor: pages, categories, notices. Safe to repeat."""

from django.core.management.base import BaseCommand
from django.db import transaction

from portal import contributions


class Command(BaseCommand):
    help = "Make what must exist before the first visitor. Safe to repeat."

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        for foundation in contributions.foundations:
            foundation()
