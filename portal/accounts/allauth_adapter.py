"""How does allauth fit this portal? Numbers instead of e-mail, our address of the caller, our words."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.addresses import client_address
from portal.accounts.forms.fields import MobileField
from portal.accounts.models import User
from portal.accounts.welcoming import first_page

log = structlog.get_logger(__name__)

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

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Return the link of the letter under the portal's own name, whatever host the request claimed."""
        path = reverse("account_confirm_email", args=[emailconfirmation.key])
        return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter; a mail server that is down is said on the page and breaks nothing."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            log.warning("accounts.mail_failed", template=template_prefix, exc_info=True)
            messages.error(self.request, _("The e-mail could not be sent. Please try again later."))

    def format_email_subject(self, subject: str) -> str:
        return f"{_('Linli')}: {subject}"
