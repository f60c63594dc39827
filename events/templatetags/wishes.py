"""What do pages say of wishes? How many neighbours asked for a programme, and where an act on a wish is carried out."""

from django import template
from django.urls import reverse

from events.models import ProgrammePage
from events.readouts.wishes import asked_for

register = template.Library()


@register.simple_tag
def address_of_act(act: str, pk: int) -> str:
    """Return where this act on a wish is carried out."""
    return reverse(f"wishes:{act}", args=[pk])


@register.simple_tag
def neighbours_who_asked(page: ProgrammePage) -> int:
    """Return how many neighbours asked for what this programme answers; one query."""
    return asked_for(page.pk) if page.pk else 0
