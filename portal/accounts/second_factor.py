"""May this session enter the workspace? Staff prove a second factor in the session; the middleware asks for it.

The session notes for whom a second factor was proven or set up. An authenticator that the account merely has is
not enough: a session that began before it was set up never showed it.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.accounts.returning import with_query

SESSION_KEY = "second_factor_of"
#: allauth's name for a step with an authenticator or a passkey.
STEP = "mfa"


class StaffSecondFactorMiddleware:
    """Send staff without a second factor in this session to set one up before ``/admin/`` opens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.prefix = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_SECOND_FACTOR and request.path.startswith(self.prefix) and needs_second_factor(request):
            return redirect(with_query(reverse("accounts:second_factor"), next=request.get_full_path()))
        return self.get_response(request)


def needs_second_factor(request: HttpRequest) -> bool:
    """Return whether these are staff whose session has not shown a second factor."""
    user = request.user
    if not user.is_authenticated or request.session.get(SESSION_KEY) == user.pk:
        return False
    return user.is_staff or user.has_perm("wagtailadmin.access_admin")


@receiver(authentication_step_completed)
def note_step(request: HttpRequest, user: Any, method: str, **kwargs: Any) -> None:
    """Note a second factor that was just proven."""
    if method == STEP:
        request.session[SESSION_KEY] = user.pk


@receiver(authenticator_added)
def note_new_authenticator(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Note a second factor that was just set up: adding one proves having it."""
    request.session[SESSION_KEY] = user.pk
