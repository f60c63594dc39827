"""Compiles the catalogues without the gettext programs."""

from django.core.management.base import BaseCommand

from portal.management import catalogues


class Command(BaseCommand):
    help = "Compile the catalogues of our own sentences."
    requires_system_checks = ()

    def handle(self, *args, **options) -> None:
        for path in catalogues.compile_all():
            self.stdout.write(str(path.relative_to(catalogues.ROOT)))
