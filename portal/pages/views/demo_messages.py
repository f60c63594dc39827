"""Where does somebody who tries the demo read the codes sent to its made-up numbers? Only where ``DEMO`` is on."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.outbox.models import DemoMessage


@never_cache
@require_safe
def demo_messages(request: HttpRequest) -> HttpResponse:
    """List the last short messages of the demo, newest first."""
    if not settings.DEMO:
        raise Http404
    return render(request, "pages/inbox_demo.html", {"sent": DemoMessage.objects.order_by("-pk")[:20]})
