"""Who may collect a child? Names and numbers that a guardian gave; the door of the child's own event sees them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CollectorQuerySet(models.QuerySet["Collector"]):
    def standing(self) -> "CollectorQuerySet":
        """Keep those who were not taken off."""
        return self.filter(removed_at=None)


class Collector(models.Model):
    """Somebody to whom a child may be handed over. One who was taken off stays on record for what happened before."""

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="collectors")
    name = models.CharField(_("name"), max_length=50)
    phone = models.CharField(_("phone"), max_length=30)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = CollectorQuerySet.as_manager()

    class Meta:
        verbose_name = _("who may collect")
        verbose_name_plural = _("who may collect")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk} → {self.person_id}"
