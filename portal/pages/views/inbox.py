"""Where does somebody read what they were told? In the inbox; read is what they mark, looking changes nothing."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.returning import login_required_to_act
from portal.languages import address_in
from portal.outbox.models import Message
from portal.outbox.reading import mark_read, unread_count

PAGE_LENGTH = 20


@never_cache
@require_safe
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """List what I was told, newest first."""
    messages = Message.objects.of(request.user).defer("body")
    page = Paginator(messages, PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "pages/inbox.html", {"page": page, "unread_count": unread_count(request.user)})


@never_cache
@require_safe
@login_required
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one message; somebody else's looks missing."""
    told = get_object_or_404(Message.objects.of(request.user), pk=pk)
    address = address_in(get_language() or "", told.path) if told.path else ""
    return render(request, "pages/inbox_message.html", {"told": told, "address": address})


@require_POST
@login_required_to_act
def read(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Mark one message as read, or all of them, and go back to the inbox."""
    mark_read(by=request.user, at=timezone.now(), message_id=pk)
    return redirect("me:inbox")
