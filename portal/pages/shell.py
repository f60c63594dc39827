"""What stands around every page? Where one is, the other language, easy view, and who runs the site.

Nothing here asks the database or the session; addresses are worked out once for a language.
"""

import re
from functools import cache, cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

EASY_VIEW_COOKIE = "easy_view"
ENGLISH_PREFIX = "/en/"

#: Addresses that answer each visitor differently, which no search engine should hold.
PERSONAL = ("/me/", "/accounts/", "/checkin/", "/demo/", "/events/")

WAYS = {
    "programmes": "events:programmes",
    "me": "me:home",
    "sign_in": "accounts:sign_in",
    "sign_out": "accounts:sign_out",
    "easy_view": "pages:easy_view",
    "statistics": "pages:statistics",
    "verify": "proofs:ask",
}


class Shell:
    """The frame of one page; each part is worked out only when the template asks for it."""

    def __init__(self, request: HttpRequest):
        self._request = request

    @cached_property
    def here(self) -> str:
        """This page's address with its query."""
        return self._request.get_full_path()

    @cached_property
    def is_easy_view(self) -> bool:
        return EASY_VIEW_COOKIE in self._request.COOKIES

    @cached_property
    def is_english(self) -> bool:
        return (get_language() or "").startswith("en")

    @cached_property
    def other_language_url(self) -> str:
        """The same page in the other language: Chinese addresses have no prefix."""
        if self.here.startswith(ENGLISH_PREFIX):
            return "/" + self.here.removeprefix(ENGLISH_PREFIX).lstrip("/")
        return ENGLISH_PREFIX + self.here.removeprefix("/")

    @cached_property
    def alternates(self) -> list[tuple[str, str]]:
        """This page in each language, for search engines: (language, whole address); nothing of personal pages.

        The query is left out: filters, pages and days are one page's views, not pages of their own.
        """
        path = "/" + self.here.partition("?")[0].removeprefix(ENGLISH_PREFIX).lstrip("/")
        if path.startswith(PERSONAL):
            return []
        site = settings.WAGTAILADMIN_BASE_URL
        chinese, english = f"{site}{path}", f"{site}{ENGLISH_PREFIX}{path.removeprefix('/')}"
        return [("zh-Hans", chinese), ("en", english), ("x-default", chinese)]

    @cached_property
    def urls(self) -> dict[str, str]:
        return addresses(get_language() or settings.LANGUAGE_CODE)

    @cached_property
    def place(self) -> str:
        """Which of the main ways in this page belongs to, so that it can be marked as current.

        A programme lies two steps below the directory, but a reader came to find an activity.
        """
        path = self._request.path
        if path.startswith(self.urls["organisations"]) and path.removeprefix(self.urls["organisations"]).count("/") > 1:
            return "programmes"
        for name in ("programmes", "me", "organisations"):
            if path.startswith(self.urls[name]):
                return name
        return ""

    @property
    def demo_messages_url(self) -> str:
        """Where the codes sent to the demonstration's numbers are read; empty on a real portal."""
        return reverse("demo_messages") if settings.DEMO else ""

    @property
    def operator(self) -> dict[str, str]:
        return operator(
            settings.PORTAL_HOST,
            settings.PORTAL_OPERATOR,
            settings.PORTAL_PHONE,
            settings.PORTAL_ICP_NUMBER,
            settings.PORTAL_POLICE_NUMBER,
        )


@cache
def addresses(language: str) -> dict[str, str]:
    """Return the main ways in for a language, the one in force."""
    home = reverse("wagtail_serve", args=[""])
    return {name: reverse(view) for name, view in WAYS.items()} | {
        "home": home,
        "privacy": reverse("accounts:notice", args=["terms"]),
        "accessibility": f"{home}accessibility/",
        "organisations": f"{home}organisations/",
        "incubator": f"{home}incubator/",
    }


@cache
def operator(host: str, operator: str, phone: str, icp_number: str, police_number: str) -> dict[str, str]:
    """Return what the footer says of those who run the site."""
    return {
        "host": host,
        "operator": operator,
        "phone": phone,
        "phone_digits": re.sub(r"[^+\d]", "", phone),
        "icp_number": icp_number,
        "police_number": police_number,
        "police_digits": re.sub(r"\D", "", police_number),
    }


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Give every template its ``shell``."""
    return {"shell": Shell(request)}
