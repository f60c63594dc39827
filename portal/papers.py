"""How do the portal's papers look: certificates, slips, dossiers? One hand draws them: frame, lattice, words, code.

Everything is drawn as lines and letters, so that a page is small, sharp on every printer, and its text can be copied.
The same words on the same day make the same bytes.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Literal

import segno
from fpdf import FPDF
from fpdf.enums import Align, TextMode

from portal import typefaces

type Colour = tuple[int, int, int]

#: The theme's tokens (theme/static/css/tokens.css).
INK: Colour = (0x17, 0x26, 0x2B)
JADE: Colour = (0x0F, 0x6B, 0x5C)
JADE_TINT: Colour = (0xE3, 0xF1, 0xEC)
STONE: Colour = (0x55, 0x63, 0x6A)
LINE: Colour = (0xD9, 0xD4, 0xC7)
PERSIMMON: Colour = (0xB8, 0x43, 0x1F)
WALL: Colour = (0xFA, 0xF8, 0xF3)

#: What stands for a character that the face lacks.
MISSING = "□"

#: One word of Latin letters, or one character; what may not begin a line stays with what is before it.
_PIECES = re.compile(
    r"\s*(?:[A-Za-z0-9À-ÿ@#&%+/:'’_-]+|[^\s])[，。、；：？！”’）》〉】」』,.;:?!)\]}％%·—…]*", re.UNICODE
)


class Paper(FPDF):
    """A PDF in the portal's own letters and colours. Sizes are in millimetres, letters in points."""

    def __init__(self, *, title: str, author: str, made_at: datetime, is_landscape: bool = False):
        super().__init__(orientation="landscape" if is_landscape else "portrait", unit="mm", format="A4")
        self.set_creation_date(made_at.astimezone(UTC))
        self.set_title(title)
        self.set_author(author)
        self.set_creator("Linli 邻里")
        self.set_producer("Linli 邻里")
        self.set_lang("zh-CN")
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.c_margin = 0
        self.add_font("serif", fname=str(typefaces.SERIF))
        self.add_font("sans", fname=str(typefaces.SANS))
        self._letters = {name: frozenset(getattr(self.fonts[name], "cmap", ())) for name in ("serif", "sans")}

    def say(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        *,
        size: float,
        face: Literal["sans", "serif"] = "sans",
        colour: Colour = INK,
        align: Align = Align.L,
        leading: float = 1.55,
        spacing: float = 0,
    ) -> float:
        """Set a text into a column whose first line's top is ``y``; return where the next line would begin."""
        self.set_font(face, size=size)
        self.set_text_color(*colour)
        self.set_char_spacing(spacing)
        height = size * 0.3528 * leading
        for line in self.lines(self._shown(text), width):
            self.set_xy(x, y)
            self.cell(width, height, line, align=align)
            y += height
        self.set_char_spacing(0)
        return y

    def lines(self, text: str, width: float) -> list[str]:
        """Break a text into lines of the letters that are set, by the rules of both scripts."""
        broken: list[str] = []
        for paragraph in text.splitlines() or [""]:
            line = ""
            for piece in self._pieces(paragraph, width):
                if line and self.get_string_width(line + piece) > width:
                    broken.append(line)
                    line = piece.lstrip()
                else:
                    line += piece
            broken.append(line)
        return broken

    def _pieces(self, text: str, width: float) -> Iterator[str]:
        """Yield what is not parted; a word longer than a line is parted all the same."""
        for piece in _PIECES.findall(text):
            if self.get_string_width(piece) <= width:
                yield piece
            else:
                yield from piece

    def _shown(self, text: str) -> str:
        """Return the text with a box for each character that the face lacks, for somebody to write it in by hand."""
        known = self._letters[self.font_family]
        return "".join(letter if ord(letter) in known or letter == "\n" else MISSING for letter in text)

    def fitting(self, text: str, width: float, *, largest: float, smallest: float, face: str = "serif") -> float:
        """Return the largest size in which the text stands on one line, or the smallest of those allowed."""
        size = largest
        while size > smallest:
            self.set_font(face, size=size)
            if self.get_string_width(text) <= width:
                break
            size -= 1
        return size

    def rule(self, x: float, y: float, width: float, *, colour: Colour = LINE, thickness: float = 0.2) -> None:
        """Draw a hairline."""
        self.set_draw_color(*colour)
        self.set_line_width(thickness)
        self.line(x, y, x + width, y)

    def frame(self, inset: float = 10) -> None:
        """Draw the double frame of a certificate, with a piece of a garden window in each corner."""
        self.set_draw_color(*JADE)
        self.set_line_width(0.7)
        self.rect(inset, inset, self.w - 2 * inset, self.h - 2 * inset)
        self.set_line_width(0.2)
        inner = inset + 2.2
        self.rect(inner, inner, self.w - 2 * inner, self.h - 2 * inner)
        for right in (False, True):
            for bottom in (False, True):
                self._corner(inner, is_right=right, is_bottom=bottom)

    def _corner(self, inset: float, *, is_right: bool, is_bottom: bool, step: float = 3.4) -> None:
        """Draw the key pattern (回纹) that the frames of garden windows turn their corners with."""
        path = [(0, 5), (2, 5), (2, 2), (5, 2), (5, 0), (3.5, 0), (3.5, 3.5), (0, 3.5), (0, 5)]
        square = [(0.8, 0.8), (2.7, 0.8), (2.7, 1.3), (1.3, 1.3), (1.3, 2.7), (0.8, 2.7), (0.8, 0.8)]
        self.set_draw_color(*JADE)
        self.set_line_width(0.35)
        for points in (path, square):
            self.polyline(
                [
                    (
                        self.w - inset - dx * step if is_right else inset + dx * step,
                        self.h - inset - dy * step if is_bottom else inset + dy * step,
                    )
                    for dx, dy in points
                ]
            )

    def lattice(self, x: float, y: float, width: float, height: float, *, cell: float = 8) -> None:
        """Fill a field with the lattice of a garden window: squares set on their corner, a smaller one in each."""
        self.set_draw_color(*JADE_TINT)
        self.set_line_width(0.35)
        with self.rect_clip(x, y, width, height):
            for row in range(-1, int(height / cell) + 2):
                for column in range(-1, int(width / cell) + 2):
                    self._tile(x + column * cell + (cell / 2 if row % 2 else 0), y + row * cell / 2, cell / 2)

    def _tile(self, x: float, y: float, half: float) -> None:
        for reach in (half, half * 0.5):
            self.polygon([(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)])

    def code(self, address: str, x: float, y: float, side: float) -> None:
        """Draw an address as a QR code, with a link for those who read the paper on a screen."""
        rows = [list(row) for row in segno.make(address, error="m").matrix_iter(border=0)]
        module = side / len(rows)
        self.set_fill_color(*INK)
        for number, row in enumerate(rows):
            for first, last in _runs(row):
                self.rect(x + first * module, y + number * module, (last - first) * module, module, style="F")
        self.link(x, y, side, side, address)

    def stamp(self, text: str) -> None:
        """Write a word across the page, large and light, for a paper that no longer counts."""
        self.set_font("serif", size=90)
        width = self.get_string_width(text)
        with self.local_context(fill_opacity=0.16, text_mode=TextMode.FILL), self.rotation(20, self.w / 2, self.h / 2):
            self.set_text_color(*PERSIMMON)
            self.text(self.w / 2 - width / 2, self.h / 2 + 15, text)

    def finished(self) -> bytes:
        """Return the file."""
        return bytes(self.output())


def _runs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the spans of dark modules of a row, half-open."""
    start = None
    for place, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place
            start = None
