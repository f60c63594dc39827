"""How does allauth fit this portal? Numbers instead of e-mail, our address of the caller, our words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.addresses import client_address
from portal.accounts.forms.fields import MobileField
from portal.accounts.models import User
from portal.accounts.welcoming import first_page

_MISMATCH = _("User name or number and password do not match. Please check, or sign in with a code by SMS.")


class AccountAdapter(DefaultAccountAdapter):
    """Signing up, codes and numbers are ours; allauth keeps passwords, e-mail, the second factor and their limits."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _MISMATCH,
        "phone_password_mismatch": _MISMATCH,
        "too_many_login_attempts": _("Too many wrong passwords. Please try again in five minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def phone_form_field(self, **kwargs: Any) -> MobileField:
        return MobileField(**kwargs)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified_at is not None) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone, user.phone_verified_at = phone, timezone.now() if verified else None
        user.save(update_fields=["phone", "phone_verified_at"])

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return first_page(request.user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def format_email_subject(self, subject: str) -> str:
        return f"{_('Linli')}: {subject}"
