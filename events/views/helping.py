"""What does a helper do on a phone? See the activities, sign a neighbour up, paste a chain; and the objection."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.errors import NoHelper
from events.forms.asking import QuestionForms
from events.forms.helping import AgreedForm, NeighbourForm
from events.helping import neighbours as helping
from events.helping.chains import HelperCircle
from events.models import Event, HelpedSignUp, Helper, Registration
from events.readouts import helping as readouts
from events.readouts.occasion import occasion
from events.sign_up.asking import asking_of
from events.views.chains import chain_page
from portal.accounts.returning import login_required_to_act
from portal.refusals import Refusal


@dataclass(frozen=True)
class _Here:
    """A helper before one event of the estate's centre."""

    helper: Helper
    event: Event
    at: datetime

    @classmethod
    def of(cls, request: HttpRequest, helper_id: int, event_id: int) -> "_Here":
        """Return it; raises ``Http404`` for whoever is no such helper, and for an event that is none of theirs."""
        at = timezone.now()
        helper = get_object_or_404(
            Helper.objects.valid_on(timezone.localdate(at)).select_related("estate", "centre", "user"),
            pk=helper_id,
            user=request.user,
        )
        return cls(helper, get_object_or_404(readouts.events_for(helper, at), pk=event_id), at)

    @property
    def masked_list(self) -> str:
        return readouts.masked_list(self.event, Registration.objects.filter(helped__helper=self.helper), self.at)


@never_cache
@require_safe
@login_required
def estates(request: HttpRequest) -> HttpResponse:
    """List the estates one helps, what is left of the quota, and the activities one can sign up for."""
    return render(
        request, "events/helping/estates.html", {"estates": readouts.estates_of(request.user, timezone.now())}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def event(request: HttpRequest, helper_id: int, event_id: int) -> HttpResponse:
    """Sign a neighbour up; below, who was signed up so far and the list for the group."""
    here = _Here.of(request, helper_id, event_id)
    posted = request.POST if request.method == "POST" else None
    form, asking = NeighbourForm(posted, initial={"key": uuid4()}), asking_of(here.event)
    version = asking.version if asking else None
    questions = QuestionForms.at_door(version, posted, by=request.user, at=here.at) if version else None
    if form.is_bound and all([forms.is_valid() for forms in (form, questions) if forms]):
        try:
            party = helping.sign_up_visitor(
                here.helper,
                here.event,
                form.visitor,
                agreed=form.agreed,
                key=form.cleaned_data["key"],
                by=request.user,
                at=here.at,
                answers=questions.answers if questions else None,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            words = {"name": form.visitor.name, "state": readouts.standing(party.state).word}
            messages.success(request, _("%(name)s: %(state)s") % words)
            return redirect("events:helping_event", helper_id, event_id)
    context = {
        "here": here,
        "form": form,
        "questions": questions,
        "occasion": occasion(here.event, here.at),
        "neighbours": readouts.neighbours_in(here.event, here.helper, here.at),
        "quota": readouts.quota_words(here.helper, here.event, here.at),
    }
    return render(request, "events/helping/event.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def chain(request: HttpRequest, helper_id: int, event_id: int) -> HttpResponse:
    """Sign neighbours up by the group's chain."""
    here = _Here.of(request, helper_id, event_id)
    is_confirmed = "confirm" in request.POST
    consent = AgreedForm(request.POST if is_confirmed else None, initial={"way": HelpedSignUp.Way.IN_GROUP})
    agreed = consent.agreed if is_confirmed and consent.is_valid() else helping.Agreed("", timezone.localdate(here.at))
    context = {
        "event": here.event,
        "layout": "base.html",
        "back": reverse("events:helping_event", args=[helper_id, event_id]),
        "masked_list": here.masked_list,
    }
    circle = HelperCircle(here.event, here.helper, agreed, request.user, here.at)
    return chain_page(request, circle, context, consent=consent)


@require_POST
@login_required_to_act
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a helper shall help no more."""
    try:
        helping.object_to(get_object_or_404(HelpedSignUp, pk=pk), by=request.user, at=timezone.now())
    except NoHelper:
        raise Http404 from None
    messages.success(request, _("Noted: this helper can sign you up no more."))
    return redirect("me:home")
