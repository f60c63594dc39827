"""Who is asked to join an organisation's staff, known by a mobile number alone?"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisations.models.membership import Membership
from organisations.states import InvitationState


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open_at(self, at: datetime) -> "InvitationQuerySet":
        """Keep those that can be answered at this moment."""
        return self.filter(state=InvitationState.WAITING, lapses_at__gt=at)

    def for_number(self, phone: str | None) -> "InvitationQuerySet":
        """Keep those to this number; none for whoever has no number."""
        return self.filter(phone=phone) if phone else self.none()


class Invitation(models.Model):
    """A role offered to whoever proves that the number is theirs. The number and the name are cleared some time
    after it was settled; ``until`` is the first day without the role, as in a membership."""

    State = InvitationState

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="invitations",
        verbose_name=_("organisation"),
    )
    phone = models.CharField(_("mobile number"), max_length=16, blank=True)
    name = models.CharField(_("name"), max_length=50, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Membership.Role.choices)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=InvitationState.choices, default=InvitationState.WAITING
    )
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    lapses_at = models.DateTimeField(_("can be accepted until"))
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["phone", "state"]), models.Index(fields=["organisation", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "phone"], condition=Q(state="waiting"), name="one_waiting_invitation_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.organisation_id} {self.state}"
