"""Which programmes should search engines know? The published ones of organisations that are not suspended."""

from collections.abc import Iterator

from events.models import ProgrammePage
from organisations.models import Organisation
from portal.contributions import Address


def public_programmes() -> Iterator[Address]:
    """Return the programmes' addresses: two queries."""
    codes = dict(Organisation.objects.active().values_list("page__path", "code"))
    pages = ProgrammePage.objects.live().order_by("path").values_list("path", "slug", "last_published_at")
    for path, slug, changed_at in pages.iterator(chunk_size=2000):
        if code := codes.get(path[: -ProgrammePage.steplen]):
            yield Address(f"/organisations/{code}/{slug}/", changed_at)
