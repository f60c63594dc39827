"""Where does an organisation see how its incubation stands, and hand in what it has to show? Outside the admin."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incubator import milestones, placing
from incubator.forms.placements import ConnectForm
from incubator.graduating import proof_of
from incubator.models import Milestone, Placement
from incubator.permissions import runs_for
from incubator.readouts.placements import mentored_by, placement_page, rows_of
from portal.accounts.returning import login_required_to_act
from portal.proofs.paper import certificate, file_name
from portal.proofs.views import pdf
from portal.questions.files import response
from portal.questions.forms.answering import AnswersForm
from portal.questions.readouts import lines
from portal.refusals import Refusal


def own_placement(request: HttpRequest, placement_id: int) -> Placement:
    """Return a placement that this account holds; raises ``Http404`` for any other."""
    return get_object_or_404(Placement.objects.held_by(request.user).with_call(), pk=placement_id)


@never_cache
@require_safe
@login_required
def placements(request: HttpRequest) -> HttpResponse:
    """List the placements that I hold, and those that I mentor."""
    context = {"rows": rows_of(request.user), "mentored": mentored_by(request.user)}
    return render(request, "incubator/placements/list.html", context)


@never_cache
@require_safe
@login_required
def placement(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Show where a placement stands and what comes next."""
    mine = own_placement(request, placement_id)
    theirs = runs_for(request.user)
    can_connect = mine.organisation_id is None and mine.takes_a_place and theirs.exists()
    form = ConnectForm(theirs=theirs) if can_connect else None
    context = {"page": placement_page(mine), "connect_form": form}
    return render(request, "incubator/placements/show.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def milestone(request: HttpRequest, placement_id: int, milestone_id: int) -> HttpResponse:
    """Hand in the report on a milestone, or read what was handed in."""
    mine = own_placement(request, placement_id)
    found = get_object_or_404(mine.milestones.standing().select_related("questions"), pk=milestone_id)
    acting = {"by": request.user, "at": timezone.now()}
    asked = found.questions.questions.questions
    given = (request.POST or None, request.FILES or None) if request.method == "POST" else (None, None)
    form = AnswersForm(asked, *given, **acting, held=found.answers)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            milestones.report(found, form.answers, **acting)
        except Refusal as refusal:
            refused = str(refusal.sentence)
        else:
            messages.success(request, _("Handed in. The base has been told and will look at it."))
            return redirect("incubator:placement", placement_id)
    shown = lines(found.questions.questions, found.answers)
    context = {"placement": mine, "milestone": found, "form": form, "refused": refused, "lines": shown}
    return render(
        request, "incubator/placements/milestone.html", context, status=422 if refused or form.errors else 200
    )


@never_cache
@require_safe
@login_required
def milestone_file(request: HttpRequest, placement_id: int, milestone_id: int, file_key: UUID) -> HttpResponse:
    """Give back a file of one's own report."""
    found: Milestone = get_object_or_404(own_placement(request, placement_id).milestones, pk=milestone_id)
    return response(found.answers, file_key)


@never_cache
@require_safe
@login_required
def paper(request: HttpRequest, placement_id: int, file_key: UUID) -> HttpResponse:
    """Give back the signed agreement."""
    return response({"papers": own_placement(request, placement_id).papers}, file_key)


@never_cache
@require_safe
@login_required
def proof(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Give back the certificate of graduation as a PDF."""
    found = proof_of(own_placement(request, placement_id))
    if found is None:
        raise Http404
    return pdf(certificate(found, timezone.localdate()), file_name(found))


@never_cache
@require_POST
@login_required_to_act
def connect(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Say which organisation of the directory a team has become."""
    mine = own_placement(request, placement_id)
    form = ConnectForm(request.POST, theirs=runs_for(request.user))
    if not form.is_valid():
        messages.error(request, _("Please choose one of your organisations."))
        return redirect("incubator:placement", placement_id)
    try:
        placing.connect(mine, form.cleaned_data["organisation"], by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("Connected. What you did here is part of its history now."))
    return redirect("incubator:placement", placement_id)
