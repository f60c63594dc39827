"""What may this member of staff do for this organisation, and since when?"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MembershipQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> "MembershipQuerySet":
        """Keep what is in force on this day (half-open: ``ends_on`` is the first day without it)."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


class Membership(models.Model):
    """A role of a user in one organisation. An officer of a centre also answers for the organisations it hosts."""

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        ORGANISER = "organiser", _("organiser")
        COORDINATOR = "coordinator", _("volunteer coordinator")
        OFFICER = "officer", _("officer")
        DESK = "desk", _("window staff")
        DOOR = "door", _("door")
        VIEWER = "viewer", _("viewer")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("account")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=Q(ends_on=None), name="one_open_membership"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"

    @property
    def who(self) -> str:
        """The name by which colleagues know the account: the person's, where there is one."""
        person = getattr(self.user, "person", None)
        return person.name if person else str(self.user)

    def is_open_on(self, day: date) -> bool:
        """Return whether it is in force on this day, or begins later."""
        return self.ends_on is None or self.ends_on > day


#: What a list calls the column.
Membership.who.fget.short_description = pgettext_lazy("of a person", "name")  # type: ignore[attr-defined]
