"""Under which name does somebody find a list again as they filtered and sorted it? Their own, or one that is shared."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A list's filters and order under a name; ``columns`` are None where it has each one's own.

    ``query`` is that of the list's address. ``audience`` says with whom it is shared, in the list's own terms (an
    organisation, a base); empty: its owner alone sees it.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    list_name = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=1000, blank=True)
    columns = models.JSONField(null=True, blank=True)
    audience = models.CharField(max_length=40, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["list_name", "audience"])]
        constraints = [
            models.UniqueConstraint(fields=["owner", "list_name", "name"], name="one_view_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """With which view a list opens for somebody."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="default_views")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="defaults")
    list_name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "list_name"], name="one_default_a_list")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.view_id}"
