"""What does a page of a case look up by the name of a question? What was filled in from elsewhere."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.dateparse import parse_date

from portal.templatetags import when

register = template.Library()


@register.simple_tag
def known_of(known: Mapping[str, Any], question: str) -> dict[str, str] | None:
    """Return where a question's answer was filled in from, and of which day it is."""
    found = known.get(question)
    if not found:
        return None
    on = parse_date(found.get("on", ""))
    return {"source": found.get("source", ""), "on": when.day(on) if on else ""}
