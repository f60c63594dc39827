"""What belongs to somebody's own account? Its language, password, e-mail, second factor, and a copy of the data."""

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from portal import wechat
from portal.accounts import readouts
from portal.accounts.forms.profile import ChannelsForm, LanguageForm
from portal.accounts.household import people_one_may_act_for
from portal.accounts.models import Mandate, Person
from portal.accounts.phone_numbers import shown
from portal.accounts.profile import change_language, note_new_password
from portal.accounts.returning import login_required_to_act
from portal.accounts.views.signing_in import is_recently_proven
from portal.outbox.channels import Channel, choose_channels, open_channels, unlink_wechat
from portal.outbox.channels import link_wechat as connect_wechat
from portal.outbox.errors import NoWeChat

#: Where the session keeps what WeChat has to give back.
WECHAT_STATE = "wechat_state"


@never_cache
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show the account, and set the language of its messages."""
    user = request.user
    form = LanguageForm(request.POST or None, initial={"language": user.language})
    if request.method == "POST" and form.is_valid():
        change_language(user, form.cleaned_data["language"], at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    context = {
        "form": form,
        "channels_form": _channels_form(user),
        "quiet_from": settings.QUIET_FROM,
        "quiet_until": settings.QUIET_UNTIL,
        "wechat_is_on": wechat.is_on(),
        "wechat_is_linked": bool(user.wechat_open_id),
        "person": Person.objects.filter(user=user).first(),
        "shown_phone": shown(user.phone or ""),
        "sends_email": settings.SENDS_EMAIL,
        "has_password": user.has_usable_password(),
        "email": EmailAddress.objects.filter(user=user).order_by("-verified", "-primary").first(),
        "has_second_factor": user.authenticator_set.exclude(type="recovery_codes").exists(),
    }
    return render(request, "accounts/profile/show.html", context)


def _channels_form(user: Any, data: Any = None) -> ChannelsForm:
    """Return the choice among the ways by which a message can arrive at this account."""
    offered = [str(channel) for channel in open_channels(user)]
    wanted = [channel for channel in offered if channel not in user.muted_channels]
    return ChannelsForm(offered, data, initial={"channels": wanted})


@require_POST
@login_required_to_act
def channels(request: HttpRequest) -> HttpResponse:
    """Set by which ways the account is told; what is not open now stays as it was."""
    user = request.user
    form = _channels_form(user, request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose among the ways that are shown."))
        return redirect("accounts:profile")
    offered = [choice for choice, _label in form.fields["channels"].choices]
    kept = [str(channel) for channel in Channel if channel not in offered and channel not in user.muted_channels]
    choose_channels([*form.cleaned_data["channels"], *kept], by=user, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("accounts:profile")


@never_cache
@login_required
@require_safe
def link_wechat(request: HttpRequest) -> HttpResponse:
    """Send the reader to WeChat, and take up the code with which it sends them back."""
    if not wechat.is_on():
        raise Http404
    state, code = request.session.get(WECHAT_STATE, ""), request.GET.get("code", "")
    if not code:
        state = request.session[WECHAT_STATE] = secrets.token_urlsafe(16)
        back = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('accounts:link_wechat')}"
        return redirect(wechat.authorise_url(back_to=back, state=state))
    if not state or not constant_time_compare(request.GET.get("state", ""), request.session.pop(WECHAT_STATE)):
        messages.error(request, _("That took too long. Please try once more."))
        return redirect("accounts:profile")
    try:
        connect_wechat(code, by=request.user, at=timezone.now())
    except NoWeChat as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("WeChat is linked. We can tell you things there."))
    return redirect("accounts:profile")


@require_POST
@login_required_to_act
def unlink(request: HttpRequest) -> HttpResponse:
    """Forget the linked WeChat account."""
    unlink_wechat(by=request.user, at=timezone.now())
    messages.success(request, _("WeChat is not linked any more."))
    return redirect("accounts:profile")


@sensitive_post_parameters()
@never_cache
@login_required
def password(request: HttpRequest) -> HttpResponse:
    """Set or change the password; the old one is asked for unless the number was proven just now."""
    is_proven = not request.user.has_usable_password() or is_recently_proven(request)
    form_class = SetPasswordForm if is_proven else PasswordChangeForm
    form = form_class(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, request.user)
        note_new_password(request.user, at=timezone.now())
        messages.success(request, _("Your new password is in use."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile/password.html", {"form": form})


@never_cache
@login_required
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """Hand over a copy of what is held about oneself and one's children."""
    own = (Mandate.Basis.SELF, Mandate.Basis.GUARDIAN)
    people = people_one_may_act_for(request.user, timezone.now()).filter(basis__in=own)
    copy = {"account": readouts.account_data(request.user), "people": [readouts.copy_of(person) for person in people]}
    response = JsonResponse(copy, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="linli-my-data.json"'
    return response
