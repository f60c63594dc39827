"""Which words are in a text, and which words does a query ask for? Chinese is written without spaces between them.

A text is indexed as every character and every pair of neighbours, so that a word is found wherever it stands;
a query is cut by a dictionary, so that 健康讲座 asks for 健康 and 讲座 and not for the accident 康讲. Longer words
are asked for as their pairs, which the index has; so the index needs no dictionary, and a new word in it never
makes old entries unfindable.
"""

import re
import unicodedata
from functools import cache
from itertools import pairwise

import opencc
import rjieba

#: What is searched for at most: longer text is cut off.
LONGEST_QUERY = 60
MOST_TERMS = 24
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
_IS_HAN = re.compile(f"[{HAN}]")
#: Characters that carry no subject; a query drops them when something else is left.
_PARTICLES = frozenset("的了和与及在是有吗呢怎么什么哪里想请问个学做教找去看听")
#: Last characters that other words may come before: 暑期班 also asks for 暑期托管班.
_ENDINGS = frozenset("班课会团赛")
#: Names and words of the district that no dictionary has in one piece.
_LOCAL_WORDS = ("苏州话", "联络所", "东沙湖", "评弹", "三高", "乐龄", "楼组长", "网格员", "社工", "昆曲", "缂丝")


@cache
def _simplifier() -> opencc.OpenCC:
    for word in _LOCAL_WORDS:
        rjieba.add_word(word, 20_000, "n")
    return opencc.OpenCC("t2s")


def plain(text: str) -> str:
    """Return the text in simplified characters, lower case, half width, without accents and control characters."""
    text = unicodedata.normalize("NFKC", text.replace("\x00", " "))
    if not text.isascii():
        decomposed = unicodedata.normalize("NFD", _simplifier().convert(text))
        text = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if not unicodedata.combining(mark)))
    return text.lower()


def runs(text: str) -> list[str]:
    """Return the runs of Han characters and the words of other scripts, in order."""
    return _RUNS.findall(plain(text))


def is_han(run: str) -> bool:
    """Return whether a run is of Han characters; no run mixes them with others."""
    return bool(_IS_HAN.match(run))


def index_words(text: str) -> str:
    """Return what the index keeps of a text: characters, pairs of neighbours, words of other scripts."""
    words: list[str] = []
    for run in runs(text):
        if is_han(run):
            words.extend(run)
            words.extend(first + second for first, second in pairwise(run))
        else:
            words.append(run)
    return " ".join(words)


def query_terms(text: str) -> list[str]:
    """Return the terms that a text should have to answer this query; none when there is nothing to look for."""
    terms: list[str] = []
    for run in runs(text[:LONGEST_QUERY]):
        if not is_han(run):
            terms.append(run)
            continue
        for word in rjieba.cut(run):
            terms.extend([word] if len(word) < 3 else _pairs(word))
    telling = [term for term in terms if not _PARTICLES.issuperset(term)]
    return list(dict.fromkeys(telling or terms))[:MOST_TERMS]


def _pairs(word: str) -> list[str]:
    """Return the two-character words inside a longer one, and a pair for each character that lies in none."""
    starts = {start for _part, start, end in rjieba.tokenize(word, "search") if end - start == 2}
    covered = starts | {start + 1 for start in starts}
    last = len(word) - 1
    ending = word[last:] if last not in covered and word[last] in _ENDINGS else ""
    starts |= {max(place - 1, 0) for place in range(len(word) - len(ending)) if place not in covered}
    return [*(word[start : start + 2] for start in sorted(starts)), *ending]


def sounds(text: str) -> str:
    """Return how a text sounds: from each word on to the end of its run, in pinyin and in initials.

    健康讲座 gives jiankangjiangzuo, jiangzuo, jkjz and jz; a prefix of one of them finds it.
    """
    # Half a second and forty megabytes that only writers of the index need.
    from pypinyin import lazy_pinyin

    heard: list[str] = []
    for run in runs(text):
        if not is_han(run):
            continue
        syllables = lazy_pinyin(run)
        for start in sorted({start for _word, start, _end in rjieba.tokenize(run, "search")}):
            heard.append("".join(syllables[start:]))
            heard.append("".join(syllable[0] for syllable in syllables[start:]))
    return " ".join(dict.fromkeys(heard))


def is_sound(text: str) -> bool:
    """Return whether a query may be pinyin or initials: letters and spaces alone."""
    letters = "".join(text.split())
    return 1 < len(letters) <= LONGEST_QUERY and letters.isascii() and letters.isalpha()


def sound_of_query(text: str) -> str:
    """Return a query as one run of letters, as the index keeps sounds."""
    return "".join(text.split()).lower()
