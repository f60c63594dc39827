"""Which code was sent to a number, and has it been used? The code itself is never kept."""

from django.db import models


class PhoneCode(models.Model):
    """A six-digit code sent by SMS: kept as an HMAC, good for ten minutes, five tries and one use."""

    phone = models.CharField(max_length=16, db_index=True)
    digest = models.CharField(max_length=64)
    address_digest = models.CharField(max_length=64, blank=True, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["phone", "-sent_at"])]

    def __str__(self) -> str:
        return f"code {self.pk}"
