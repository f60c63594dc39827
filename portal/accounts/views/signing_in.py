"""How does somebody come in and go out? A number, six digits, and for whoever is new a name."""

from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.accounts.addresses import client_address
from portal.accounts.errors import CodeNotSent, CodeSpent, TooManyCodes, WrongCode
from portal.accounts.forms.signing_in import CodeForm, PhoneForm, SecondFactForm, WelcomeForm
from portal.accounts.household import become_resident
from portal.accounts.phone_codes import redeem_code, send_code
from portal.accounts.phone_numbers import shown
from portal.accounts.returning import safe_next, safe_path
from portal.accounts.signing_in import account_for, asks_birth_date, is_known_by, is_long_unused, release_number
from portal.accounts.welcoming import first_page
from portal.refusals import Refusal

#: In the session between the two steps: the number and where to go afterwards.
PENDING = "sign_in"
#: In the session instead, when the number was not used for long: the same, and how many names were guessed.
LONG_UNUSED = "long_unused"
MOST_GUESSES = 3
#: In the session afterwards: when the number was proven, so that a forgotten password can be replaced.
PROVEN_AT = "phone_proven_at"
#: A number proven as recently as this stands in for a forgotten password, and lets one erase oneself.
RECENTLY_SECONDS = 15 * 60
HTTP_STATUS = {TooManyCodes: 429, CodeNotSent: 503}


def is_recently_proven(request: HttpRequest) -> bool:
    """Return whether the account's number was proven in this session a short while ago."""
    return 0 <= timezone.now().timestamp() - request.session.get(PROVEN_AT, 0) < RECENTLY_SECONDS


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a mobile number and send six digits to it."""
    following = safe_next(request)
    if request.user.is_authenticated:
        return redirect(first_page(request.user, following))
    form = PhoneForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _phone_page(request, form, following)
    phone = form.cleaned_data["phone"]
    try:
        send_code(phone, address=client_address(request), at=timezone.now())
    except TooManyCodes as refusal:
        if PENDING not in request.session:
            request.session[PENDING] = {"phone": phone, "next": following}
        return _phone_page(request, form, following, refusal=refusal)
    except CodeNotSent as refusal:
        return _phone_page(request, form, following, refusal=refusal)
    request.session[PENDING] = {"phone": phone, "next": following}
    return redirect("accounts:code")


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the six digits; the right ones sign in, and up when the number is new."""
    pending = request.session.get(PENDING)
    if request.user.is_authenticated:
        return redirect(first_page(request.user, safe_path(request, (pending or {}).get("next", ""))))
    if pending is None:
        return redirect("accounts:sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            redeem_code(pending["phone"], form.cleaned_data["code"], at=timezone.now())
        except (WrongCode, CodeSpent) as refusal:
            form.add_error("code", refusal.sentence)
        else:
            return _proven(request, pending)
    context = {"form": form, "phone": pending["phone"], "shown_phone": shown(pending["phone"]), "next": pending["next"]}
    return render(request, "accounts/signing_in/code.html", context)


def _proven(request: HttpRequest, pending: dict[str, Any]) -> HttpResponse:
    """Let whoever proved the number in, or ask for a second fact when it was not used for long."""
    del request.session[PENDING]
    if not is_long_unused(pending["phone"], at=timezone.now()):
        return _enter(request, pending)
    request.session[LONG_UNUSED] = pending | {"tries": 0}
    return redirect("accounts:second_fact")


@never_cache
def second_fact(request: HttpRequest) -> HttpResponse:
    """Ask who somebody is whose number was not used for long; a new owner of the number begins anew."""
    pending = request.session.get(LONG_UNUSED)
    if pending is None or request.user.is_authenticated:
        return redirect("accounts:sign_in")
    asks = asks_birth_date(pending["phone"])
    is_answered = request.method == "POST" and "new_owner" not in request.POST
    form = SecondFactForm(request.POST if is_answered else None, asks_birth_date=asks)
    if "new_owner" in request.POST:
        release_number(pending["phone"], at=timezone.now())
        return _enter(request, pending)
    if form.is_valid():
        if is_known_by(pending["phone"], **form.cleaned_data):
            return _enter(request, pending)
        pending["tries"] += 1
        if pending["tries"] >= MOST_GUESSES:
            del request.session[LONG_UNUSED]
            messages.error(request, _("That was not what we know. Please ask at your centre, or begin again."))
            return redirect("accounts:sign_in")
        request.session[LONG_UNUSED] = pending
        form.add_error(form.asked, _("That is not what we know for this number."))
    return render(request, "accounts/signing_in/second_fact.html", {"form": form})


def _enter(request: HttpRequest, pending: dict[str, Any]) -> HttpResponse:
    """Sign in whoever proved the number, through allauth and so through the second factor of those who have one."""
    at = timezone.now()
    user, _is_new = account_for(pending["phone"], language=get_language() or "", at=at)
    request.session.pop(LONG_UNUSED, None)
    request.session[PROVEN_AT] = at.timestamp()
    following = safe_path(request, pending["next"])
    return perform_login(request, user, email_verification="none", redirect_url=first_page(user, following))


def _phone_page(request: HttpRequest, form: Form, following: str, *, refusal: Refusal | None = None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "next": following}
    if refusal is None:
        return render(request, "accounts/signing_in/phone.html", context)
    form.add_error("phone", refusal.sentence)
    context["has_code"] = isinstance(refusal, TooManyCodes)
    response = render(request, "accounts/signing_in/phone.html", context, status=HTTP_STATUS[type(refusal)])
    if isinstance(refusal, TooManyCodes):
        response["Retry-After"] = str(int(refusal.retry_after.total_seconds()))
    return response


@never_cache
@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    """Ask whoever is new for a name."""
    following = safe_next(request)
    form = WelcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        become_resident(request.user, **form.cleaned_data, at=timezone.now())
        return redirect(first_page(request.user, following))
    return render(request, "accounts/signing_in/welcome.html", {"form": form, "next": following})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; a sign-in that waits for its second factor too."""
    following = safe_next(request)
    logout(request)
    return redirect(following or "/")


@never_cache
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Tell staff why the workspace asks for a second factor, and where to set one up or show it."""
    has_one = request.user.authenticator_set.exclude(type="recovery_codes").exists()
    context = {"has_one": has_one, "next": safe_next(request)}
    return render(request, "accounts/signing_in/second_factor.html", context)
