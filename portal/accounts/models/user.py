"""Who signs in? A user, known by a mobile number; staff may have a user name and a password besides."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """An account. ``phone`` is E.164 (``+8613800000001``), unique, and null for accounts of staff and systems."""

    phone = models.CharField(_("mobile number"), max_length=16, unique=True, null=True, blank=True)
    phone_verified_at = models.DateTimeField(_("number confirmed on"), null=True, blank=True, editable=False)
    language = models.CharField(
        _("language of messages"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    muted_channels = models.JSONField(_("does not want to be told by"), default=list, blank=True)
    wechat_open_id = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """Return the name of the person whose account this is; lists that show it join ``person``."""
        person = getattr(self, "person", None)
        return person.name if person else super().get_full_name()
