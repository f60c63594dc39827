"""Where does somebody who tries the demo read the code? In the demo's own message box, and on the console."""

from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from portal.outbox.models import DemoMessage
from portal.sms.console import Console
from portal.sms.transport import Receipt
from portal.sms.wordings import wording

KEPT = 50


class DemoBox(Console):
    """Prints messages and keeps the last of them for ``/demo/messages/``; refuses to work outside the demo."""

    def __init__(self) -> None:
        super().__init__()
        if not settings.DEMO:
            raise ImproperlyConfigured("The demo's message box shows login codes to everybody: it needs DEMO.")

    def send(self, phone: str, template: str, variables: Mapping[str, str]) -> Receipt:
        DemoMessage.objects.create(phone=phone, text=wording(template, variables), sent_at=timezone.now())
        kept = DemoMessage.objects.order_by("-pk").values_list("pk", flat=True)[:KEPT]
        DemoMessage.objects.exclude(pk__in=list(kept)).delete()
        return super().send(phone, template, variables)
