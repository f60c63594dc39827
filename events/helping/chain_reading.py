"""What does a group's sign-up chain (接龙) say? Its numbered lines, as people really write them, and what is unclear.

WeChat's own chains begin with ``#接龙`` (``#Group Note``), then a heading and perhaps an example, then one numbered
line a person. By hand people write ``1、`` ``2)`` ``③`` ``４．`` or the bare number, and after the name whatever comes
to mind: how many, with whom, a telephone, a door. Nothing is guessed: what is not clear is left to be asked.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.errors import UnreadableChain

LONGEST_TEXT = 20_000
MOST_LINES = 100
MOST_IN_A_LINE = 9
LONGEST_NAME = 50

_MARKS = re.compile("[\ufe0e\ufe0f\u20e3\u200b-\u200f\u2060\ufeff]")
#: A number with a sign after it; a time of day, a date or a version (9:30, 1.6) is none.
_NUMBERED = re.compile(
    r"^[(\[【〔]?(\d{1,3})(?:\s*[)\]】〕]+[.、:]?\s*|\s*[.。、,·-]+(?:\s+|(?!\d{1,2}(?!\d)))|\s*:\s*(?!\d)|\s+)(.*)$"
)
_CLOSE_UP = re.compile(r"^(\d{1,3})(?=[^\d\s:.月日年点号人位/-])(.*)$")
_NOTES = re.compile(r"[(\[【〔「{]([^)\]】〕」}]*)[)\]】〕」}]?")
_PHONE = re.compile(r"(?<!\d)(?:\+?86)?(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)")
_WITHDRAWN = re.compile(r"取消|退出|不去了|来不了|去不了|不参加|不来了")
_DIGITS = {"一": 1, "两": 2, "二": 2, "俩": 2, "三": 3, "仨": 3, "四": 4, "五": 5, "六": 6}
_NUMBER = r"(\d{1,2}|[一两二三四五六])"
_ADULTS_AND_CHILDREN = re.compile(rf"{_NUMBER}\s*大\s*{_NUMBER}\s*小")
_FAMILY_OF = re.compile(rf"一家\s*{_NUMBER}\s*口|{_NUMBER}\s*口(?:人|之家)?")
_COUNT = re.compile(rf"(?:共|一共|报)?\s*{_NUMBER}\s*(?:个?人|位|名|个大人|个)(?!员)")
_PLUS = re.compile(r"\+\s*(\d)(?!\d)")
_TIMES = re.compile(r"[×xX*]\s*(\d)(?!\d)")
_TOGETHER = re.compile(
    r"(?:[和跟与及带领陪+]\s*(?:着|上)?\s*(?:我|他|她)?(?:的)?(?:一?个?)"
    r"(?:孩子|小孩|小朋友|宝宝|娃|儿子|女儿|孙子|孙女|外孙女?|老伴|老公|老婆|爱人|妻子|丈夫|先生|太太|妈妈?|爸爸?|"
    r"母亲|父亲|爷爷|奶奶|外公|外婆|朋友|邻居|姐姐?|妹妹?|哥哥?|弟弟?|老人|家人|家属))|夫妻|夫妇|两口子?|老两口|母女|母子|父子|父女|亲子"
)
_CHATTER = re.compile(r"(?:我?(?:要|想)?(?:报名|参加|报)(?:了|一下)?|谢谢|收到|已报|\+1|[1一]\s*人)")
_BETWEEN_NAMES = re.compile(r"\s*[、,/&+;|和与跟及]\s*|\s+")
_HAN_NAME = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇·]{2,}")
_LATIN_NAME = re.compile(r"[^\W\d_][^\W\d_.' -]*(?: [^\W\d_][^\W\d_.' -]*){0,3}")


@dataclass(frozen=True, slots=True)
class ChainLine:
    """One numbered line. ``extra`` are people who come along and are not named, as far as the line says.

    ``problem`` is empty, ``illegible`` (no name in it) or ``withdrawn`` (somebody wrote that they do not come).
    """

    number: int
    text: str
    names: tuple[str, ...]
    extra: int = 0
    phone: str = ""
    problem: str = ""

    @property
    def size(self) -> int:
        return len(self.names) + self.extra


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain as it was read: its lines in order, and what was passed over (headings, examples, chatter)."""

    lines: tuple[ChainLine, ...]
    passed_over: tuple[str, ...]


