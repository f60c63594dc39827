"""How do several people write one case? By a link that whoever hands it in gives away, and can end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.returning import login_required_to_act
from portal.cases import drafting
from portal.cases.kinds import kind_named
from portal.cases.views.own import own_case
from portal.refusals import Refusal


@require_POST
@login_required_to_act
def invite(request: HttpRequest, case_reference: str) -> HttpResponse:
    """Make the link, or end it."""
    case = own_case(request, case_reference)
    act = drafting.close_invitation if request.POST.get("act") == "close" else drafting.invite
    try:
        act(case, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    return redirect("cases:case", case_reference)


@require_POST
@login_required_to_act
def part(request: HttpRequest, case_reference: str, pk: int) -> HttpResponse:
    """Take somebody out of those who write, or leave."""
    case = own_case(request, case_reference)
    editor = get_object_or_404(case.editors, pk=pk)
    try:
        drafting.part_with(editor, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("cases:case", case_reference)
    if editor.user_id == request.user.pk:
        return redirect("cases:list")
    return redirect("cases:case", case_reference)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Say what one is invited to write; then become one of those who write it."""
    case = drafting.invited_to(token)
    if case is None:
        raise Http404
    if request.method == "POST":
        try:
            drafting.join(case, token=token, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, _("You write this together now."))
            return redirect("cases:case", case.reference)
    return render(request, "cases/join.html", {"title": case.title, "kind": kind_named(case.kind).title})
