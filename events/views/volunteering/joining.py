"""How does somebody become a volunteer, and change or end it?"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.errors import NotAllowed, VolunteeringRefused
from events.forms.volunteering import JoinForm, ProfileForm, profile_of
from events.models import Volunteer
from events.readouts.programme_list import NEAR_COOKIE
from events.readouts.volunteering.shift_list import needing_hands
from events.readouts.volunteering.whose import whose
from events.states import VolunteerState
from events.volunteering import enlisting
from organisations.readouts.centres import centres_for
from portal.accounts.household import people_one_may_act_for
from portal.accounts.models import Mandate, Person
from portal.accounts.permissions import is_guardian
from portal.accounts.returning import login_required_to_act, safe_next
from portal.accounts.welcoming import resident_required

SHOWN_ON_LANDING = 6


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Say what volunteering is and which shifts need hands now, near the reader where their place is known."""
    at = timezone.now()
    who = whose(request.user, "", at)
    centres = centres_for(request.user, chosen=request.COOKIES.get(NEAR_COOKIE, ""))
    mine = next((centre for centre in centres if centre.is_mine), None)
    cards = needing_hands(who.chosen, mine.centre_id if mine else None, at=at, limit=SHOWN_ON_LANDING)
    context = {"whose": who, "centre": mine, "cards": cards}
    return render(request, "events/volunteering/landing.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_required
def join(request: HttpRequest) -> HttpResponse:
    """Become a volunteer, oneself or somebody one acts for (``person``)."""
    at = timezone.now()
    people = list(people_one_may_act_for(request.user, at))
    active = Volunteer.objects.exclude(state=VolunteerState.ENDED).filter(person__in=people)
    already = set(active.values_list("person_id", flat=True))
    person = _chosen(people, request.GET.get("person", ""), already)
    if person is None:
        return redirect("events:my_shifts")
    form = JoinForm(request.POST if request.method == "POST" else None, **_asks(person, request.user))
    if form.is_valid():
        try:
            row = enlisting.enlist(person, form.profile(), **form.beforehand, by=request.user, at=at)
        except NotAllowed:
            raise Http404 from None
        except VolunteeringRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _welcome_words(row))
            return redirect(safe_next(request) or "events:my_shifts")
    others = [one for one in people if one.pk not in already and one.pk != person.pk]
    context = {"form": form, "person": person, "others": others, "next": safe_next(request)}
    return render(request, "events/volunteering/join.html", context, status=422 if form.is_bound else 200)


def _chosen(people: list[Person], asked: str, already: set[int]) -> Person | None:
    """Return whom the form is about: whoever is asked for, else the first who is no volunteer yet."""
    if asked:
        found = next((one for one in people if str(one.pk) == asked), None)
        if found is None:
            raise Http404
        return found if found.pk not in already else None
    return next((one for one in people if one.pk not in already), None)


def _asks(person: Person, user: Any) -> dict[str, Any]:
    """Return what has to be asked about this person beforehand, and where they live."""
    is_self = person.relation == Mandate.Relation.SELF  # type: ignore[attr-defined]  # annotated by the query
    unknown = person.birth_date is None
    is_minor = enlisting.is_minor(person, timezone.now())
    return {
        "asks_birth_date": unknown,
        "asks_guardian": not is_self and (unknown or is_minor),
        "own_estate": person.estate_code,
    }


def _welcome_words(row: Volunteer) -> str:
    if enlisting.is_minor(row.person, timezone.now()) and row.guardian_agreed_at is None:
        return _("Thank you. Now a parent or guardian has to agree; then shifts are open to you.")
    return _("Thank you. You are a volunteer now, with the number %(number)s.") % {"number": row.number}


def own_volunteer(request: HttpRequest, pk: int) -> Volunteer:
    """Return a volunteer whom the reader acts for; any other is missing."""
    rows = Volunteer.objects.acted_for_by(request.user, timezone.localdate()).select_related("person__user")
    return get_object_or_404(rows.select_related("person__household"), pk=pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Change what a volunteer offers."""
    row = own_volunteer(request, volunteer_id)
    if row.state == VolunteerState.ENDED:
        return redirect("events:enlist")
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        initial=profile_of(row),
        own_estate=row.person.estate_code,
    )
    if form.is_valid():
        enlisting.change(row, form.profile(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("events:my_shifts")
    context = {"form": form, "volunteer": row}
    return render(request, "events/volunteering/change.html", context, status=422 if form.is_bound else 200)


@require_POST
@never_cache
@login_required_to_act
def rest(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Take a break, or go on after one."""
    row, at = own_volunteer(request, volunteer_id), timezone.now()
    try:
        if row.state == VolunteerState.PAUSED:
            enlisting.go_on(row, by=request.user, at=at)
            messages.success(request, _("Good to have you back."))
        else:
            enlisting.pause(row, by=request.user, at=at)
            messages.success(request, _("Enjoy the break. Shifts that you have taken stay yours."))
    except VolunteeringRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("events:my_shifts")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def stop(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Ask whether somebody really stops; by POST let it be so."""
    row = own_volunteer(request, volunteer_id)
    if row.state == VolunteerState.ENDED:
        return redirect("events:my_shifts")
    if request.method == "POST":
        enlisting.end(row, by=request.user, at=timezone.now())
        messages.success(request, _("Thank you for all you did. Your hours are kept, and you can begin again any day."))
        return redirect("events:volunteering")
    coming = row.assignments.live().filter(shift__starts_at__gt=timezone.now()).count()
    return render(request, "events/volunteering/stop.html", {"volunteer": row, "coming": coming})


@require_POST
@never_cache
@login_required_to_act
def agree(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Give the guardian's word."""
    row, at = own_volunteer(request, volunteer_id), timezone.now()
    if not is_guardian(request.user, row.person, on=timezone.localdate(at)):
        raise Http404
    enlisting.agree(row, by=request.user, at=at)
    messages.success(request, _("Thank you. %(name)s can take shifts now.") % {"name": row.person.name})
    return redirect("me:home")
