"""What does a programme's card look like? Drawn once for the same card, language and day, and kept.

A card is a frozen value and its drawing follows from it alone, so nothing can be out of date: one place less is
another card. Twelve cards were a fifth of the list's time.
"""

from datetime import date
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from events.readouts.card import EventCard

register = template.Library()


@register.simple_tag
def programme_card(card: EventCard, heading: int = 3) -> SafeString:
    """Draw a card whose title is a heading of this level."""
    draw = _draw.__wrapped__ if settings.DEBUG else _draw
    return draw(card, heading, get_language(), timezone.localdate())


@lru_cache(maxsize=1024)
def _draw(card: EventCard, heading: int, _language: str | None, _today: date) -> SafeString:
    return render_to_string("events/programme/card.html", {"card": card, "heading": heading})
