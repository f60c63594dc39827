"""Which pages should search engines know? Every public one, in both languages, each naming its twin."""

from collections.abc import Iterable, Iterator
from itertools import islice
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal import contributions
from portal.contributions import Address
from portal.pages.models import HomePage, PlainPage

#: Pages in one file; each has an address a language, and a file holds fifty thousand addresses.
PART = 20_000
ENGLISH = "/en"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{}</urlset>\n'
_INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{}</sitemapindex>\n'


def own_pages() -> Iterator[Address]:
    """Return the home page and the plain pages."""
    home = HomePage.objects.live().first()
    if home is None:
        return
    yield Address("/", home.last_published_at)
    for url_path, changed_at in PlainPage.objects.live().values_list("url_path", "last_published_at"):
        yield Address(f"/{url_path.removeprefix(home.url_path)}", changed_at)


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Write the pages; more than one file holds become parts (``?part=``) of an index."""
    pages = [page for source in (own_pages, *contributions.addresses) for page in source()]
    if "part" in request.GET:
        body = _URLSET.format("".join(_entries(_part(pages, request.GET["part"]))))
    elif len(pages) > PART:
        parts = range(1, -(-len(pages) // PART) + 1)
        base = f"{settings.WAGTAILADMIN_BASE_URL}/sitemap.xml?part="
        body = _INDEX.format("".join(f"<sitemap><loc>{base}{number}</loc></sitemap>\n" for number in parts))
    else:
        body = _URLSET.format("".join(_entries(pages)))
    return HttpResponse(_HEAD + body, content_type="application/xml; charset=utf-8")


def _part(pages: list[Address], text: str) -> list[Address]:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    found = list(islice(pages, (number - 1) * PART, number * PART)) if number else []
    if not found:
        raise Http404
    return found


def _entries(pages: Iterable[Address]) -> Iterator[str]:
    base = settings.WAGTAILADMIN_BASE_URL
    for page in pages:
        chinese, english = escape(f"{base}{page.path}"), escape(f"{base}{ENGLISH}{page.path}")
        changed = f"<lastmod>{page.changed_at:%Y-%m-%d}</lastmod>" if page.changed_at else ""
        twins = (
            f'<xhtml:link rel="alternate" hreflang="zh-Hans" href="{chinese}"/>'
            f'<xhtml:link rel="alternate" hreflang="en" href="{english}"/>'
        )
        for address in (chinese, english):
            yield f"<url><loc>{address}</loc>{changed}{twins}</url>\n"


@require_safe
@cache_control(public=True, max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    """Keep search engines out of what is personal or endless."""
    closed = ("/admin/", "/me/", "/accounts/", "/events/")
    lines = ["User-agent: *", *(f"Disallow: {prefix}{path}" for prefix in ("", ENGLISH) for path in closed)]
    lines.append(f"Sitemap: {settings.WAGTAILADMIN_BASE_URL}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
