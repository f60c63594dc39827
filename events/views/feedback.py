"""Where does somebody say how it was? One tap gives the stars and is kept; the rest may follow on the same page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.errors import FeedbackRefused
from events.feedback import giving
from events.feedback.questions import asked_after
from events.forms.feedback import FeedbackForm
from events.readouts.feedback import registration_of, sheet_of

WORDS = (
    gettext_lazy("very poor"),
    gettext_lazy("poor"),
    gettext_lazy("all right"),
    gettext_lazy("good"),
    gettext_lazy("very good"),
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def feedback(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what is asked about one registration; keep what is answered."""
    at = timezone.now()
    registration = registration_of(request.user, reference, at)
    if registration is None:
        raise Http404
    sheet = sheet_of(registration, request.user, at)
    if refused := giving.refusal(registration, at):
        return render(request, "events/feedback/closed.html", {"sheet": sheet, "refusal": refused})
    form = FeedbackForm(
        request.POST if request.method == "POST" else None,
        before=getattr(registration, "feedback", None),
        sold_before=sheet.alert.said if sheet.alert else "",
        asked=asked_after(registration.event),
        asks_about_selling=giving.asks_about_selling(registration.event),
        by=request.user,
        at=at,
    )
    if request.method == "POST" and form.is_valid():
        try:
            giving.give(registration, form.said, by=request.user, at=at)
        except FeedbackRefused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("Thank you. You can add to it or change it below."))
        return redirect("events:feedback", reference)
    context = {"sheet": sheet, "form": form, "words": list(enumerate(WORDS, start=1))}
    return render(request, "events/feedback/give.html", context, status=422 if form.is_bound else 200)
