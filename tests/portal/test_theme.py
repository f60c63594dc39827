"""Does every page stand in its frame: the other language, the operator, no cookies for a passer-by?"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from portal.pages.shell import Shell, addresses

THEME = settings.ROOT / "theme"


def other_language(path: str) -> str:
    return Shell(RequestFactory().get(path)).other_language_url


def test_the_language_switch_keeps_the_page_and_its_query():
    assert other_language("/programmes/?q=%E8%8B%8F&page=2") == "/en/programmes/?q=%E8%8B%8F&page=2"
    assert other_language("/en/programmes/?q=x") == "/programmes/?q=x"
    assert other_language("/") == "/en/"
    assert other_language("/en/") == "/"


def test_the_language_switch_never_leads_off_the_site():
    assert other_language("/en//evil.example/") == "/evil.example/"


@pytest.mark.parametrize("path", ["/programmes/?q=x&page=2", "/en/programmes/?q=y"])
def test_a_public_page_names_itself_in_both_languages_without_its_query(path):
    site = settings.WAGTAILADMIN_BASE_URL
    assert Shell(RequestFactory().get(path)).alternates == [
        ("zh-Hans", f"{site}/programmes/"),
        ("en", f"{site}/en/programmes/"),
        ("x-default", f"{site}/programmes/"),
    ]


@pytest.mark.parametrize("path", ["/me/", "/en/me/registrations/", "/accounts/sign-in/", "/events/3/register/"])
def test_a_personal_page_names_none(path):
    assert Shell(RequestFactory().get(path)).alternates == []


@pytest.mark.parametrize("path", ["/", "/en/", "/organisations/", "/incubator/"])
def test_a_public_page_carries_them_in_its_head(client, founded, path):
    page = client.get(path).content.decode()
    assert page.count('rel="alternate" hreflang=') == 3


def test_the_main_ways_in_are_in_the_language_of_the_page():
    addresses.cache_clear()
    with translation.override("zh-hans"):
        assert addresses("zh-hans")["organisations"] == "/organisations/"
    with translation.override("en"):
        assert addresses("en")["organisations"] == "/en/organisations/"
        assert all(addresses("en").values())


@pytest.mark.django_db
@pytest.mark.usefixtures("founded")
class TestFrame:
    def test_a_passer_by_gets_no_cookie(self):
        response = Client().get("/organisations/")
        assert not response.cookies
        assert "Cookie" in response["Vary"]

    def test_it_has_no_inline_style_script_or_handler(self):
        page = Client().get("/").content.decode()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)", page)

    def test_the_footer_names_the_operator(self, settings):
        settings.PORTAL_HOST = "苏州工业园区"
        settings.PORTAL_ICP_NUMBER = "苏ICP备00000000号-1"
        settings.PORTAL_POLICE_NUMBER = "苏公网安备32000000000000号"
        page = Client().get("/organisations/").content.decode()
        assert "苏州工业园区" in page
        assert '<a href="https://beian.miit.gov.cn/" rel="noreferrer">苏ICP备00000000号-1</a>' in page
        assert "code=32000000000000" in page

    def test_a_missing_page_says_so_in_the_readers_language(self):
        chinese, english = Client().get("/nowhere/"), Client().get("/en/nowhere/")
        assert chinese.status_code == english.status_code == 404
        assert "没有找到这个页面" in chinese.content.decode()
        assert "There is no such page" in english.content.decode()

    def test_plain_pages_that_the_footer_names_are_there(self):
        for path in ("/notices/terms/", "/accessibility/", "/en/notices/terms/", "/en/accessibility/"):
            assert Client().get(path).status_code == 200


@pytest.mark.parametrize("name", ["400", "500", "503", "403_csrf"])
def test_bare_errors_need_no_context_and_speak_both_languages(name):
    page = render_to_string(f"{name}.html")
    assert "首页" in page
    assert "Home page" in page


def test_files_that_styles_and_templates_name_are_there():
    named = set()
    for style in (THEME / "static" / "css").glob("*.css"):
        named |= {(style.parent / path).resolve() for path in re.findall(r'url\("([^"]+)"\)', style.read_text())}
    for template in (THEME / "templates").rglob("*.html"):
        named |= {
            (THEME / "static" / path).resolve()
            for path in re.findall(r"{% static ['\"]([^'\"]+)['\"] %}", template.read_text())
            if not path.startswith(("wagtail", "django"))
        }
    assert named
    assert [path for path in named if not Path(path).exists()] == []


def test_icons_that_templates_name_are_in_the_sprite():
    sprite = (THEME / "static" / "icons" / "sprite.svg").read_text()
    for template in (THEME / "templates").rglob("*.html"):
        for name in re.findall(r'{% icon ["\']([a-z-]+)["\'] %}', template.read_text()):
            assert f'id="{name}"' in sprite, f"{template.name} names {name}"
