"""Which organisations and places should search engines know? Those that are active and whose page is published."""

from collections.abc import Iterator

from organisations.models import Organisation, OrganisationIndexPage, Room
from portal.contributions import Address


def public_profiles() -> Iterator[Address]:
    """Return the addresses of the directory and of the profiles."""
    for changed_at in OrganisationIndexPage.objects.live().values_list("last_published_at", flat=True):
        yield Address("/organisations/", changed_at)
    live = Organisation.objects.active().filter(page__live=True).order_by("code")
    for code, changed_at in live.values_list("code", "page__last_published_at"):
        yield Address(f"/organisations/{code}/", changed_at)


def public_places() -> Iterator[Address]:
    """Return the addresses of "where to go", of the facilities and of their rooms."""
    yield Address("/places/", None)
    live = Room.objects.filter(facility__centre__state=Organisation.State.ACTIVE, facility__centre__page__live=True)
    known: set[tuple[str, str]] = set()
    rows = live.order_by("facility__centre__code", "facility__kind", "code")
    for centre, kind, code in rows.values_list("facility__centre__code", "facility__kind", "code"):
        if (centre, kind) not in known:
            known.add((centre, kind))
            yield Address(f"/places/{centre}/{kind}/", None)
        yield Address(f"/places/{centre}/{kind}/{code}/", None)
