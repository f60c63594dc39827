"""What belongs to somebody's own account? Its language, password, e-mail, second factor, and a copy of the data."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from portal.accounts import readouts
from portal.accounts.forms.profile import LanguageForm
from portal.accounts.household import people_one_may_act_for
from portal.accounts.models import Mandate, Person
from portal.accounts.phone_numbers import shown
from portal.accounts.profile import change_language, note_new_password
from portal.accounts.views.signing_in import PROVEN_AT

#: A number proven as recently as this stands in for a forgotten password.
RECENTLY_SECONDS = 15 * 60


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
        "person": Person.objects.filter(user=user).first(),
        "shown_phone": shown(user.phone or ""),
        "sends_email": settings.SENDS_EMAIL,
        "has_password": user.has_usable_password(),
        "email": EmailAddress.objects.filter(user=user).order_by("-verified", "-primary").first(),
        "has_second_factor": user.authenticator_set.exclude(type="recovery_codes").exists(),
    }
    return render(request, "accounts/profile/show.html", context)


@sensitive_post_parameters()
@never_cache
@login_required
def password(request: HttpRequest) -> HttpResponse:
    """Set or change the password; the old one is asked for unless the number was proven just now."""
    proven_ago = timezone.now().timestamp() - request.session.get(PROVEN_AT, 0)
    is_proven = not request.user.has_usable_password() or 0 <= proven_ago < RECENTLY_SECONDS
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
