"""Which machine may act for an account, in what, for which organisation, and until when?"""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class ApiTokenQuerySet(models.QuerySet):
    def in_force(self, at: datetime) -> "ApiTokenQuerySet":
        """Keep what has neither lapsed nor been revoked."""
        return self.filter(revoked_at=None, expires_at__gt=at)


class ApiToken(models.Model):
    """A secret by which a machine acts for ``owner``; only its digest is kept.

    ``organisation`` is the one it is limited to; without one it reaches only the people for whom its owner holds a
    mandate. ``number`` is the part of the token that may be read aloud, and by which its row is found.
    """

    class Scope(models.TextChoices):
        REGISTRATIONS_READ = "registrations:read", _("read sign-ups")
        REGISTRATIONS_WRITE = "registrations:write", _("sign up and cancel")
        PEOPLE_WRITE = "people:write", _("find or add a person at the window")
        CHECKIN_WRITE = "checkin:write", _("mark who has come")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="tokens_for_machines",
        verbose_name=_("account"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="api_tokens",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("what it is for"), max_length=60)
    number = models.CharField(_("token number"), max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField(_("what it may do"), default=list)
    created_at = models.DateTimeField(_("issued on"))
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("created_at")), name="token_has_a_life"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def expires_on(self) -> date:
        """The local day on which it ends."""
        return timezone.localdate(self.expires_at)

    @property
    def scope_labels(self) -> str:
        """What it may do, in words."""
        return gettext(", ").join(str(self.Scope(scope).label) for scope in self.scopes if scope in self.Scope.values)


class ApiFailure(models.Model):
    """A request with a token that was none, by the digest of the address it came from; kept for a day."""

    address_digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address_digest", "at"])]

    def __str__(self) -> str:
        return f"failure {self.pk}"
