"""Who is here? The organisations of the directory, centres first, each group in order of name; one query."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext_lazy

from organisations.models import Organisation
from portal.languages import in_reader_language

Kind = Organisation.Kind
#: The order of the groups and what a reader calls each.
GROUPS = {
    Kind.CENTRE: gettext_lazy("Community centres"),
    Kind.SOCIAL: gettext_lazy("Social organisations"),
    Kind.COMMITTEE: gettext_lazy("Residents' committees"),
    Kind.AUTHORITY: gettext_lazy("Public authorities"),
}


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    """An organisation as the directory shows it; ``sign`` is the character in its window."""

    name: str
    url: str
    summary: str
    area: str
    sign: str


@dataclass(frozen=True, slots=True)
class DirectoryGroup:
    title: str
    organisations: tuple[OrganisationCard, ...]


def directory(directory_url: str) -> list[DirectoryGroup]:
    """Return the active organisations whose profile is published."""
    organisations = Organisation.objects.active().filter(page__live=True).select_related("page", "area")
    order = [str(kind) for kind in GROUPS]
    in_order = sorted(organisations, key=lambda one: (order.index(one.kind), one.local_name))
    return [
        DirectoryGroup(str(GROUPS[kind]), tuple(card(one, directory_url) for one in group))
        for kind, group in groupby(in_order, key=lambda one: one.kind)
    ]


def card(organisation: Organisation, directory_url: str) -> OrganisationCard:
    page = organisation.page
    return OrganisationCard(
        name=organisation.local_name,
        url=f"{directory_url}{organisation.code}/",
        summary=in_reader_language(page.summary, page.summary_en) or organisation.field_of_work,
        area=organisation.area.local_name,
        sign=sign(organisation.name),
    )


def sign(name: str) -> str:
    """Return the character that stands for an organisation in its window: the first of its Chinese name."""
    return name.strip()[:1]
