"""How does a database get a district's worth of programmes in a minute? Rows in bulk, past the operations.

    DATABASE_URL=… python -m benchmarks.filling --times 100

One time is sixty programmes with three hundred events, over eight weeks from today, with ten sign-ups each; a hundred
times is all of it a hundredfold in the same eight weeks, the hardest way to grow.
"""

import argparse
import random
from datetime import datetime, timedelta
from itertools import batched

PROGRAMMES, EVENTS_EACH, SIGN_UPS_EACH = 60, 5, 10
DAYS = 56
PEOPLE = 500
TOPICS = (
    "健康养生知识", "高血压管理", "苏州话入门", "评弹欣赏", "太极拳", "八段锦", "亲子阅读", "书法", "国画", "插花",
    "手机课堂", "防诈骗宣传", "垃圾分类", "合唱", "瑜伽", "口腔保健", "中医推拿", "少儿编程", "桌游之夜", "法律咨询",
)  # fmt: skip
KINDS = ("讲座", "体验课", "沙龙", "提高班", "开放日", "工作坊")


def fill(times: int, *, with_sign_ups: bool = True, with_index: bool = False) -> None:
    """Fill an empty, founded database; the same numbers give the same rows."""
    from django.utils import timezone

    from events.models import Category
    from tests import factories

    chance = random.Random(times)
    areas = factories.make_areas()
    centres = [
        factories.make_organisation(f"centre{number}", f"第{number}联络所", kind="centre", area=areas["committee"])
        for number in range(4)
    ]
    organisations = [
        factories.make_organisation(f"org{number}", f"社会组织{number}", kind="social", area=areas["committee"])
        for number in range(10)
    ]
    rooms = [factories.make_room(centre, kind=kind) for centre in centres for kind in ("health", "club", "senior")]
    categories = list(Category.objects.all())
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    for chunk in batched(range(PROGRAMMES * times), 1000):
        pages = make_pages(chunk, organisations, categories, chance, index=with_index)
        make_events(pages, rooms, today, chance)
    if with_sign_ups:
        make_sign_ups(chance)


def make_pages(numbers, organisations, categories, chance, *, index: bool):
    """Insert programme pages: their part in the tree in one go, their own part in another."""
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone
    from wagtail.models import Locale, Page
    from wagtail.search.backends import get_search_backend

    from events.models import ProgrammePage

    content_type, locale = ContentType.objects.get_for_model(ProgrammePage), Locale.objects.get()
    pages = []
    for number in numbers:
        organisation = organisations[number % len(organisations)]
        above = organisation.page
        title = f"{chance.choice(TOPICS)}{chance.choice(KINDS)}{number}"
        page = ProgrammePage(
            title=title,
            draft_title=title,
            slug=f"p{number}",
            path=ProgrammePage._get_path(above.path, above.depth + 1, number // len(organisations) + 1),
            depth=above.depth + 1,
            url_path=f"{above.url_path}p{number}/",
            content_type=content_type,
            locale=locale,
            live=True,
            first_published_at=timezone.now(),
            last_published_at=timezone.now(),
            category=chance.choice(categories),
            summary="邻里相聚，一起学一点新的东西。",
        )
        page.organisation = organisation
        pages.append(page)
    rows = Page.objects.bulk_create(
        Page(
            **{
                field.attname: getattr(page, field.attname)
                for field in Page._meta.concrete_fields
                if field.attname != "id"
            }
        )
        for page in pages
    )
    for page, row in zip(pages, rows, strict=True):
        page.pk = page.id = page.page_ptr_id = row.pk
    ProgrammePage.objects.all()._insert(
        pages, fields=ProgrammePage._meta.local_concrete_fields, using=ProgrammePage.objects.db
    )
    if index:
        get_search_backend().add_bulk(ProgrammePage, pages)
    return pages


def make_events(pages, rooms, today: datetime, chance) -> None:
    """Insert events of one session, every fifth of four weekly ones, with their places."""
    from events.models import Event, Pool, Session
    from events.planning.scheduling import short_code

    events, sessions = [], []
    for page in pages:
        for number in range(EVENTS_EACH):
            room = chance.choice(rooms)
            start = today + timedelta(days=chance.randrange(DAYS), hours=chance.randrange(8, 20))
            weeks = 4 if number == 0 else 1
            event = Event(
                programme_id=page.pk,
                organisation=page.organisation,
                centre_id=room.facility.centre_id,
                code=short_code(),
                starts_at=start,
                ends_at=start + timedelta(weeks=weeks - 1, minutes=90),
            )
            events.append(event)
            for week in range(weeks):
                begins = start + timedelta(weeks=week)
                ends = begins + timedelta(minutes=90)
                sessions.append(Session(event=event, number=week + 1, starts_at=begins, ends_at=ends, room=room))
    Event.objects.bulk_create(events, batch_size=500)
    Session.objects.bulk_create(sessions, batch_size=500)
    Pool.objects.bulk_create((Pool(event=event, capacity=20, taken=SIGN_UPS_EACH) for event in events), batch_size=500)


def make_sign_ups(chance) -> None:
    """Insert a party of one for each place that is taken."""
    from uuid import UUID

    from django.utils import timezone

    from events.models import Party, Pool, Registration
    from tests import factories

    at, user = timezone.now(), factories.make_user("filler", "+8613900000000")
    people = [factories.make_person(f"居民{number}") for number in range(PEOPLE)]
    pools = Pool.objects.values_list("pk", "event_id").iterator(chunk_size=2000)
    for chunk in batched(pools, 500):
        parties = [
            Party(
                event_id=event_id,
                pool_id=pool_id,
                made_by=user,
                request_key=UUID(int=chance.getrandbits(128)),
                request_digest="",
                state="confirmed",
                size=1,
                created_at=at,
                confirmed_at=at,
            )
            for pool_id, event_id in chunk
            for _place in range(SIGN_UPS_EACH)
        ]
        Party.objects.bulk_create(parties, batch_size=500)
        Registration.objects.bulk_create(
            (
                Registration(
                    party=party,
                    event_id=party.event_id,
                    person=people[number % PEOPLE],
                    state="confirmed",
                    reference=f"{party.pk:010}",
                )
                for number, party in enumerate(parties)
            ),
            batch_size=500,
        )


def counted() -> dict[str, int]:
    """Return how many rows there are, for the conditions of a figure."""
    from events.models import Event, ProgrammePage, Registration, Session

    return {
        model._meta.model_name + "s": model.objects.count() for model in (ProgrammePage, Event, Session, Registration)
    }


if __name__ == "__main__":
    import django

    django.setup()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--index", action="store_true", help="also fill the search index")
    parser.add_argument("--no-sign-ups", action="store_true")
    arguments = parser.parse_args()
    fill(arguments.times, with_sign_ups=not arguments.no_sign_ups, with_index=arguments.index)
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    else:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(counted())
