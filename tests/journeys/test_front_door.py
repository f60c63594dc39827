"""Somebody opens the portal for the first time."""

import pytest


@pytest.fixture
def portal(transactional_db):
    """The portal as it is founded, with nothing going on yet."""
    from django.core.management import call_command

    call_command("found")


@pytest.mark.parametrize("screen", ["phone", "desk"])
@pytest.mark.parametrize(("language", "address", "code"), [("zh", "/", "zh-hans"), ("en", "/en/", "en")])
def test_home_opens_in_both_languages_and_fits_the_screen(portal, visit, screen, language, address, code):
    page = visit(screen, language)
    answer = page.goto(address)
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang").lower() == code
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_home_works_without_scripts(portal, visit):
    page = visit("phone", java_script_enabled=False)
    assert page.goto("/").status == 200
    assert page.locator("main").is_visible()
