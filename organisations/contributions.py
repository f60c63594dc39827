"""What does this app show on pages that all share?"""

from collections.abc import Sequence

from django.utils import timezone

from organisations import api
from organisations.api_tokens import end_tokens
from organisations.models import Area
from organisations.readouts.sitemap import public_profiles
from organisations.registering import found_directory
from portal import contributions
from portal.audit.recording import SYSTEM
from portal.timetable import holidays


def estates() -> Sequence[contributions.Estate]:
    """Return the estates with their names in the reader's language, in the order of the tree."""
    return [contributions.Estate(area.code, area.local_name) for area in Area.objects.estates()]


def found_holidays() -> None:
    """Seed the holidays of this year and the next, as far as they are announced."""
    at = timezone.now()
    for year in (timezone.localdate(at).year, timezone.localdate(at).year + 1):
        holidays.found(year, by=SYSTEM, at=at)


def register() -> None:
    """Fill the portal's slots; called once when the app is ready."""
    contributions.foundations.register(found_directory, order=20)
    contributions.foundations.register(found_holidays, order=25)
    contributions.estates.register(estates)
    contributions.addresses.register(public_profiles, order=20)
    contributions.due.register(end_tokens, order=90)
    for name, router in api.ROUTERS.items():
        contributions.api_routers.register(router, order=10, key=name)
