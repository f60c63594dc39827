"""Under which address does a programme stand? One that nobody has to think of, made from its title."""

import re

import rjieba
from pypinyin import lazy_pinyin
from wagtail.models import Page

LONGEST_ADDRESS = 40


def address_for(title: str) -> str:
    """Return a short ASCII address: the title's words in pinyin, as many as fit (``jiankang-jiangzuo``)."""
    words = ["".join(re.findall("[a-z0-9]+", "".join(lazy_pinyin(word)).lower())) for word in rjieba.cut(title)]
    address = ""
    for word in filter(None, words):
        longer = f"{address}-{word}".lstrip("-")
        if len(longer) > LONGEST_ADDRESS:
            break
        address = longer
    return address or "programme"


def free_address(title: str, parent: Page, page: Page) -> str:
    """Return the address for this title that no page beside it has."""
    address, number = address_for(title), 2
    candidate = address
    while not Page._slug_is_available(candidate, parent, page if page.pk else None):
        candidate, number = f"{address}-{number}", number + 1
    return candidate
