"""Which account was given another number at a window, on whose word?"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NumberGiven(models.Model):
    """That an account answers to another number from now on.

    ``seen_person`` is the member of the household whose identity was seen; ``seen`` says what was shown, ``because``
    what became of the old number. The numbers themselves stand nowhere here.
    """

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="numbers_given")
    seen_person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    organisation_id = models.PositiveBigIntegerField()
    seen = models.CharField(_("What was shown, and by whom"), max_length=200, blank=True)
    because = models.CharField(_("What became of the old number"), max_length=200, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("number given at the window")
        verbose_name_plural = _("numbers given at the window")
        ordering = ["given_at", "pk"]

    def __str__(self) -> str:
        return f"{self.person_id} {self.given_at:%Y-%m-%d}"
