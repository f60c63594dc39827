"""What of this app waits for a member of staff? Invitations, organisations to check, rooms; messages that failed."""

from django.db.models import Count, Exists, Min, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations import booking_messages
from organisations.joining.applying import KIND
from organisations.models import Booking, Invitation
from organisations.permissions import Act, organisations_for, reach_of
from portal.cases.models import Case, DefectNotice
from portal.cases.states import Phase
from portal.contributions import WaitingItem
from portal.outbox.models import Delivery

#: So many of what waits are named.
MOST_EXAMPLES = 5


def invitations_to_answer(request: HttpRequest) -> WaitingItem | None:
    """Return what this user is invited to and has not answered."""
    phone = getattr(request.user, "phone", None)
    waiting = list(
        Invitation.objects.open_at(timezone.now()).for_number(phone).select_related("organisation").order_by("pk")
    )
    if not waiting:
        return None
    examples = [(one.organisation.local_name, reverse("organisations:invitation", args=[one.pk])) for one in waiting]
    title, since = _("invitations to answer"), waiting[0].created_at
    return WaitingItem(title, len(waiting), examples[0][1], since, tuple(examples[:5]))


def organisations_to_check(request: HttpRequest) -> WaitingItem | None:
    """Return the applications to join or to renew that this user checks, the most urgent first; two queries.

    What came back corrected says so.
    """
    waiting = Case.objects.handled_by(request.user).open().filter(kind=KIND, phase=Phase.WORKING)
    corrected = Exists(DefectNotice.objects.filter(case=OuterRef("pk"), answered_at__isnull=False))
    urgent = waiting.most_urgent_first().annotate(is_corrected=corrected)
    rows = list(urgent.select_related(None).only("title", "entered_at")[:MOST_EXAMPLES])
    if not rows:
        return None
    examples = tuple(
        (
            _("%(name)s: corrected") % {"name": one.title} if one.is_corrected else one.title,
            reverse("cases_admin:case", args=[one.pk]),
        )
        for one in rows
    )
    path = f"{reverse('cases_admin:index')}?kind={KIND}&phase={Phase.WORKING}"
    since = min(one.entered_at for one in rows)
    return WaitingItem(_("organisations to check"), waiting.count(), path, since, examples)


def rooms_to_answer(request: HttpRequest) -> WaitingItem | None:
    """Return the requests for rooms that this user gives away, the most urgent first."""
    given_away = organisations_for(request.user, Act.APPROVE)
    waiting = Booking.objects.waiting().filter(room__facility__centre__in=given_away)
    rows = list(waiting.select_related("room").order_by("answer_by", "pk")[:MOST_EXAMPLES])
    if not rows:
        return None
    examples = tuple(
        (f"{one.room.local_name} · {one.purpose}", reverse("bookings:show", args=[one.pk])) for one in rows
    )
    path = reverse("bookings:index") + f"?state={Booking.State.REQUESTED}"
    return WaitingItem(_("rooms that are asked for"), waiting.count(), path, rows[0].created_at, examples)


def rooms_to_take(request: HttpRequest) -> WaitingItem | None:
    """Return what is offered to the user's organisations instead of the rooms that they asked for."""
    own = organisations_for(request.user, Act.WRITE).filter(pk__in=list(reach_of(request.user).own))
    offered = Booking.objects.filter(state=Booking.State.REQUESTED, organisation__in=own)
    offered = offered.filter(offered_starts_at__isnull=False)
    rows = list(offered.select_related("offered_room").order_by("answered_at", "pk")[:MOST_EXAMPLES])
    if not rows:
        return None
    examples = tuple(
        (f"{one.offered_room.local_name if one.offered_room else ''} · {one.purpose}", booking_messages.path_of(one))
        for one in rows
    )
    return WaitingItem(
        _("rooms that are offered to you"), offered.count(), examples[0][1], rows[0].answered_at, examples
    )


def messages_in_trouble(request: HttpRequest) -> WaitingItem | None:
    """Return the messages that failed, are unclear or long due; the administrator looks into them."""
    if not request.user.is_superuser:
        return None
    troubled = Delivery.objects.needs_attention(timezone.now())
    found = troubled.aggregate(count=Count("pk"), since=Min("due_at"))
    if not found["count"]:
        return None
    return WaitingItem(_("messages that did not leave"), found["count"], reverse("deliveries:index"), found["since"])
