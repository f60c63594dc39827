"""Where does anybody check a proof, and where does its holder find it?"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.addresses import client_address
from portal.accounts.permissions import may_act_for
from portal.accounts.returning import login_required_to_act
from portal.proofs import checking
from portal.proofs.errors import NotAProof, TooManyTries
from portal.proofs.forms import CheckForm, ShownForm
from portal.proofs.issuing import choose_shown
from portal.proofs.models import Proof
from portal.proofs.numbers import read_number
from portal.proofs.paper import certificate, check_address, file_name
from portal.proofs.readouts import holders_view, proofs_of, public_view
from portal.refusals import Refusal

private = cache_control(private=True, no_store=True)


@private
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a number, and go on to its proof."""
    form = CheckForm(request.GET if "number" in request.GET else None)
    if form.is_bound and form.is_valid():
        number = read_number(form.cleaned_data["number"])
        if number:
            return redirect("proofs:check", number)
        form.add_error("number", _("A number looks like 2026-7K3QH-RTWX9. Please check it."))
    return _unlisted(render(request, "proofs/ask.html", {"form": form}, status=422 if form.errors else 200))


@private
@require_safe
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Show whether the proof with this number counts, and what its holder lets others see."""
    at = timezone.now()
    try:
        proof = checking.look_up(number, source=_source(request), paper_seal=request.GET.get("seal", "")[:20], at=at)
    except (NotAProof, TooManyTries) as refusal:
        form = CheckForm({"number": number[:40]})
        form.add_error("number", str(refusal.sentence))
        status = 429 if isinstance(refusal, TooManyTries) else 404
        return _unlisted(render(request, "proofs/ask.html", {"form": form}, status=status))
    if number != proof.number:
        return redirect("proofs:check", proof.number)
    context = {"proof": public_view(proof, timezone.localdate(at)), "at": at}
    return _unlisted(render(request, "proofs/check.html", context))


@never_cache
@require_safe
@login_required
def own_proofs(request: HttpRequest) -> HttpResponse:
    """List one's own and one's family's proofs."""
    return render(request, "proofs/own_list.html", {"proofs": proofs_of(request.user, timezone.now())})


@never_cache
@require_safe
@login_required
def own_proof(request: HttpRequest, number: str) -> HttpResponse:
    """Show a proof to its holder, with the choice of what others see."""
    return _own_page(request, _held(request, number))


@never_cache
@require_POST
@login_required_to_act
def choose(request: HttpRequest, number: str) -> HttpResponse:
    """Keep which fields others see."""
    proof = _held(request, number)
    form = ShownForm(holders_view(proof, timezone.localdate()), request.POST)
    if not form.is_valid():
        return _own_page(request, proof, form, status=422)
    try:
        choose_shown(proof, form.cleaned_data["shown"], by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Saved. Whoever checks this proof sees what you chose."))
    return redirect("proofs:own_proof", proof.number)


@require_safe
@login_required
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """Return the proof as a PDF."""
    proof = _held(request, number)
    return pdf(certificate(proof, timezone.localdate()), file_name(proof))


def pdf(content: bytes, name: str) -> HttpResponse:
    """Answer with a PDF that no cache keeps."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _held(request: HttpRequest, number: str) -> Proof:
    """Return a proof of the account's own people, or raise ``Http404``."""
    proof = Proof.objects.select_related("person", "replaced_by").filter(number=number).first()
    if proof is None or proof.person is None or not may_act_for(request.user, proof.person, on=timezone.localdate()):
        raise Http404
    return proof


def _own_page(request: HttpRequest, proof: Proof, form: ShownForm | None = None, *, status: int = 200) -> HttpResponse:
    shown = holders_view(proof, timezone.localdate())
    context = {
        "proof": shown,
        "form": form or ShownForm(shown),
        "has_choice": any(line.is_choice for line in shown.lines),
        "address": check_address(proof, with_seal=False),
    }
    return render(request, "proofs/own.html", context, status=status)


def _source(request: HttpRequest) -> str:
    """Return who asks: an account answers for itself, so that one person does not lock out a whole centre."""
    return f"account:{request.user.pk}" if request.user.is_authenticated else f"network:{client_address(request)}"


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
