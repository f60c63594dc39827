"""Where does a reviewer work? On plain pages outside the admin; whatever is not assigned to them is missing."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from incubator import reviewing
from incubator.forms.reviewing import RecusalForm, ReviewForm
from incubator.models import Review
from incubator.readouts.reviews import my_reviews, review_page, seen_answers
from portal.questions.files import response
from portal.refusals import Refusal


def own_review(request: HttpRequest, review_id: int) -> Review:
    """Return a review that is this account's to read; raises ``Http404`` for any other."""
    reviews = Review.objects.seen_by(request.user, timezone.localdate())
    joined = reviews.select_related("application__case__questions", "application__intake__base", "application__track")
    return get_object_or_404(joined, pk=review_id)


@never_cache
@require_safe
@login_required
def reviews(request: HttpRequest) -> HttpResponse:
    """List what is assigned to me."""
    return render(request, "incubator/reviews/list.html", {"rows": my_reviews(request.user)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """Show one application, and save or hand in what is thought of it."""
    mine = own_review(request, review_id)
    page, acting = review_page(mine), {"by": request.user, "at": timezone.now()}
    is_draft = request.POST.get("act") == "save"
    form = ReviewForm(request.POST or None, review=mine, seen=page.revision.pk, is_draft=is_draft)
    if request.method == "POST" and form.is_valid():
        try:
            if not is_draft:
                reviewing.submit(mine, form.judgement, seen=form.cleaned_data["seen"], **acting)
                messages.success(request, _("Handed in. You can change it as long as it is under review."))
                return redirect("incubator:reviews")
            reviewing.save_draft(mine, form.judgement, **acting)
            messages.success(request, _("Saved. You can go on later, on any device."))
            return redirect("incubator:review", review_id)
        except Refusal as refusal:
            form.add_error("comment" if refusal.reason == "comment" else None, str(refusal.sentence))
    context = {"page": page, "form": form}
    return render(request, "incubator/reviews/show.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def recuse(request: HttpRequest, review_id: int) -> HttpResponse:
    """Ask why, then step back."""
    mine = own_review(request, review_id)
    form = RecusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reviewing.recuse(mine, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Thank you for saying so. The base asks somebody else."))
            return redirect("incubator:reviews")
    context = {"page": review_page(mine), "form": form}
    return render(request, "incubator/reviews/recuse.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@login_required
def file(request: HttpRequest, review_id: int, file_key: UUID) -> HttpResponse:
    """Give back a file of the answers that this reviewer sees."""
    mine = own_review(request, review_id)
    return response(seen_answers(mine, mine.application.case.revisions.latest("number")), file_key)
