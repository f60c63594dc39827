"""What does a programme's page fetch besides its words? Its events and what search engines read; in preview too."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.models import ProgrammePage
from events.readouts.programme import ProgrammeView, programme_view
from events.structured_data import script_text, structured_data

register = template.Library()


@register.simple_tag(takes_context=True)
def programme_events(context: template.Context, page: ProgrammePage) -> ProgrammeView:
    """Return the records beside the page's words; asked twice on one page, they are fetched once."""
    kept = context.render_context.setdefault("programme_events", {})
    at: datetime = context.get("at") or timezone.now()
    if page not in kept:
        kept[page] = programme_view(page, at)
    return kept[page]


@register.simple_tag(takes_context=True)
def programme_structured_data(context: template.Context, page: ProgrammePage) -> SafeString:
    """Write the page's events for search engines, as a script that the page's policy allows."""
    data: list[dict[str, Any]] = structured_data(page, programme_events(context, page))
    if not data:
        return SafeString("")
    return format_html(
        '<script type="application/ld+json" nonce="{}">{}</script>', context.get("csp_nonce", ""), script_text(data)
    )
