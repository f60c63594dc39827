"""From which age do we ask whom to call, and up to which who collects? A centre's rule, and each handing over."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CareRule(models.Model):
    """What a centre asks of the old and the young. Without a row the defaults hold."""

    centre = models.OneToOneField(
        "organisations.Organisation",
        on_delete=models.CASCADE,
        related_name="care_rule",
        limit_choices_to={"kind": "centre"},
        verbose_name=_("centre"),
    )
    elder_from_age = models.PositiveSmallIntegerField(_("emergency contact from age"), default=70)
    collected_below_age = models.PositiveSmallIntegerField(_("collected below age"), default=12)

    class Meta:
        verbose_name = _("rule on care")
        verbose_name_plural = _("rules on care")
        constraints = [
            models.CheckConstraint(
                condition=Q(elder_from_age__gte=50, elder_from_age__lte=120, collected_below_age__lte=14),
                name="care_rule_means_something",
            )
        ]

    def __str__(self) -> str:
        return f"{self.centre_id}: {self.elder_from_age} / {self.collected_below_age}"


class HandOver(models.Model):
    """That a child was collected after a session, by whom of those who may."""

    registration = models.ForeignKey("events.Registration", on_delete=models.PROTECT, related_name="hand_overs")
    session = models.ForeignKey("events.Session", on_delete=models.PROTECT, related_name="hand_overs")
    collector = models.ForeignKey("accounts.Collector", on_delete=models.PROTECT, related_name="hand_overs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("handing over")
        verbose_name_plural = _("handings over")
        constraints = [
            models.UniqueConstraint(fields=["registration", "session"], name="handed_over_once_a_session"),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} @ {self.session_id}"
