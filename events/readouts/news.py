"""What is new? Programmes by the moment they were first published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from events.models import ProgrammePage
from events.models.event import SessionQuerySet
from events.readouts.sessions import ProgrammeAddresses
from organisations.models import Organisation
from portal.languages import in_reader_language

MOST = 30


@dataclass(frozen=True, slots=True)
class News:
    """A programme as a feed reader shows it."""

    title: str
    summary: str
    url: str
    category_name: str
    organisation_name: str
    published_at: datetime | None


def newest_programmes(sessions: SessionQuerySet) -> Iterator[News]:
    """Return the newest programmes that have one of these sessions: two queries."""
    pages = ProgrammePage.objects.live().filter(Exists(sessions.filter(event__programme_id=OuterRef("pk"))))
    fields = ("title", "title_en", "summary", "summary_en", "slug", "path", "first_published_at")
    newest = list(
        pages.order_by("-first_published_at", "-pk").values_list(*fields, "category__name", "category__name_en")[:MOST]
    )
    above = {path[: -ProgrammePage.steplen] for _1, _2, _3, _4, _5, path, *_rest in newest}
    publishers = {
        one.page.path: one for one in Organisation.objects.filter(page__path__in=above).select_related("page")
    }
    address = ProgrammeAddresses()
    for title, title_en, summary, summary_en, slug, path, published_at, category, category_en in newest:
        publisher = publishers.get(path[: -ProgrammePage.steplen])
        if publisher is not None:
            yield News(
                title=in_reader_language(title, title_en),
                summary=in_reader_language(summary, summary_en),
                url=address(publisher.code, slug),
                category_name=in_reader_language(category, category_en),
                organisation_name=publisher.local_name,
                published_at=published_at,
            )
