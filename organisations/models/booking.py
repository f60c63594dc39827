"""Who has a room, or asks for one, from when to when and for what?"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organisations.states import HOLDING_ROOM, BookingState


class BookingQuerySet(models.QuerySet["Booking"]):
    def holding(self) -> "BookingQuerySet":
        """Keep what holds its room: confirmed, and asked for until it is answered."""
        return self.filter(state__in=HOLDING_ROOM)

    def waiting(self) -> "BookingQuerySet":
        """Keep what the room's officer has to answer."""
        return self.filter(state=BookingState.REQUESTED, offered_starts_at=None)

    def upcoming(self, at: datetime) -> "BookingQuerySet":
        """Keep what is not over yet."""
        return self.filter(ends_at__gt=at)


class Booking(models.Model):
    """A room for an organisation, half-open ``[starts_at, ends_at)``; a request holds the room until it is answered.

    ``series`` joins those made in one go. ``is_for_event``: it is the question that a session's organiser asks; the
    session itself stands in the diaries then. ``answer_by`` is when the officer should have answered. What the officer
    offers instead is held as well, until it is taken or not.
    """

    State = BookingState

    room = models.ForeignKey(
        "organisations.Room", on_delete=models.PROTECT, related_name="bookings", verbose_name=_("room")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="bookings", verbose_name=_("organisation")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    purpose = models.CharField(_("what for"), max_length=100)
    attendance = models.PositiveIntegerField(_("how many people come"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.REQUESTED)
    is_for_event = models.BooleanField(default=False, editable=False)
    series = models.UUIDField(null=True, blank=True, db_index=True, editable=False)
    override_reason = models.CharField(_("why in spite of what is in the way"), max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    answer_by = models.DateTimeField(_("to be answered by"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    offered_room = models.ForeignKey(
        "organisations.Room", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    offered_starts_at = models.DateTimeField(null=True, blank=True, editable=False)
    offered_ends_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["room", "starts_at"]),
            models.Index(fields=["organisation", "starts_at"]),
            models.Index(fields=["answer_by"], condition=Q(state=BookingState.REQUESTED), name="bookings_to_answer"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_has_length"),
            models.CheckConstraint(
                condition=Q(offered_starts_at=None, offered_ends_at=None, offered_room=None)
                | Q(offered_ends_at__gt=F("offered_starts_at"), offered_room__isnull=False),
                name="offer_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.purpose

    @property
    def has_offer(self) -> bool:
        """Whether another time is offered and waits for a word."""
        return self.state == BookingState.REQUESTED and self.offered_starts_at is not None
