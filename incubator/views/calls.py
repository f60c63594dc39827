"""Where is a call read? At its own address, once it and its notice are published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from incubator.models import Intake


@require_safe
def call(request: HttpRequest, call: str) -> HttpResponse:
    """Show a published call with its notice; anything else looks missing."""
    intake = get_object_or_404(Intake.objects.public().select_related("page"), code=call)
    page = intake.page
    return TemplateResponse(request, page.get_template(request), page.get_context(request))
