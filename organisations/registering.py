"""How does an organisation come to be here? Its record, its page and its collection, made together."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection

from organisations.errors import NotYours
from organisations.models import Area, Organisation, OrganisationIndexPage, OrganisationPage
from organisations.permissions import Act, may
from portal.audit.recording import record
from portal.pages.models import HomePage


def found_directory() -> OrganisationIndexPage:
    """Return the directory page, made under the home page when there is none yet."""
    if directory := OrganisationIndexPage.objects.first():
        return directory
    directory = OrganisationIndexPage(
        title="社会组织与联络所", title_en="Organisations and centres", slug="organisations"
    )
    HomePage.objects.get().add_child(instance=directory)
    return directory


@transaction.atomic
def register_organisation(
    *,
    code: str,
    name: str,
    name_en: str = "",
    kind: str,
    area: Area,
    by: Any,
    at: datetime,
    home_centre: Organisation | None = None,
    **details: str,
) -> Organisation:
    """Make an organisation with its live page and its collection; return the one with this code if there is one."""
    if existing := Organisation.objects.filter(code=code).first():
        return existing
    page = OrganisationPage(title=name, title_en=name_en, slug=code)
    found_directory().add_child(instance=page)
    collection = (Collection.get_first_root_node() or Collection.add_root(name="Root")).add_child(name=name)
    organisation = Organisation.objects.create(
        code=code,
        name=name,
        name_en=name_en,
        kind=kind,
        area=area,
        home_centre=home_centre,
        page=page,
        collection=collection,
        **details,
    )
    record("organisation.registered", organisation, by=by, at=at, organisation_id=organisation.pk)
    return organisation


@transaction.atomic
def change_details(organisation: Organisation, *, details: Mapping[str, Any], by: Any, at: datetime) -> Organisation:
    """Change an organisation's name and contact details; raises ``NotYours`` for a stranger."""
    if hasattr(by, "pk") and not may(by, Act.MANAGE, organisation.pk):
        raise NotYours(_("You cannot change this organisation."))
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    changed = [name for name, value in details.items() if getattr(organisation, name) != value]
    for name in changed:
        setattr(organisation, name, details[name])
    organisation.save(update_fields=changed)
    record("organisation.changed", organisation, by=by, at=at, organisation_id=organisation.pk, fields=sorted(changed))
    return organisation
