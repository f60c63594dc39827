"""Who has paid the materials fee? A tick with a receipt number, made where the money changes hands; never online."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FeeMarkQuerySet(models.QuerySet["FeeMark"]):
    def standing(self) -> "FeeMarkQuerySet":
        """Keep those that were not taken back."""
        return self.filter(undone_at=None)


class FeeMark(models.Model):
    """That somebody paid, or need not. One that was a mistake is taken back with the reason and stays on record."""

    class Outcome(models.TextChoices):
        PAID = "paid", _("paid")
        WAIVED = "waived", _("waived")

    registration = models.ForeignKey("events.Registration", on_delete=models.PROTECT, related_name="fee_marks")
    outcome = models.CharField(_("materials fee"), max_length=8, choices=Outcome.choices)
    amount_yuan = models.DecimalField(_("amount in yuan"), max_digits=7, decimal_places=2)
    receipt = models.CharField(_("receipt number"), max_length=30, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    marked_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undo_reason = models.CharField(_("reason"), max_length=100, blank=True)

    objects = FeeMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("materials fee")
        verbose_name_plural = _("materials fees")
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(undone_at=None), name="one_fee_mark_a_registration"
            ),
            models.CheckConstraint(condition=Q(outcome="waived") | ~Q(receipt=""), name="paid_has_a_receipt"),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.outcome}"
