"""Where does a line of Chinese and Latin break, and how is it painted? Between words, never before a comma."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import rjieba
from PIL import ImageDraw, ImageFont

#: What may not begin a line, and what may not end one.
NOT_FIRST = frozenset("，。、；：？！）》」』】〉〕”’…—～·•%‰℃,.;:?!)]}»›°")
NOT_LAST = frozenset("（《「『【〈〔“‘([{«‹¥$#")
_PIECES = re.compile(r"\s+|[^\s　-〿㐀-鿿豈-﫿＀-￯\U00020000-\U0003ffff]+|.", re.DOTALL)
_HAN = re.compile("[\u3400-\u9fff]")
#: The faces have these marks as wide as a Han character, which tears English apart.
_NARROW = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "；": ";", "，": ","})
ELLIPSIS = "…"
#: A title in marks of its own stays whole when it is short; a line would rather end after these.
PAIRS = {"《": "》", "“": "”", "「": "」", "（": "）"}
LONGEST_PAIR = 10
PAUSES = "：:，。！？；"


@lru_cache(maxsize=128)
def face(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """Return a face at a size in pixels, opened once."""
    return ImageFont.truetype(str(path), size)


@dataclass(frozen=True, slots=True)
class Style:
    """How letters look; ``weight`` thickens them by so many hundredths of their size, as there is one weight a face."""

    path: Path
    size: int
    colour: str
    leading: float = 1.4
    weight: int = 0

    @property
    def face(self) -> ImageFont.FreeTypeFont:
        return face(self.path, self.size)

    @property
    def thickness(self) -> float:
        return self.size * self.weight / 100

    @property
    def line_height(self) -> int:
        return round(self.size * self.leading)

    def width_of(self, text: str) -> float:
        return self.face.getlength(text)


def broken(text: str, style: Style, width: float, most_lines: int = 0) -> list[str]:
    """Return the text in lines of at most ``width``, as even as they can be; after ``most_lines`` it is cut off."""
    return list(_broken(text, style, width, most_lines))


@lru_cache(maxsize=2048)  # a poster tries the same words again and again beside others
def _broken(text: str, style: Style, width: float, most_lines: int) -> list[str]:
    if not _HAN.search(text):
        text = text.translate(_NARROW)
    lines = _filled(_pieces(text, style, width), style, width)
    if most_lines and len(lines) > most_lines:
        return _cut_off(lines, most_lines, style, width)
    if len(lines) < 2:
        return lines
    if len(lines) == 2 and (halves := _at_a_pause(text, style, width)):
        return halves
    narrow, wide = width / 2, width
    for _step in range(7):  # the narrowest measure that needs no more lines makes them even
        middle = (narrow + wide) / 2
        if len(_filled(_pieces(text, style, middle), style, middle)) > len(lines):
            narrow = middle
        else:
            wide = middle
    return _filled(_pieces(text, style, wide), style, wide)


def write(draw: ImageDraw.ImageDraw, at: tuple[float, float], lines: list[str], style: Style, anchor: str = "l") -> int:
    """Paint lines whose top left (``l``), top middle (``m``) or top right (``r``) is given; return their height."""
    x, y = at
    for line in lines:
        middle = y + style.line_height / 2
        # The left half of an opening mark is empty: it hangs over the edge, so that letters stand below each other.
        hanging = style.size * 0.5 if anchor == "l" and line[0] in NOT_LAST and not line[0].isascii() else 0
        draw.text(
            (x - hanging, middle),
            line,
            font=style.face,
            fill=style.colour,
            anchor=f"{anchor}m",
            stroke_width=style.thickness,
        )
        y += style.line_height
    return style.line_height * len(lines)


def _pieces(text: str, style: Style, width: float) -> list[str]:
    """Return what may not be broken: words, with the marks that cling to them; too long a word is broken anywhere."""
    pieces: list[str] = []
    for word in (piece for run in rjieba.cut(" ".join(text.split())) for piece in _PIECES.findall(run)):
        if pieces and pieces[-1] != " " and word != " " and _cling(pieces[-1], word):
            pieces[-1] += word
        else:
            pieces.append(word)
    return [part for piece in _whole_pairs(pieces) for part in _short_enough(piece, style, width)]


def _at_a_pause(text: str, style: Style, width: float) -> list[str]:
    """Return two lines of which the first ends where a reader pauses, when both fit; else nothing."""
    found = []
    for match in re.finditer(f"[{PAUSES}]", text):
        halves = [text[: match.end()].strip(), text[match.end() :].strip()]
        lengths = [style.width_of(half) for half in halves]
        is_number = match[0] == ":" and text[match.end() : match.end() + 1].isdigit()
        if all(halves) and max(lengths) <= width and min(lengths) > width / 4 and not is_number:
            found.append((abs(lengths[0] - lengths[1]), halves))
    return min(found)[1] if found else []


def _whole_pairs(pieces: list[str]) -> list[str]:
    """Return the pieces with short names in marks in one piece."""
    joined: list[str] = []
    rest = list(pieces)
    while rest:
        piece = rest.pop(0)
        opening = next((mark for mark in PAIRS if mark in piece), "")
        if opening and PAIRS[opening] not in piece:
            end = next((at for at, one in enumerate(rest) if PAIRS[opening] in one), -1)
            whole = piece + "".join(rest[: end + 1])
            if end >= 0 and len(whole) <= LONGEST_PAIR + 2:
                piece, rest = whole, rest[end + 1 :]
        joined.append(piece)
    return joined


def _cling(before: str, after: str) -> bool:
    if after[0] in NOT_FIRST or before[-1] in NOT_LAST:
        return True
    is_latin = before[-1].isascii() and after[0].isascii()
    return is_latin and not before[-1].isspace() and not after[0].isspace()


def _short_enough(piece: str, style: Style, width: float) -> list[str]:
    if style.width_of(piece) <= width:
        return [piece]
    parts = [""]
    for character in piece:
        if parts[-1] and style.width_of(parts[-1] + character) > width:
            # What may not stand at an edge takes its neighbour along.
            keep = 1 if character in NOT_FIRST or parts[-1][-1] in NOT_LAST else 0
            carried = parts[-1][-keep:] if keep and len(parts[-1]) > keep else ""
            parts[-1] = parts[-1][: len(parts[-1]) - len(carried)]
            parts.append(carried)
        parts[-1] += character
    return parts


def _filled(pieces: list[str], style: Style, width: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and style.width_of((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        if piece != " " or lines[-1]:
            lines[-1] += piece
    return [line.rstrip() for line in lines if line.strip()]


def _cut_off(lines: list[str], most_lines: int, style: Style, width: float) -> list[str]:
    last = lines[most_lines - 1] + lines[most_lines]
    while last and (style.width_of(last + ELLIPSIS) > width or last[-1] in NOT_FIRST | NOT_LAST | {" "}):
        last = last[:-1]
    return [*lines[: most_lines - 1], last + ELLIPSIS]
