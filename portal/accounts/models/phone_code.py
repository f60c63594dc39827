"""Which code was sent to a number, and has it been used? The code itself is never kept."""

from datetime import datetime

from django.db import models

TRIES = 5


class PhoneCodeQuerySet(models.QuerySet):
    def usable(self, at: datetime) -> "PhoneCodeQuerySet":
        """Keep what may still be tried; a code from a clock that was ahead (sent after ``at``) may not."""
        return self.filter(used_at=None, tries__lt=TRIES, sent_at__lte=at, expires_at__gt=at)


class PhoneCode(models.Model):
    """A six-digit code sent by SMS: kept as an HMAC, good for ten minutes, five tries and one use.

    ``number`` counts a phone's codes; codes are counted one at a time, and that it is unique repeats it.
    """

    phone = models.CharField(max_length=16)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    address_digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = PhoneCodeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["address_digest", "sent_at"])]
        constraints = [
            models.UniqueConstraint(fields=["phone", "number"], name="one_code_a_number"),
            models.CheckConstraint(condition=models.Q(tries__lte=TRIES), name="no_try_too_many"),
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"
