"""Where does a volunteer see their hours, a year's summary, and ask for a proof?"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.errors import HoursRefused
from events.forms.service import AskProofForm
from events.models import ServiceProof, Volunteer
from events.readouts.service import TONES, organisations_served, service_of, volunteers_of
from events.volunteering import service_proofs, summary_papers, thanks
from portal.accounts.returning import login_required_to_act, with_query
from portal.proofs.paper import check_address
from portal.proofs.readouts import holders_view
from portal.proofs.views import pdf
from portal.refusals import Refusal


@never_cache
@require_safe
@login_required
def hours(request: HttpRequest) -> HttpResponse:
    """Show what counts, what waits, badges and proofs."""
    volunteer, others = _volunteer(request)
    context = {"service": service_of(volunteer) if volunteer else None, "others": others, "tones": TONES}
    return render(request, "events/service/hours.html", context)


@never_cache
@require_safe
@login_required
def year(request: HttpRequest, year: int) -> HttpResponse:
    """Show a year's summary."""
    volunteer, _others = _found(request)
    found = thanks.year_of(volunteer, year)
    if not found.minutes:
        raise Http404
    most = max(found.months) or 1
    months = [(place + 1, minutes, max(0, minutes) * 100 // most) for place, minutes in enumerate(found.months)]
    context = {"volunteer": volunteer, "summary": found, "months": months}
    return render(request, "events/service/year.html", context)


@require_safe
@login_required
def year_paper(request: HttpRequest, year: int) -> HttpResponse:
    """Return a year's summary as a PDF."""
    volunteer, _others = _found(request)
    found = thanks.year_of(volunteer, year)
    if not found.minutes:
        raise Http404
    return pdf(summary_papers.summary(volunteer, found, timezone.now()), f"linli-service-{year}.pdf")


@never_cache
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """Ask an organisation for a proof of service."""
    volunteer, _others = _found(request)
    today = timezone.localdate()
    initial = {"starts_on": today.replace(month=1, day=1), "ends_on": today}
    organisations = organisations_served(volunteer)
    form = AskProofForm(organisations, request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            asked = service_proofs.ask(
                volunteer,
                form.cleaned_data["organisation"],
                days=form.days(),
                document=form.document_given(),
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            field = refusal.field if isinstance(refusal, HoursRefused) else ""
            form.add_error(field or None, str(refusal.sentence))
        else:
            messages.success(request, _("Asked. We tell you as soon as it is issued; it is free of charge."))
            return redirect("events:service_proof", asked.pk)
    context = {"form": form, "volunteer": volunteer, "has_hours": organisations.exists()}
    return render(request, "events/service/ask.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@login_required
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a proof stands, and the ways to take it and to choose what others see."""
    asked = _asked(request, pk)
    held = holders_view(asked.proof, timezone.localdate()) if asked.proof else None
    address = check_address(asked.proof, with_seal=False) if asked.proof else ""
    return render(request, "events/service/proof.html", {"asked": asked, "proof": held, "address": address})


@require_POST
@login_required_to_act
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a request that nobody has answered."""
    asked = _asked(request, pk)
    try:
        service_proofs.withdraw(asked, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("events:service_proof", pk)
    messages.success(request, _("Taken back. What you had given for it is erased."))
    return redirect(with_query(reverse("events:service_hours"), volunteer=asked.volunteer_id))


@require_POST
@login_required_to_act
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the paper with the document's number, which is erased by that; again it is left blank."""
    asked, at = _asked(request, pk), timezone.now()
    try:
        number = service_proofs.take(asked, by=request.user, at=at)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("events:service_proof", pk)
    return pdf(summary_papers.proof_paper(asked, number, timezone.localdate(at)), f"linli-{asked.proof.number}.pdf")


def _volunteer(request: HttpRequest) -> tuple[Volunteer | None, list[Volunteer]]:
    """Return the volunteer that is looked at, and all that one acts for. Raises ``Http404`` for a foreign one."""
    mine = volunteers_of(request.user, timezone.now())
    wanted = request.GET.get("volunteer") or request.POST.get("volunteer") or ""
    if not wanted:
        return next(iter(mine), None), mine
    found = next((one for one in mine if str(one.pk) == wanted), None)
    if found is None:
        raise Http404
    return found, mine


def _found(request: HttpRequest) -> tuple[Volunteer, list[Volunteer]]:
    volunteer, others = _volunteer(request)
    if volunteer is None:
        raise Http404
    return volunteer, others


def _asked(request: HttpRequest, pk: int) -> Any:
    mine = [one.pk for one in volunteers_of(request.user, timezone.now())]
    rows = ServiceProof.objects.select_related("volunteer__person", "organisation", "proof")
    return get_object_or_404(rows, pk=pk, volunteer__in=mine)
