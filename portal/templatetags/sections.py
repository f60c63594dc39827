"""Which sections do the apps contribute to this page?"""

from django import template

from portal import contributions

register = template.Library()


@register.simple_tag(takes_context=True)
def home_sections(context: template.Context) -> list[contributions.Section]:
    """Return the sections of the home page."""
    made = (source(context["request"]) for source in contributions.home_sections)
    return [section for section in made if section]


@register.simple_tag(takes_context=True)
def organisation_sections(context: template.Context, organisation_id: int | None) -> list[contributions.Section]:
    """Return the sections of an organisation's profile; none while it has no record."""
    if organisation_id is None:
        return []
    made = (source(context["request"], organisation_id) for source in contributions.organisation_sections)
    return [section for section in made if section]
