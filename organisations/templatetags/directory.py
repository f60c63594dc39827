"""What do the directory and a profile show beside the page's own words?"""

from typing import Any

from django import template

from organisations.models import Facility, Organisation
from organisations.readouts.directory import DirectoryGroup
from organisations.readouts.directory import directory as groups_of_directory

register = template.Library()


@register.simple_tag(takes_context=True)
def organisation_directory(context: template.Context, page: Any) -> list[DirectoryGroup]:
    """Return the groups of the directory; addresses below that of its page."""
    return groups_of_directory(f"{context['shell'].urls['home']}{page.slug}/")


@register.simple_tag
def organisation_of(page: Any) -> Organisation | None:
    """Return the organisation whose profile this is; None in the preview of one that is not saved."""
    return Organisation.objects.filter(page_id=page.pk).select_related("area", "home_centre").first()


@register.simple_tag
def facilities_of(organisation: Organisation | None) -> list[Facility]:
    """Return what a centre offers; nothing for any other organisation."""
    if organisation is None or organisation.kind != Organisation.Kind.CENTRE:
        return []
    kinds = list(Facility.Kind)
    return sorted(organisation.facilities.all(), key=lambda facility: kinds.index(facility.kind))
