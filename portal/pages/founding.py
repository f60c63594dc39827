"""What must exist before the first visitor? The site, its home page and the plain pages; safe to repeat."""

from django.conf import settings
from wagtail.models import Locale, Page, Site

from portal.pages.models import HomePage


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


_WELCOME = "家门口的活动,邻里间的热闹"
_WELCOME_EN = "What is on around the corner, and who is there"
