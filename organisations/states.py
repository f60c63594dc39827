"""Which states can organisations and bookings be in? A suspended organisation's staff may only look."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.lifecycle import Lifecycle


class OrganisationState(models.TextChoices):
    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")


class InvitationState(models.TextChoices):
    """Where an invitation to join the staff stands; only a waiting one can be answered."""

    WAITING = "waiting", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("lapsed")


ORGANISATION_MOVES = Lifecycle(
    {
        OrganisationState.ACTIVE: frozenset({OrganisationState.SUSPENDED}),
        OrganisationState.SUSPENDED: frozenset({OrganisationState.ACTIVE}),
    }
)
INVITATION_MOVES = Lifecycle(
    {
        InvitationState.WAITING: frozenset(InvitationState) - {InvitationState.WAITING},
        InvitationState.ACCEPTED: frozenset(),
        InvitationState.DECLINED: frozenset(),
        InvitationState.WITHDRAWN: frozenset(),
        InvitationState.LAPSED: frozenset(),
    }
)


class BookingState(models.TextChoices):
    REQUESTED = "requested", _("asked for")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")
    CANCELLED = "cancelled", _("cancelled")


#: Holds its room.
HOLDING_ROOM = (BookingState.REQUESTED, BookingState.CONFIRMED)

BOOKING_MOVES = Lifecycle(
    {
        BookingState.REQUESTED: frozenset({BookingState.CONFIRMED, BookingState.DECLINED, BookingState.CANCELLED}),
        BookingState.CONFIRMED: frozenset({BookingState.REQUESTED, BookingState.CANCELLED}),
        BookingState.DECLINED: frozenset(),
        BookingState.CANCELLED: frozenset(),
    },
    begins=frozenset({BookingState.REQUESTED, BookingState.CONFIRMED}),
)
