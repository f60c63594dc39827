"""What have I signed up for, and how do I get out of it? The list, one sign-up's page, and cancelling."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.errors import NoMandate, OfferOver, SignUpClosed
from events.models import Registration
from events.readouts import my_registrations as mine
from events.readouts.asking import own_answers
from events.readouts.registration import sheet
from events.seating import offers
from events.sign_up import registration as operations

PAGE_SIZE = 20


@never_cache
@require_safe
@login_required
def registrations(request: HttpRequest) -> HttpResponse:
    """List what is to come, or with ``past=1`` what is over or was cancelled."""
    at, is_past = timezone.now(), request.GET.get("past") == "1"
    rows = mine.past(request.user, at) if is_past else mine.upcoming(request.user, at)
    page = Paginator(mine.with_what_they_are(rows), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"outings": mine.outings(page.object_list, at), "page": page, "is_past": is_past}
    return render(request, "events/registration/list.html", context)


@never_cache
@require_safe
@login_required
def registration(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one sign-up to whoever made it or acts for the person; to anybody else it is missing."""
    at = timezone.now()
    shown = sheet(reference, reader=request.user, at=at)
    if shown is None:
        raise Http404
    answers = own_answers(reference, reader=request.user, at=at) if shown.has_answers else None
    context = {"sheet": shown, "answers": answers}
    return render(request, "events/registration/show.html", context)


@never_cache
@login_required
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep the place that was offered, by POST; by GET only show the sign-up, as from a link in a message."""
    at = timezone.now()
    visible = Registration.objects.visible_to(request.user, at).select_related("party__event")
    row = get_object_or_404(visible, reference=reference)
    if request.method == "POST":
        try:
            offers.accept(row.party, by=request.user, at=at)
        except NoMandate:
            raise Http404 from None
        except OfferOver as refusal:
            messages.error(request, refusal.sentence)
    return redirect("events:registration", reference)


@never_cache
@login_required
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Cancel this person's part by POST, with ``everyone`` the whole party's; by GET only show the sign-up."""
    at = timezone.now()
    visible = Registration.objects.visible_to(request.user, at).select_related("party", "event")
    row = get_object_or_404(visible, reference=reference)
    if request.method == "POST":
        try:
            if "everyone" in request.POST:
                operations.cancel_party(party=row.party, by=request.user, at=at)
            else:
                operations.cancel(registration=row, by=request.user, at=at)
        except NoMandate:
            raise Http404 from None
        except SignUpClosed as refusal:
            messages.error(request, refusal.sentence)
    return redirect("events:registration", reference)
