"""How is a programme's page filled in? With an address that nobody has to think of."""

import re
from typing import Any

import rjieba
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin
from wagtail.models import Page

from organisations.forms.words import WordsForm

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


class ProgrammeForm(WordsForm):
    """A programme's words. Its address is made when it is left empty, and stays once the page is public."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].disabled = bool(self.instance.pk and self.instance.first_published_at)
            self.fields["slug"].help_text = _(
                "Leave it empty and it is made from the title. It stays once the programme is public: posters carry it."
            )

    def clean_slug(self) -> str:
        typed = self.cleaned_data.get("slug")
        title = self.data.get("title", "") if self.is_bound else ""
        return typed or free_address(title, self.parent_page, self.instance)
