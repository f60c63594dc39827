"""What must exist before the first visitor? The site, its home page and the plain pages; safe to repeat."""

from pathlib import Path

from django.conf import settings
from wagtail.models import Locale, Page, Site

from portal.pages.models import HomePage, PlainPage

WORDS = Path(__file__).parent / "words"
PLAIN_PAGES = ("accessibility",)


def found_home() -> HomePage:
    """Return the home page, made with its site when there is none yet."""
    locale, _created = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if home := HomePage.objects.first():
        return home
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=locale)
    home = HomePage(
        title="邻里", title_en="Linli", slug="linli", locale=locale, welcome=_WELCOME, welcome_en=_WELCOME_EN
    )
    root.add_child(instance=home)
    for page in root.get_children().not_type(HomePage):
        page.delete()
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": "邻里"}
    )
    return home


def found_plain_pages() -> None:
    """Make the plain pages that the footer names and that are missing; leave what an officer has changed."""
    home = found_home()
    for slug in PLAIN_PAGES:
        if home.get_children().filter(slug=slug).exists():
            continue
        title, body = _words(slug, "zh-hans")
        title_en, body_en = _words(slug, "en")
        home.add_child(instance=PlainPage(slug=slug, title=title, title_en=title_en, body=body, body_en=body_en))


def _words(slug: str, language: str) -> tuple[str, str]:
    title, _, body = (WORDS / f"{slug}.{language}.html").read_text(encoding="utf-8").partition("\n")
    return title, body.strip()


_WELCOME = "家门口的活动，邻里间的热闹"
_WELCOME_EN = "What is on around the corner, and who is there"
