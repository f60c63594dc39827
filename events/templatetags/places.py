"""How many places are left, in words and as a bar? Never by colour alone."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import Event
from events.readouts.card import SignUpState, sign_up_state
from events.states import Allocation
from portal.templatetags.components import icon
from portal.templatetags.when import day_and_time

register = template.Library()

#: So few places that it is worth hurrying.
FEW = 5
#: Where it does not matter who comes first, how many are left says nothing.
_ALLOCATED = {
    Allocation.BALLOT: gettext_lazy("Ballot for %(count)d places"),
    Allocation.APPROVAL: gettext_lazy("%(count)d places, with approval"),
}


@register.simple_tag
def place_meter(pool: Any, event: Any) -> SafeString:
    """Draw the places of an event: a ``Pool`` with its ``Event``, or a card or a view of one, given twice."""
    state = state_of(pool, event)
    tone, sign, words = wording(state, pool, event)
    counts = event.allocation == Allocation.FIRST_COME and state in (SignUpState.OPEN, SignUpState.FULL)
    bar = places_bar(pool.capacity, pool.left) if counts else ""
    return format_html(
        '<span class="places places-{}"><span class="places-words">{}{}</span>{}</span>',
        tone,
        icon(sign) if sign else "",
        words,
        bar,
    )


def state_of(pool: Any, event: Any) -> SignUpState:
    if not isinstance(event, Event):
        return event.sign_up_state
    return sign_up_state(
        at=timezone.now(),
        state=event.state,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        needs_sign_up=event.needs_sign_up,
        opens_at=event.opens_at,
        closes_at=event.closes_at,
        left=pool.left,
    )


def wording(state: SignUpState, pool: Any, event: Any) -> tuple[str, str, str]:
    """Return tone, icon and words."""
    if event.allocation != Allocation.FIRST_COME and state in (SignUpState.OPEN, SignUpState.FULL):
        return "open", "ticket", _ALLOCATED[event.allocation] % {"count": pool.capacity}
    match state:
        case SignUpState.OPEN:
            words = ngettext("%(count)d place left", "%(count)d places left", pool.left) % {"count": pool.left}
            return ("few", "queue", words) if pool.left <= FEW else ("open", "", words)
        case SignUpState.FULL:
            can_wait = event.has_waiting_list if isinstance(event, Event) else event.can_wait
            return "full", "queue", _("Full: join waiting list") if can_wait else _("Full")
        case SignUpState.LATER:
            return "closed", "clock", _("Sign-up opens %(when)s") % {"when": day_and_time(event.opens_at)}
        case SignUpState.WALK_IN:
            return "open", "success", _("No sign-up needed, just come")
        case SignUpState.CANCELLED:
            return "full", "close", _("Cancelled")
        case SignUpState.PAST:
            return "closed", "check", _("Over")
        case _:
            return "closed", "close", _("Sign-up closed")


def places_bar(capacity: int, left: int) -> SafeString:
    """Draw how far it has filled up; the words beside it say the same."""
    percent = round(100 * (capacity - left) / capacity) if capacity else 100
    return format_html(
        '<svg class="places-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="6"/></svg>',
        percent,
    )