def read_chain(text: str) -> Chain:
    """Return the numbered lines of a chain. Raises ``UnreadableChain`` when there are none, or too many."""
    if len(text) > LONGEST_TEXT:
        raise UnreadableChain(_("This is too long for a sign-up chain. Please paste it in parts."))
    lines: list[ChainLine] = []
    passed_over = []
    for raw in text.splitlines():
        plain = _plain(raw)
        if not plain:
            continue
        # The number is only for the eye: people copy, delete and write twice. A bare one has to follow on.
        if rest := _rest(plain, len(lines) + 1):
            lines.append(_line(len(lines) + 1, " ".join(raw.split()), rest))
        else:
            passed_over.append(" ".join(raw.split())[:200])
    if not lines:
        raise UnreadableChain(_("There is no numbered line in it, such as “1. 王小英”. Please paste the whole chain."))
    if len(lines) > MOST_LINES:
        sentence = _("There are %(count)d lines, at most %(most)d at once. Please paste it in parts.")
        raise UnreadableChain(sentence % {"count": len(lines), "most": MOST_LINES})
    return Chain(tuple(lines), tuple(passed_over))


def _plain(raw: str) -> str:
    """Return a line with half-width digits and signs, without emoji and what cannot be seen."""
    text = _MARKS.sub("", unicodedata.normalize("NFKC", _MARKS.sub("", raw)))
    kept = "".join(
        " " if unicodedata.category(one) in ("So", "Sk", "Cs", "Co", "Cc", "Cf", "Cn") else one for one in text
    )
    return " ".join(kept.split())


def _rest(plain: str, expected: int) -> str:
    """Return what follows the number of a line, or nothing where it has none; a blank entry is one space."""
    if match := _NUMBERED.match(plain):
        has_sign = not plain[match.end(1) : match.end(1) + 1].isspace()
        if has_sign or int(match[1]) == expected:
            return match[2].strip() or " "
    if (match := _CLOSE_UP.match(plain)) and int(match[1]) == expected:
        return match[2].strip()
    return " " if re.fullmatch(rf"{expected}[.、)]?", plain) else ""


def _line(number: int, text: str, said: str) -> ChainLine:
    """Return what one line says: names, how many more, a telephone."""
    phone = match[1] if (match := _PHONE.search(said)) else ""
    said = _PHONE.sub(" ", said)
    count = _count(said)
    is_withdrawn = bool(_WITHDRAWN.search(said))
    names = _names(said)
    if not names:
        return ChainLine(number, text[:200], (), phone=phone, problem="illegible")
    extra = max(0, min(count, MOST_IN_A_LINE) - len(names))
    problem = "withdrawn" if is_withdrawn else ""
    return ChainLine(number, text[:200], names, extra, phone, problem)


def _count(said: str) -> int:
    """Return how many come by what the line says; 1 where it says nothing, 2 where somebody is brought along."""
    if match := _ADULTS_AND_CHILDREN.search(said):
        return _value(match[1]) + _value(match[2])
    if match := _FAMILY_OF.search(said):
        return _value(match[1] or match[2])
    if match := _COUNT.search(said):
        return _value(match[1])
    if match := _TIMES.search(said):
        return int(match[1])
    if (match := _PLUS.search(said)) and not said.strip().startswith("+"):
        # “王小英+1” is two people; “+1” alone is only a way to say “me too”.
        return 1 + int(match[1])
    return 2 if _TOGETHER.search(said) else 1


def _value(digits: str) -> int:
    return int(digits) if digits.isdecimal() else _DIGITS.get(digits, 1)


def _names(said: str) -> tuple[str, ...]:
    """Return the names that stand at the beginning of a line, before the first thing that is none."""
    said = _NOTES.sub(" ", said)
    for noise in (_ADULTS_AND_CHILDREN, _FAMILY_OF, _COUNT, _TOGETHER, _TIMES, _PLUS, _WITHDRAWN, _CHATTER):
        said = noise.sub(" ", said)
    said = said.strip(" -:.~!,、;")
    if not said:
        return ()
    if said[0].isascii():
        latin = _LATIN_NAME.match(said)
        return (latin[0].strip()[:LONGEST_NAME],) if latin and len(latin[0].strip()) > 1 else ()
    found = []
    for part in _BETWEEN_NAMES.split(said):
        match = _HAN_NAME.fullmatch(part)
        if match is None or len(part) > 15:
            break
        found.append(part)
    # Without a comma between them, a second word after a name is a remark: “王小英 素食”.
    named_apart = re.match(r"^\S+\s*[、,/&+;|和与跟及]", said) is not None
    return tuple(dict.fromkeys(found if named_apart else found[:1]))[:MOST_IN_A_LINE]
