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


@register.filter
def local(value: Any, name: str) -> Any:
    """Return a part of a block in the reader's language, or the Chinese where there is no English."""
    return value.get(f"{name}_en") if _has_english(value, name) else value.get(name)


@register.filter
def language_of(value: Any, name: str) -> str:
    """Return the language that ``local`` gives this part in, for those who have it read out."""
    return "en" if _has_english(value, name) else "zh-Hans"


def _has_english(value: Any, name: str) -> bool:
    english = value.get(f"{name}_en")
    # Rich text is true whatever it holds; what it is made of says whether somebody wrote something.
    return is_english() and bool(getattr(english, "source", english))
