"""What do the directory and a profile show beside the page's own words?"""

from typing import Any

from django import template

from organisations.models import Organisation
from organisations.readouts.directory import Directory, directory
from portal import contributions
from portal.contributions import Achievement

register = template.Library()


@register.simple_tag(takes_context=True)
def organisation_directory(context: template.Context, page: Any) -> Directory:
    """Return the directory as it was asked for; addresses below that of its page."""
    asked = context["request"].GET.dict() if "request" in context else {}
    return directory(f"{context['shell'].urls['home']}{page.slug}/", asked)


@register.simple_tag
def organisation_of(page: Any) -> Organisation | None:
    """Return the organisation whose profile this is; None in the preview of one that is not saved."""
    return Organisation.objects.filter(page_id=page.pk).select_related("area", "home_centre").first()


@register.simple_tag
def record_of(organisation: Organisation | None) -> list[Achievement]:
    """Return what an organisation has done, as the apps count it."""
    if organisation is None:
        return []
    return [line for source in contributions.achievements for line in source(organisation.pk)]
