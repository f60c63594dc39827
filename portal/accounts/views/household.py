"""Whom does somebody look after? The list, adding, changing and taking off; and what each of them agreed to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.accounts import readouts
from portal.accounts.consents import OPTIONAL, current_notice, give_consent, withdraw_consent
from portal.accounts.errors import NotYourPerson
from portal.accounts.forms.household import PersonForm, RelativeForm, initial_for
from portal.accounts.household import add_person as add
from portal.accounts.household import change_person, end_mandate, people_one_may_act_for
from portal.accounts.models import Mandate, Notice
from portal.accounts.returning import login_required_to_act, safe_next, with_query
from portal.accounts.welcoming import resident_required
from portal.refusals import Refusal


@never_cache
@resident_required
def household(request: HttpRequest) -> HttpResponse:
    """List the people one may act for, with their consents."""
    members = readouts.household_of(request.user, timezone.now())
    return render(request, "accounts/household/list.html", {"members": members})


@never_cache
@resident_required
def add_person(request: HttpRequest) -> HttpResponse:
    """Add somebody; ``next`` is come back to with ``person=<id>``."""
    following = safe_next(request)
    form = RelativeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            told = form.cleaned_data
            person, is_new = add(
                form.details(),
                relation=told["relation"],
                is_guardian=told["is_guardian"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            sentence = _("%(name)s is on your list now.") if is_new else _("%(name)s is already on your list.")
            messages.success(request, sentence % {"name": person.name})
            return redirect(with_query(following, person=person.pk) if following else "accounts:household")
    return render(request, "accounts/household/add.html", {"form": form, "next": following})


@never_cache
@login_required
def edit_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Change what is known about oneself or about somebody one acts for; anybody else does not exist."""
    at, following = timezone.now(), safe_next(request)
    person = get_object_or_404(people_one_may_act_for(request.user, at), pk=person_id)
    is_self = person.relation == Mandate.Relation.SELF
    form_class = PersonForm if is_self else RelativeForm
    form = form_class(request.POST or None, initial=initial_for(person, person.relation, person.basis))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        change_person(
            person.pk,
            form.details(),
            relation=told.get("relation", ""),
            is_guardian=told.get("is_guardian", False),
            by=request.user,
            at=at,
        )
        messages.success(request, _("Saved."))
        return redirect(following or "accounts:household")
    context = {"form": form, "person": person, "is_self": is_self, "next": following}
    return render(request, "accounts/household/edit.html", context)


@require_POST
@login_required_to_act
def remove_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Stop acting for somebody."""
    try:
        person = end_mandate(person_id, by=request.user, at=timezone.now())
    except NotYourPerson:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("%(name)s is no longer on your list.") % {"name": person.name})
    return redirect("accounts:household")


@require_POST
@login_required_to_act
def consent(request: HttpRequest, person_id: int, purpose: str) -> HttpResponse:
    """Give (``agree=1``) or withdraw an optional consent for somebody."""
    at = timezone.now()
    person = get_object_or_404(people_one_may_act_for(request.user, at), pk=person_id)
    if purpose not in OPTIONAL:
        raise Http404
    if request.POST.get("agree") == "1":
        try:
            give_consent(person, purpose, by=request.user, at=at)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("Thank you: your consent is noted."))
    else:
        withdraw_consent(person, purpose, by=request.user, at=at)
        messages.success(request, _("Your consent is withdrawn."))
    return redirect("accounts:household")


def notice(request: HttpRequest, purpose: str) -> HttpResponse:
    """Show what people are told about one purpose, in the newest wording."""
    found = current_notice(purpose, at=timezone.now()) if purpose in Notice.Purpose.values else None
    if found is None:
        raise Http404
    return render(request, "accounts/notice.html", {"notice": found})
