"""What does this app show on pages that all share?"""

from collections.abc import Sequence

from organisations import api
from organisations.models import Area
from organisations.readouts.sitemap import public_profiles
from organisations.registering import found_directory
from portal import contributions


def estates() -> Sequence[contributions.Estate]:
    """Return the estates with their names in the reader's language, in the order of the tree."""
    return [contributions.Estate(area.code, area.local_name) for area in Area.objects.estates()]


def register() -> None:
    """Fill the portal's slots; called once when the app is ready."""
    contributions.foundations.register(found_directory, order=20)
    contributions.estates.register(estates)
    contributions.addresses.register(public_profiles, order=20)
    for name, router in api.ROUTERS.items():
        contributions.api_routers.register(router, order=10, key=name)
