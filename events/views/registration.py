"""How does somebody sign up? Two steps: who is coming, then check and confirm.

The first step asks by GET, so that going back, reloading and signing in on the way keep what was chosen; only
the last step changes anything. Its key makes a second press the same request.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.door import arrivals
from events.errors import DifferentRequest, Full, NoMandate, NotEligible, SignUpClosed
from events.forms.asking import QuestionForms
from events.forms.care import CareForms
from events.forms.registration import ConfirmForm, WhoForm
from events.models import Asking, Event, Pool
from events.readouts import signing_up
from events.readouts.asking import asks_photo_consent
from events.readouts.occasion import event_to_sign_up_for, occasion, open_pool_to_show
from events.sign_up import care, eligibility, limits, standby
from events.sign_up.asking import asking_of
from events.sign_up.registration import sign_up
from portal.accounts.consents import give_consent, refusal_to_consent
from portal.accounts.household import people_one_may_act_for
from portal.accounts.models import Notice, Person
from portal.accounts.returning import with_query
from portal.ids import ids_of
from portal.refusals import Refusal


@never_cache
@require_safe
@login_required
def who(request: HttpRequest, event_id: int) -> HttpResponse:
    """Step 1: ask who is coming. ``person`` (somebody just added) and ``with`` are chosen already."""
    step = _Step.of(request, event_id)
    if refusal := eligibility.closed(step.event, step.at):
        return step.closed_page(refusal)
    own = [person.pk for person in step.people if signing_up.is_self(person)]
    if not own:
        return redirect(with_query(reverse("accounts:welcome"), next=request.get_full_path()))
    return step.who_page(_ids(request.GET, "person", "with") or own)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def check(request: HttpRequest, event_id: int) -> HttpResponse:
    """Step 2: show what is about to happen; by POST let it happen. Who comes stands in the address, both times."""
    if request.method == "POST":
        return _confirm(request, event_id)
    step = _Step.of(request, event_id)
    chosen = _chosen(request, step.people)
    if refusal := eligibility.closed(step.event, step.at):
        return step.closed_page(refusal)
    if "add" in request.GET:
        return _add_person(event_id, chosen)
    if reference := step.signed_up_already(chosen):
        return redirect("events:registration", reference)
    form = step.who_form()
    if form.is_valid() and (refusal := limits.too_many_of_a_household(step.event, chosen)):
        form.add_error("person", refusal.sentence)
    if not form.is_valid():
        return step.who_page([person.pk for person in chosen], form=form)
    return step.check_page(chosen)


def _confirm(request: HttpRequest, event_id: int) -> HttpResponse:
    """Sign the chosen people up and show the sign-up, or the page that says why not."""
    at = timezone.now()
    chosen = _chosen(request, list(people_one_may_act_for(request.user, at)))
    event = event_to_sign_up_for(event_id)
    if event is None:
        raise Http404
    form = ConfirmForm(request.POST)
    questions = _questions(request, asking_of(event), chosen, at)
    asked = {"questions": questions, "care_forms": _care_forms(request, event, chosen, request.POST)}
    if not form.is_valid():
        sentence = _("We could not read that. Nothing has been sent: please press the button once more.")
        return _Step.of(request, event_id).check_page(chosen, sentence=sentence, status=422, **asked)
    if not all([forms.is_valid() for forms in asked.values() if forms]):
        return _Step.of(request, event_id).check_page(chosen, status=422, **asked)
    answers = questions.answers if questions else None
    try:
        party = sign_up(
            event=event, people=chosen, by=request.user, key=form.cleaned_data["key"], at=at, answers=answers
        )
    except Refusal as refusal:
        return _refused(_Step.of(request, event_id), chosen, refusal, asked)
    asked["care_forms"].save(by=request.user, at=at)
    for purpose in form.consents:
        for person in chosen:
            own_arrival = purpose == Notice.Purpose.ARRIVALS and person.user_id == request.user.pk
            if not own_arrival and refusal_to_consent(person, purpose, by=request.user, at=at) is None:
                give_consent(person, purpose, by=request.user, at=at)
    return redirect("events:registration", party.references[chosen[0].pk])


def _care_forms(request: HttpRequest, event: Event, chosen: Sequence[Person], data: Any = None) -> CareForms:
    """Return what is lacking about those chosen: whom to call, and who collects a child."""
    lacking = care.lacking(event, chosen)
    reader = Person.objects.select_related("user").filter(user=request.user).first() if lacking else None
    return CareForms(lacking, data, reader=reader)


def _questions(
    request: HttpRequest, asking: Asking | None, chosen: Sequence[Person], at: datetime
) -> QuestionForms | None:
    """Return what the event asks of those chosen, with what was answered so far; None when it asks nothing."""
    if asking is None or asking.version is None:
        return None
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return QuestionForms(asking.version, chosen, *posted, by=request.user, at=at)


def _refused(step: "_Step", chosen: Sequence[Person], refusal: Refusal, asked: dict[str, Any]) -> HttpResponse:
    """Say why nobody was signed up, on the step where something can be done about it."""
    match refusal:
        case NoMandate():
            raise Http404
        case NotEligible():
            if reference := step.signed_up_already(chosen):
                return redirect("events:registration", reference)
            form = step.who_form()
            if form.is_valid():
                form.add_error("person", refusal.sentence)
            return step.who_page([person.pk for person in chosen], form=form)
        case SignUpClosed():
            return step.closed_page(refusal, status=409)
        case DifferentRequest():
            return step.check_page(chosen, sentence=refusal.sentence, status=422, **asked)
        case Full():
            return step.check_page(chosen, sentence=refusal.sentence, status=409, **asked)
    raise refusal


def _ids(asked: QueryDict, *names: str) -> set[int]:
    """Return the ids asked for; what is not a number of a person belongs to nobody."""
    return {found for name in names for found in ids_of(asked.getlist(name))}


def _chosen(request: HttpRequest, people: Sequence[Person]) -> list[Person]:
    """Return who was chosen of one's own people; anybody else does not exist."""
    asked = set(request.GET.getlist("person"))
    chosen = [person for person in people if str(person.pk) in asked]
    if len(chosen) != len(asked):
        raise Http404
    return chosen


