"""What does a profile say of an organisation's standing? Its form, its rating and until when it is verified."""

from typing import Any

from django import template
from django.utils import timezone

from organisations.models import Organisation, Standing

register = template.Library()


@register.simple_tag
def standing_of(organisation: Organisation | None) -> dict[str, Any] | None:
    """Return what is public of a standing; nothing where nobody has verified it."""
    standing = Standing.objects.filter(organisation=organisation).first() if organisation else None
    if standing is None:
        return None
    today = timezone.localdate()
    return {
        "form": standing.get_form_display(),
        "rating": standing.rating if standing.is_rated(today) else "",
        "rating_until": standing.rating_until,
        "is_verified": standing.is_verified(today),
        "verified_until": standing.verified_until,
    }
