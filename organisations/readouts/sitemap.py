"""Which organisations should search engines know? Those that are not suspended and whose page is published."""

from collections.abc import Iterator

from organisations.models import Organisation, OrganisationIndexPage
from portal.contributions import Address


def public_profiles() -> Iterator[Address]:
    """Return the addresses of the directory and of the profiles."""
    for changed_at in OrganisationIndexPage.objects.live().values_list("last_published_at", flat=True):
        yield Address("/organisations/", changed_at)
    live = Organisation.objects.active().filter(page__live=True).order_by("code")
    for code, changed_at in live.values_list("code", "page__last_published_at"):
        yield Address(f"/organisations/{code}/", changed_at)
