"""What of this app waits for a member of staff? Invitations to answer; for the administrator, messages that failed."""

from django.db.models import Count, Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from organisations.models import Invitation
from portal.contributions import WaitingItem
from portal.outbox.models import Delivery


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


def messages_in_trouble(request: HttpRequest) -> WaitingItem | None:
    """Return the messages that failed, are unclear or long due; the administrator looks into them."""
    if not request.user.is_superuser:
        return None
    troubled = Delivery.objects.needs_attention(timezone.now())
    found = troubled.aggregate(count=Count("pk"), since=Min("due_at"))
    if not found["count"]:
        return None
    return WaitingItem(_("messages that did not leave"), found["count"], reverse("deliveries:index"), found["since"])
