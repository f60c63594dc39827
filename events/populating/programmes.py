"""What is published in a full portal? Organisations by their operation, programme pages in bulk.

Django cannot create rows of a multi-table model in bulk, so the pages' own rows go in bulk and what a programme adds
goes row by row, raw: without signals that would index each of them.
"""

from datetime import datetime
from random import Random

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale, Page

from events.models import Category, ProgrammeHost, ProgrammePage, SpokenLanguage
from events.populating import words
from organisations.models import Area, Facility, Organisation, OrganisationPage, Room
from organisations.registering import register_organisation
from portal.timetable.models import Diary

ACTOR = "populate"
#: One organisation in so many is a centre with seven facilities of two rooms.
CENTRE_EVERY = 25
BATCH = 1000


def make_organisations(count: int, chance: Random, at: datetime) -> int:
    """Register this many more organisations; the first is a centre."""
    area = Area.objects.filter(level=Area.Level.COMMITTEE).first() or _make_area()
    known = Organisation.objects.filter(code__startswith="full-").count()
    centre = Organisation.objects.centres().first()
    for number in range(known, known + count):
        is_centre = number % CENTRE_EVERY == 0
        made = register_organisation(
            code=f"full-{number:05}",
            name=words.organisation(chance, number),
            name_en=f"Organisation {number}",
            kind=Organisation.Kind.CENTRE if is_centre else Organisation.Kind.SOCIAL,
            area=area,
            home_centre=None if is_centre else centre,
            by=ACTOR,
            at=at,
        )
        if is_centre:
            centre = made
            _make_rooms(made)
    return count


def make_programmes(count: int, chance: Random, at: datetime) -> int:
    """Publish this many more programmes, spread over all active organisations."""
    organisations = list(Organisation.objects.active().select_related("page").order_by("pk"))
    if not count or not organisations:
        return 0
    pages = []
    for place, organisation in enumerate(organisations):
        share = count // len(organisations) + (place < count % len(organisations))
        pages += _below(organisation, share, chance, at)
    _insert(pages)
    _attach(pages, organisations, chance)
    return len(pages)


def _make_area() -> Area:
    district = Area.objects.create(code="full", name="示范区", level=Area.Level.DISTRICT)
    committee = Area.objects.create(code="full-committee", name="示范社区", level=Area.Level.COMMITTEE, parent=district)
    Area.objects.create(code="full-estate", name="示范小区", level=Area.Level.ESTATE, parent=committee)
    return committee


def _make_rooms(centre: Organisation) -> None:
    for kind in Facility.Kind.values:
        facility = Facility.objects.create(centre=centre, kind=kind)
        for number in (1, 2):
            Room.objects.create(
                facility=facility,
                code=f"room-{number}",
                name=f"{facility}{number}室"[:60],
                capacity=40,
                diary=Diary.objects.create(),
            )


def _below(organisation: Organisation, count: int, chance: Random, at: datetime) -> list[ProgrammePage]:
    """Return pages with their places in the tree below the organisation's page, which learns of them."""
    parent = organisation.page
    last = parent.get_last_child()
    step = int(last.path[-Page.steplen :], 36) if last else 0
    categories = {category.code: category for category in Category.objects.all()}
    locale, content_type = Locale.objects.first(), ContentType.objects.get_for_model(ProgrammePage)
    pages = []
    for number in range(step + 1, step + count + 1):
        category, title = words.programme(chance)
        pages.append(
            ProgrammePage(
                title=title,
                draft_title=title,
                slug=f"full-{number}",
                path=Page._get_path(parent.path, parent.depth + 1, number),
                depth=parent.depth + 1,
                url_path=f"{parent.url_path}full-{number}/",
                content_type=content_type,
                locale=locale,
                first_published_at=at,
                last_published_at=at,
                category=categories[category],
                audience=chance.choice(ProgrammePage.Audience.values),
                summary=f"{title}\N{FULLWIDTH COLON}家门口就能参加，欢迎街坊邻里。",
                title_en=f"Programme {number}" if chance.random() < 0.5 else "",
                fee_yuan=chance.choice((0, 0, 0, 10, 30)),
                body=[("text", f"<p>{title}，由{organisation.name}举办，请提前报名。</p>")],
                is_demo=True,
            )
        )
    if pages:
        OrganisationPage.objects.filter(pk=parent.pk).update(numchild=parent.numchild + count)
    return pages


def _insert(pages: list[ProgrammePage]) -> None:
    columns = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    rows = Page.objects.bulk_create(
        [Page(**{name: getattr(page, name) for name in columns}) for page in pages], batch_size=BATCH
    )
    for page, row in zip(pages, rows, strict=True):
        page.page_ptr_id = page.pk = row.pk
        page.save_base(raw=True, force_insert=True)


def _attach(pages: list[ProgrammePage], organisations: list[Organisation], chance: Random) -> None:
    """Give every page its host and a language, and some a second one."""
    by_path = {organisation.page.path: organisation for organisation in organisations}
    languages = list(SpokenLanguage.objects.order_by("position"))
    through = ProgrammePage.languages.through
    ProgrammeHost.objects.bulk_create(
        [ProgrammeHost(page=page, organisation=by_path[page.path[: -Page.steplen]]) for page in pages],
        batch_size=BATCH,
    )
    through.objects.bulk_create(
        [
            through(programmepage_id=page.pk, spokenlanguage_id=language.pk)
            for page in pages
            for language in languages[: chance.choice((1, 1, 2))]
        ],
        batch_size=BATCH,
    )
