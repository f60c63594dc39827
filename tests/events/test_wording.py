"""Does each reader get a programme's text in their language, and the Chinese where there is no English?"""

from dataclasses import dataclass

import pytest
from django.utils import translation

from events.templatetags.wording import for_reader


@dataclass
class Block:
    block_type: str


def shown(*types: str) -> list[str]:
    return [block.block_type for block in for_reader([Block(one) for one in types])]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("zh-hans", ["text", "picture"]), ("en", ["english", "picture"])],
)
def test_words_in_the_readers_language_alone(language, expected):
    with translation.override(language):
        assert shown("text", "picture", "english") == expected


def test_chinese_words_where_there_is_no_english():
    with translation.override("en"):
        assert shown("text", "questions") == ["text", "questions"]
