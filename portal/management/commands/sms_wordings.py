"""Lists our short messages, for the operator who has them approved by the provider, and what still lacks a code."""

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.sms import wordings


class Command(BaseCommand):
    help = "List the wordings of our short messages and the provider's codes of them (SMS_TEMPLATES)."

    def handle(self, *args, **options) -> None:
        for name in wordings.names():
            code = settings.SMS_TEMPLATES.get(name, "")
            self.stdout.write(f"{name}\t{code or '-'}\t{wordings.text(name)}")
