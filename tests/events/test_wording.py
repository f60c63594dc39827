"""Does each reader get a programme's text in their language, and the Chinese where there is no English?"""

from dataclasses import dataclass

import pytest
from django.utils import translation
from wagtail.rich_text import RichText

from events.templatetags.wording import for_reader, language_of, local


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


ANSWERED = {"question": "要钱吗？", "question_en": "Does it cost anything?", "answer": "<p>不要。</p>", "answer_en": ""}


@pytest.mark.parametrize(
    ("language", "part", "words", "said_in"),
    [
        ("en", "question", "Does it cost anything?", "en"),
        ("en", "answer", "<p>不要。</p>", "zh-Hans"),
        ("zh-hans", "question", "要钱吗？", "zh-Hans"),
    ],
)
def test_a_part_of_a_block_is_in_the_reader_s_language_and_says_which_that_is(language, part, words, said_in):
    with translation.override(language):
        assert local(ANSWERED, part) == words
        assert language_of(ANSWERED, part) == said_in


def test_rich_text_in_which_nothing_was_written_counts_as_nothing():
    with translation.override("en"):
        assert (
            local({"answer": RichText("<p>不要。</p>"), "answer_en": RichText("")}, "answer").source == "<p>不要。</p>"
        )


def test_a_programme_s_page_answers_in_english_where_there_is_english(client, programme):
    programme.body = [
        (
            "questions",
            [ANSWERED, {**ANSWERED, "question": "要带什么？", "question_en": "", "answer_en": "<p>Nothing.</p>"}],
        )
    ]
    programme.save()
    page = client.get(f"/en/organisations/huiyue/{programme.slug}/").content.decode()
    assert "Does it cost anything?" in page
    assert "<p>Nothing.</p>" in page
    assert '<summary lang="zh-Hans">要带什么？' in page
