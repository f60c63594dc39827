"""What does a programme's page say of those who came? Their average, plainly, once enough have spoken."""

from django import template

from events.models import ProgrammePage
from events.readouts.feedback import Average, public_average

register = template.Library()


@register.simple_tag
def average_of(page: ProgrammePage) -> Average | None:
    """Return the average that may be shown, or nothing; one query."""
    return public_average(page.pk) if page.pk else None
