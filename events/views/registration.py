"""How does somebody sign up? Two steps: who is coming, then check and confirm.

The first step asks by GET, so that going back, reloading and signing in on the way keep what was chosen; only
the last step changes anything. Its key makes a second press the same request.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events import eligibility
from events.errors import DifferentRequest, Full, NoMandate, NotEligible, SignUpClosed
from events.forms.registration import ConfirmForm, WhoForm
from events.models import Event, Registration
from events.readouts import signing_up
from events.readouts.occasion import occasion, with_what_it_is
from events.registration import sign_up
from portal.accounts.consents import give_consent
from portal.accounts.household import people_one_may_act_for
from portal.accounts.models import Notice, Person
from portal.accounts.returning import with_query
from portal.accounts.welcoming import resident_required
from portal.refusals import Refusal


@never_cache
@require_safe
@resident_required
def who(request: HttpRequest, event_id: int) -> HttpResponse:
    """Step 1: ask who is coming. ``person`` (somebody just added) and ``with`` are chosen already."""
    event, at = _event(event_id), timezone.now()
    if refusal := eligibility.closed(event, at):
        return _closed_page(request, event, refusal, at)
    people = list(people_one_may_act_for(request.user, at))
    chosen = _ids(request.GET, "person", "with") or {person.pk for person in people if signing_up.is_self(person)}
    return _who_page(request, event, people, chosen, at)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def check(request: HttpRequest, event_id: int) -> HttpResponse:
    """Step 2: show what is about to happen; by POST let it happen. Who comes stands in the address, both times."""
    at = timezone.now()
    people = list(people_one_may_act_for(request.user, at))
    chosen = _chosen(request.GET, people)
    if request.method == "POST":
        return _confirm(request, event_id, people, chosen, at)
    event = _event(event_id)
    if refusal := eligibility.closed(event, at):
        return _closed_page(request, event, refusal, at)
    if "add" in request.GET:
        return _add_person(event_id, chosen)
    if standing := _signed_up_already(event_id, chosen):
        return redirect("events:registration", standing)
    form = _who_form(request, event, people, at)
    if not form.is_valid():
        return _who_page(request, event, people, {person.pk for person in chosen}, at, form=form, status=422)
    return _check_page(request, event, chosen, at)


def _confirm(
    request: HttpRequest, event_id: int, people: Sequence[Person], chosen: Sequence[Person], at: datetime
) -> HttpResponse:
    """Sign the chosen people up and show the sign-up, or the page that says why not."""
    event = get_object_or_404(Event.objects.public().select_related("programme"), pk=event_id)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        sentence = _("We could not read that. Nothing has been sent: please press the button once more.")
        return _check_page(request, _event(event_id), chosen, at, sentence=sentence, status=422)
    try:
        party = sign_up(event=event, people=chosen, by=request.user, key=form.cleaned_data["key"], at=at)
    except Refusal as refusal:
        return _refused(request, event_id, people, chosen, at, refusal)
    if form.cleaned_data["health_consent"]:
        for person in chosen:
            give_consent(person, Notice.Purpose.HEALTH, by=request.user, at=at)
    return redirect("events:registration", party.registrations.get(person=chosen[0]).reference)


def _refused(
    request: HttpRequest,
    event_id: int,
    people: Sequence[Person],
    chosen: Sequence[Person],
    at: datetime,
    refusal: Refusal,
) -> HttpResponse:
    """Say why nobody was signed up, on the step where something can be done about it."""
    event = _event(event_id)
    match refusal:
        case NoMandate():
            raise Http404
        case NotEligible():
            if standing := _signed_up_already(event_id, chosen):
                return redirect("events:registration", standing)
            form = _who_form(request, event, people, at)
            if form.is_valid():
                form.add_error("person", refusal.sentence)
            return _who_page(request, event, people, {person.pk for person in chosen}, at, form=form, status=422)
        case SignUpClosed():
            return _closed_page(request, event, refusal, at, status=409)
        case DifferentRequest():
            return _check_page(request, event, chosen, at, sentence=refusal.sentence, status=422)
        case Full():
            return _check_page(request, event, chosen, at, sentence=refusal.sentence, status=409)
    raise refusal


def _event(event_id: int) -> Event:
    """Return the event with what its pages show; one that is not public is missing."""
    return get_object_or_404(with_what_it_is(Event.objects.public()), pk=event_id)


def _ids(asked: QueryDict, *names: str) -> set[int]:
    """Return the ids asked for; what is not a number of a person belongs to nobody."""
    return {int(value) for name in names for value in asked.getlist(name) if value.isdecimal() and len(value) < 19}


def _chosen(asked: QueryDict, people: Sequence[Person]) -> list[Person]:
    """Return who was chosen of one's own people; anybody else does not exist."""
    chosen = [person for person in people if str(person.pk) in asked.getlist("person")]
    if len(chosen) != len(set(asked.getlist("person"))):
        raise Http404
    return chosen


def _signed_up_already(event_id: int, chosen: Sequence[Person]) -> str | None:
    """Return the reference of the first of them when all are signed up, as after going back."""
    standing = Registration.objects.live().filter(event=event_id, person__in=[person.pk for person in chosen])
    references = dict(standing.values_list("person_id", "reference"))
    return references[chosen[0].pk] if chosen and len(references) == len(chosen) else None


def _add_person(event_id: int, chosen: Sequence[Person]) -> HttpResponse:
    """Go and add somebody; those chosen so far come back as ``with``, the new one as ``person``."""
    query = QueryDict(mutable=True)
    query.setlist("with", [person.pk for person in chosen])
    back = reverse("events:register", args=[event_id])
    return redirect(with_query(reverse("accounts:add_person"), next=f"{back}?{query.urlencode()}"))


def _who_form(request: HttpRequest, event: Event, people: Sequence[Person], at: datetime) -> WhoForm:
    refusals = eligibility.refusals(event, people, at)
    return WhoForm(request.GET, people=people, refusals=refusals, max_party_size=event.max_party_size)


def _who_page(
    request: HttpRequest,
    event: Event,
    people: Sequence[Person],
    chosen: set[int],
    at: datetime,
    *,
    form: WhoForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "event": event,
        "occasion": occasion(event, at),
        "outlook": signing_up.outlook(event, size=1),
        "choices": signing_up.choices(event, people, chosen=chosen, at=at),
        "form": form,
    }
    return render(request, "events/registration/who.html", context, status=status)


def _check_page(
    request: HttpRequest,
    event: Event,
    chosen: Sequence[Person],
    at: datetime,
    *,
    sentence: object = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "event": event,
        "occasion": occasion(event, at),
        "outlook": signing_up.outlook(event, size=len(chosen)),
        "companions": signing_up.companions(event, chosen, at),
        "asks_health_consent": signing_up.asks_health_consent(event, chosen, at),
        "key": uuid4(),
        "sentence": sentence,
    }
    return render(request, "events/registration/check.html", context, status=status)


def _closed_page(
    request: HttpRequest, event: Event, refusal: SignUpClosed, at: datetime, *, status: int = 200
) -> HttpResponse:
    context = {"event": event, "occasion": occasion(event, at), "refusal": refusal}
    return render(request, "events/registration/closed.html", context, status=status)
