"""How many places are there, and how many are taken? The only counter; no form edits it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Pool(models.Model):
    """Places of an event, or of a volunteers' shift (``shift``), and then there is no event.

    ``taken`` counts confirmed and offered people, ``waiting`` people in the queue. Only ``events.seating.places``
    writes it. Reserves (of estates, of the window) are pools of their own until ``releases_at``; then what is left of
    them goes to the open pool. Everybody waits in the open pool; a reserve's ``waiting`` counts those of them whom it
    may serve too.
    """

    class Kind(models.TextChoices):
        OPEN = "open", _("open to all")
        ESTATE = "estate", _("kept for estates")
        DESK = "desk", _("kept for the window")

    event = models.ForeignKey(
        "events.Event",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="pools",
        verbose_name=_("event"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.OPEN)
    capacity = models.PositiveIntegerField(_("places"))
    taken = models.PositiveIntegerField(_("taken"), default=0)
    waiting = models.PositiveIntegerField(_("waiting"), default=0)
    next_ticket = models.PositiveIntegerField(default=1)
    estate_codes = models.JSONField(_("estates"), default=list, blank=True)
    releases_at = models.DateTimeField(_("kept until"), null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("places")
        verbose_name_plural = _("places")
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="never_more_taken_than_there_are"),
            models.UniqueConstraint(fields=["event"], condition=Q(kind="open"), name="one_open_pool_an_event"),
            models.UniqueConstraint(fields=["event"], condition=Q(kind="desk"), name="one_desk_pool_an_event"),
        ]

    def __str__(self) -> str:
        return f"{self.taken}/{self.capacity}"

    @property
    def free(self) -> int:
        """Places that nobody has."""
        return self.capacity - self.taken

    @property
    def left(self) -> int:
        """Places that a newcomer can have now: none while somebody waits."""
        return 0 if self.waiting else self.capacity - self.taken
