"""Where is a case written, and corrected? One page; what is valid is kept whatever else is amiss."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.cases.asking import asked_in
from portal.cases.drafting import save_draft
from portal.cases.forms.writing import WritingForm
from portal.cases.handing_in import missing
from portal.cases.models import Case
from portal.cases.moving import move_case
from portal.cases.readouts.case import case_page
from portal.cases.views.own import own_case
from portal.refusals import Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def write(request: HttpRequest, case_reference: str) -> HttpResponse:
    """Show the open fields; save them, or save and hand in."""
    case = own_case(request, case_reference)
    acting = {"by": request.user, "at": timezone.now()}
    if not case_page(case, request.user).is_writable:
        return redirect("cases:case", case_reference)
    if request.method != "POST":
        return _page(request, case, WritingForm(case, **acting))
    act = request.POST.get("act")
    if act is None:
        return _cut_off(request, case, acting)
    form = WritingForm(case, request.POST, request.FILES, **acting)
    try:
        saved = save_draft(case, asked=form.written(), answers=form.answers, base=form.base, **acting)
        case = saved.case
        form.go_on_from(case.draft)
        if act == "autosave":
            return JsonResponse({"base": form.base_data}, status=409 if saved.contested else 200)
        if act != "hand_in":
            form.forgive_blanks()
        if saved.contested:
            form.show_contested(saved.contested, case.draft)
        if form.errors:
            return _page(request, case, form, status=422)
        return _go_on(request, case, acting, hands_in=act == "hand_in")
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
        return _page(request, case, form, status=422)


def _cut_off(request: HttpRequest, case: Case, acting: dict) -> HttpResponse:
    """Refuse a page whose end is missing: the button stands last, and whatever is lacking would count as left blank."""
    arrived, form = WritingForm(case, request.POST, **acting), WritingForm(case, **acting)
    arrived.is_valid()
    form.initial.update(arrived.answers)
    messages.error(
        request, _("The page did not arrive whole: nothing was saved. Please check what is here and send it again.")
    )
    return _page(request, case, form, status=422)


def _go_on(request: HttpRequest, case: Case, acting: dict, *, hands_in: bool) -> HttpResponse:
    if not hands_in:
        messages.success(request, _("Saved. You can go on later, on any device."))
        return redirect("cases:write", case.reference)
    move = case_page(case, request.user).hand_in
    step = request.POST.get("step", "")
    move_case(case, move.id if move else "", seen=int(step) if step.isdecimal() else case.step, **acting)
    messages.success(request, _("Handed in. We write to you as soon as something happens."))
    return redirect("cases:case", case.reference)


def _page(request: HttpRequest, case: Case, form: WritingForm, *, status: int = 200) -> HttpResponse:
    context = {
        "page": case_page(case, request.user),
        "form": form,
        "missing": missing(asked_in(case), case.draft),
    }
    return render(request, "cases/write.html", context, status=status)