def _add_person(event_id: int, chosen: Sequence[Person]) -> HttpResponse:
    """Go and add somebody; those chosen so far come back as ``with``, the new one as ``person``."""
    query = QueryDict(mutable=True)
    query.setlist("with", [person.pk for person in chosen])
    back = reverse("events:register", args=[event_id])
    return redirect(with_query(reverse("accounts:add_person"), next=f"{back}?{query.urlencode()}"))


@dataclass(frozen=True)
class _Step:
    """What both steps read of the event and of the reader's people, and the pages that they can end with."""

    request: HttpRequest
    event: Event
    pool: Pool
    people: Sequence[Person]
    refusals: Mapping[int, NotEligible]
    at: datetime

    @classmethod
    def of(cls, request: HttpRequest, event_id: int) -> "_Step":
        """Read it; raises ``Http404`` for an event that is not public."""
        at = timezone.now()
        pool = open_pool_to_show(event_id)
        if pool is None:
            raise Http404
        people = list(people_one_may_act_for(request.user, at))
        return cls(request, pool.event, pool, people, eligibility.refusals(pool.event, people, at, by=request.user), at)

    def who_form(self) -> WhoForm:
        """Return the form of the first step as it was asked."""
        limit = self.event.max_party_size
        return WhoForm(self.request.GET, people=self.people, refusals=self.refusals, max_party_size=limit)

    def signed_up_already(self, chosen: Sequence[Person]) -> str:
        """Return the reference of the first of them when all are signed up, as after going back; else nothing."""
        refused = [self.refusals.get(person.pk) for person in chosen]
        if not refused or any(refusal is None or refusal.reason != "already" for refusal in refused):
            return ""
        return signing_up.references_of(self.event, [chosen[0].pk])[chosen[0].pk]

    def who_page(self, chosen: Collection[int], *, form: WhoForm | None = None) -> HttpResponse:
        """Ask who is coming; with ``form`` again, for what is amiss in it."""
        choices = signing_up.choices(self.event, self.people, refusals=self.refusals, chosen=chosen)
        context = {
            "form": form,
            "occasion": occasion(self.event, self.at),
            "outlook": signing_up.outlook(self.event, self.pool, size=1),
            "choices": choices,
            "somebody_may": any(not choice.reason for choice in choices),
        }
        return self._page("who", context, status=422 if form else 200)

    def check_page(
        self,
        chosen: Sequence[Person],
        *,
        sentence: object = "",
        status: int = 200,
        questions: QuestionForms | None = None,
        care_forms: CareForms | None = None,
    ) -> HttpResponse:
        """Show what is about to happen, with a new key; ``sentence`` says why it did not happen the last time."""
        shown = occasion(self.event, self.at)
        asking = asking_of(self.event)
        context = {
            "occasion": shown,
            "outlook": signing_up.outlook(
                self.event,
                self.pool,
                size=len(chosen),
                stands_by_until=standby.until_for(self.event, chosen, self.at),
            ),
            "companions": signing_up.companions(self.event, shown, chosen, self.at),
            "asks_health_consent": signing_up.asks_health_consent(self.event, chosen, self.at),
            "asks_photo_consent": asks_photo_consent(asking, chosen, self.at),
            "questions": questions or _questions(self.request, asking, chosen, self.at),
            "care": _care_forms(self.request, self.event, chosen) if care_forms is None else care_forms,
            "may_tell_arrival": arrivals.may_be_asked(chosen, self.at),
            "key": uuid4(),
            "sentence": sentence,
        }
        return self._page("check", context, status=status)

    def closed_page(self, refusal: SignUpClosed, *, status: int = 200) -> HttpResponse:
        """Say why nobody can sign up."""
        return self._page("closed", {"occasion": occasion(self.event, self.at), "refusal": refusal}, status=status)

    def _page(self, name: str, context: dict[str, Any], *, status: int) -> HttpResponse:
        context["event"] = self.event
        return render(self.request, f"events/registration/{name}.html", context, status=status)
