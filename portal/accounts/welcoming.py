"""Where does somebody arrive after signing in? Whoever is new is asked for a name first."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse

from portal.accounts.models import Person
from portal.accounts.returning import with_query


def first_page(user: Any, following: str = "") -> str:
    """Return where to go after signing in: to ``following`` or my page, by way of the name when it is unknown.

    Staff do their work without being residents.
    """
    following = following or resolve_url(settings.LOGIN_REDIRECT_URL)
    if user.is_staff or Person.objects.filter(user=user).exists():
        return following
    return with_query(reverse("accounts:welcome"), next=following)


def resident_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask for signing in, then for a name, before the view; it comes back to the same address."""

    @wraps(view)
    @login_required
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not Person.objects.filter(user=request.user.pk).exists():
            return redirect(with_query(reverse("accounts:welcome"), next=request.get_full_path()))
        return view(request, *args, **kwargs)

    return asking
