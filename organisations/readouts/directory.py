"""Who is here? The organisations of the directory, centres first, then by name; filtered and searched."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.models import Organisation
from organisations.models.organisation import OrganisationQuerySet
from portal.languages import in_reader_language

Kind = Organisation.Kind
#: The order of the groups and what a reader calls each.
GROUPS = {
    Kind.CENTRE: gettext_lazy("Community centres"),
    Kind.SOCIAL: gettext_lazy("Social organisations"),
    Kind.COMMITTEE: gettext_lazy("Residents' committees"),
    Kind.AUTHORITY: gettext_lazy("Public authorities"),
}
#: The longest words that are searched for.
LONGEST = 60


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


@dataclass(frozen=True, slots=True)
class DirectoryChoice:
    """A way to narrow the directory: its key in the address, its name, and what there is to choose."""

    key: str
    label: str
    options: tuple[tuple[str, str | Promise, bool], ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """What was asked for and what was found; ``is_asked`` when it is not simply everybody."""

    words: str
    choices: tuple[DirectoryChoice, ...]
    groups: list[DirectoryGroup]
    count: int
    is_asked: bool


def directory(directory_url: str, asked: Mapping[str, str] | None = None) -> Directory:
    """Return the active organisations whose profile is published and that match what was asked; three queries.

    Anything in ``asked`` that is no choice counts as not asked.
    """
    asked = asked or {}
    public = Organisation.objects.active().filter(page__live=True)
    words = " ".join(asked.get("q", "").replace("\x00", "").split())[:LONGEST]
    choices = _choices(public, asked)
    chosen = {one.key: value for one in choices for value, _name, is_chosen in one.options if is_chosen and value}
    found = list(_matching(public, words, chosen).select_related("page", "area"))
    order = [str(kind) for kind in GROUPS]
    in_order = sorted(found, key=lambda one: (order.index(one.kind), one.local_name))
    groups = [
        DirectoryGroup(str(GROUPS[Kind(kind)]), tuple(card(one, directory_url) for one in group))
        for kind, group in groupby(in_order, key=lambda one: one.kind)
    ]
    return Directory(words, choices, groups, len(found), bool(words or chosen))


def _matching(public: OrganisationQuerySet, words: str, chosen: Mapping[str, str]) -> OrganisationQuerySet:
    names = {"kind": "kind", "field": "field_of_work", "centre": "home_centre__code"}
    rows = public.filter(**{names[key]: value for key, value in chosen.items()})
    searched = ("name", "name_en", "code", "field_of_work", "page__summary", "page__summary_en", "page__body")
    for word in words.split():
        condition = Q()
        for name in searched:
            condition |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(condition)
    return rows


def _choices(public: OrganisationQuerySet, asked: Mapping[str, str]) -> tuple[DirectoryChoice, ...]:
    fields = sorted(set(public.exclude(field_of_work="").values_list("field_of_work", flat=True)))
    centres = [(one.code, one.local_name) for one in public.centres()]
    every: list[tuple[str, str, list[tuple[str, str | Promise]]]] = [
        ("kind", _("Kind"), [(str(kind), words) for kind, words in GROUPS.items()]),
        ("field", _("Field of work"), [(field, field) for field in fields]),
        ("centre", _("Hosted by"), list(centres)),
    ]
    return tuple(
        DirectoryChoice(
            key, label, tuple((value, words, asked.get(key) == value) for value, words in [("", _("All")), *options])
        )
        for key, label, options in every
        if options
    )


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
