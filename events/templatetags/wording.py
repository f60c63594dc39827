"""Which blocks of a programme's text does this reader get? English ones in English where there are any."""

from typing import Any

from django import template

from portal.templatetags.when import is_english

register = template.Library()


@register.filter
def for_reader(body: Any) -> list[Any]:
    """Return the blocks to show: words in the reader's language, or the Chinese where there is no English.

    English words come first: what follows them (questions, captions) may be in Chinese alone.
    """
    if is_english() and any(block.block_type == "english" for block in body):
        shown = [block for block in body if block.block_type != "text"]
        return sorted(shown, key=lambda block: block.block_type != "english")
    return [block for block in body if block.block_type != "english"]
