"""Where does the administrator see the messages that did not leave? By kind and reason, not to whom."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from organisations.viewsets.guarded import GuardedIndex, GuardedViewSet
from portal.outbox.models import Delivery
from portal.templatetags import when


class DeliveryIndex(GuardedIndex):
    """Those that need somebody's attention, the oldest first."""

    needs = ("view",)
    is_scoped = False
    page_title = _("Messages that did not leave")

    def get_base_queryset(self) -> Any:
        return Delivery.objects.needs_attention(timezone.now()).select_related("message")

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by("due_at", "pk")


def due(delivery: Delivery) -> str:
    """Return since when it should have left."""
    return when.day_and_time(delivery.due_at)


class DeliveryViewSet(GuardedViewSet):
    """Messages in trouble; for the administrator alone."""

    model = Delivery
    name = "deliveries"
    icon = "mail"
    menu_label = _("Messages that did not leave")
    add_to_settings_menu = True
    addresses = ("index", "index_results")
    roles = ()
    index_view_class = DeliveryIndex
    list_filter = ["channel", "state"]
    list_display = [
        Column("kind", label=_("kind"), accessor="message.kind"),
        Column("channel", label=_("channel"), accessor="get_channel_display"),
        Column("state", label=_("state"), accessor="get_state_display"),
        Column("due_at", label=_("since"), accessor=due),
        Column("attempts", label=_("tries")),
        Column("error", label=_("reason")),
    ]
