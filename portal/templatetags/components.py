"""What do small pieces look like that a list shows a hundred times? Tags where an include would cost too much.

``components/icon.html``, ``cover.html`` and ``date_block.html`` are the same pieces for use by ``{% include %}``.
"""

from datetime import date, datetime
from functools import cache

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.templatetags import when

register = template.Library()

#: The lattices that have a drawing in ``icons/covers``; a category with another name gets the first.
PATTERNS = ("ice", "begonia", "longevity", "pinwheel", "plum", "wave", "square")


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite; it says nothing to those who listen: put the word beside it."""
    return _icon(name, settings.STATIC_URL)


@cache
def _icon(name: str, _static_url: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("icons/sprite.svg"),
        name,
    )


@register.simple_tag
def cover(pattern: str, picture_url: str = "") -> SafeString:
    """Draw a cover: the picture, or the garden window of the category."""
    if picture_url:
        return format_html('<span class="cover"><img src="{}" alt="" loading="lazy"></span>', picture_url)
    return _drawn_cover(pattern if pattern in PATTERNS else PATTERNS[0])


@cache
def _drawn_cover(pattern: str) -> SafeString:
    return format_html('<span class="cover cover-{}"></span>', pattern)


@register.simple_tag
def date_block(moment: date | datetime) -> SafeString:
    """Draw a leaf of a calendar: month, day, weekday."""
    on = when.local_day(moment)
    return _date_block(on, when.is_english())


@cache
def _date_block(on: date, _is_english: bool) -> SafeString:
    return format_html(
        '<time class="date-block" datetime="{}"><span class="date-block-month">{}</span> '
        '<span class="date-block-day">{}</span> <span class="date-block-weekday">{}</span></time>',
        on.isoformat(),
        when.month(on),
        on.day,
        when.weekday(on),
    )
