"""What did I answer when I signed up? To be changed until sign-up closes; files are there to be saved."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.errors import NoMandate, SignUpClosed
from events.forms.asking import QuestionForms
from events.models import Registration
from events.permissions import may_act_for
from events.readouts.asking import held_answers, version_to_answer, with_answers
from events.readouts.occasion import occasion
from events.sign_up.asking import can_change, change_answers
from portal.questions import files


def _own(request: HttpRequest, reference: str) -> Registration:
    """Return a sign-up that the reader made or that is of somebody they act for; anything else is missing."""
    rows = Registration.objects.visible_to(request.user, timezone.now()).filter(reference=reference)
    loaded = with_answers(rows.select_related("event__programme__category", "event__centre", "party", "person"))
    registration = loaded.first()
    if registration is None:
        raise Http404
    return registration


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answers(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask again, with what was answered; by POST keep what is answered now."""
    at = timezone.now()
    registration = _own(request, reference)
    version = version_to_answer(registration)
    if version is None or not may_act_for(request.user, [registration.person_id], at):
        raise Http404
    if not can_change(registration, registration.event, at):
        messages.info(request, _("The answers cannot be changed any more."))
        return redirect("events:registration", reference)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    forms = QuestionForms.of(registration, version, *posted, by=request.user, at=at)
    if request.method == "POST" and forms.is_valid():
        try:
            change_answers(registration, answers=forms.answers, by=request.user, at=at)
        except NoMandate:
            raise Http404 from None
        except SignUpClosed as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("Saved. Thank you."))
        return redirect("events:registration", reference)
    context = {"registration": registration, "questions": forms, "occasion": occasion(registration.event, at)}
    return render(request, "events/registration/answers.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_safe
@login_required
def answer_file(request: HttpRequest, reference: str, file_key: UUID) -> FileResponse:
    """Give back a file that was sent as an answer."""
    return files.response(held_answers(_own(request, reference)), file_key)
