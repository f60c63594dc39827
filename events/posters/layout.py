"""What stands where on a poster? A garden wall above, the words below it, and the code that leads to the sign-up.

All measures are in units of which a poster is 1,080 wide; a sheet says how high it is and how many pixels a unit has.
Long words get smaller letters first, then fewer lines of English; the wall takes what is left.
"""

import re
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from pathlib import Path

import segno
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from PIL import Image, ImageDraw, ImageOps

from events.posters.lettering import ELLIPSIS, Style, broken, write
from events.readouts.poster import PosterFacts, PosterWords
from portal.typefaces import SANS, SERIF
from portal.vectors import painted

THEME = settings.ROOT / "theme" / "static"
WIDTH = 1080
EDGE = 84
LABELS = 150
CODE = 268
FOOT = 96
GAP = 26
#: Sizes of the title, and how much larger or smaller all below it is.
TITLES = (108, 96, 84, 74, 66, 58, 50, 42)
SCALES = (1.12, 1.0, 0.9, 0.8, 0.72)
#: In the order in which they are tried: both shrink together, the title a little sooner.
TRIED = sorted(product(SCALES, TITLES), key=lambda sizes: -2.2 * sizes[0] - sizes[1] / 135)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A format: how high it is, pixels a unit, and between which heights its wall may be."""

    name: str
    height: int
    scale: float
    lowest_wall: int
    highest_wall: int

    @property
    def size(self) -> tuple[int, int]:
        return round(WIDTH * self.scale), round(self.height * self.scale)


#: A4 at 288 dots an inch; a picture for a telephone's whole screen.
A4 = Sheet("a4", 1527, 2.2, 250, 560)
TALL = Sheet("tall", 1920, 1, 330, 760)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished poster; ``code_box`` is where the modules of its code lie, in pixels, and ``module`` their size.

    Its words end at ``words_end``; the card with the code begins at ``card_top``.
    """

    image: Image.Image
    code_box: tuple[int, int, int, int]
    module: int
    words_end: int
    card_top: int


@dataclass(frozen=True, slots=True)
class Block:
    """Lines in one style, with the gap above them; ``label`` stands before them in a column of its own."""

    lines: list[str]
    style: Style
    above: float = 0
    label: str = ""
    is_indented: bool = False


@cache
def colours() -> dict[str, str]:
    """Return the theme's colours by their names in its tokens."""
    tokens = (THEME / "css" / "tokens.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", tokens))


@cache
def cover_of(pattern: str) -> tuple[str, str]:
    """Return the drawing of a category's cover and its line colour; of an unknown pattern the first.

    The wall goes on to the left for as far as any sheet is wide.
    """
    source = THEME / "icons" / "covers" / f"{pattern}.svg"
    source = source if re.fullmatch(r"[a-z]+", pattern) and source.exists() else source.with_name("ice.svg")
    text = source.read_text(encoding="utf-8")
    line = re.search(r'stroke="(#[0-9a-f]{6})"', text)
    wide = (
        text.replace("M0 0h640", "M-700 0h1340").replace("H0z", "H-700z").replace('"0 0 640 280"', '"-700 0 1340 280"')
    )
    return wide, line[1] if line else colours()["jade"]


def draw(facts: PosterFacts, sheet: Sheet, picture: Path | None = None) -> Drawn:
    """Return the poster of these facts on this sheet."""
    return _Poster(facts, sheet, picture).drawn()


def _who_and_fee(said: PosterWords) -> tuple[str, ...]:
    """Return for whom it is and what it costs; in one line when that is short."""
    together = f"{said.who} · {said.fee}"
    letters = sum(1 if character.isascii() else 2 for character in together)
    return (together,) if letters < 44 else (said.who, said.fee)


class _Poster:
    def __init__(self, facts: PosterFacts, sheet: Sheet, picture: Path | None):
        self.facts, self.sheet, self.picture = facts, sheet, picture
        self.cover, self.accent = cover_of(facts.pattern)
        self.image = Image.new("RGB", sheet.size, colours()["wall"])
        self.pen = ImageDraw.Draw(self.image)

    def px(self, units: float) -> int:
        return round(units * self.sheet.scale)

    def style(self, path: Path, size: float, colour: str, leading: float = 1.4, weight: int = 0) -> Style:
        return Style(path, self.px(size), colour, leading, weight)

    def lines(self, text: str, style: Style, width: float, most: int) -> list[str]:
        return broken(text, style, self.px(width), most)

    def drawn(self) -> Drawn:
        blocks = self._fitting()
        room = self.sheet.height - FOOT - self._code_height - self._height(blocks) - 3 * GAP
        wall = min(self.sheet.highest_wall, max(self.sheet.lowest_wall, room))
        spare = max(0, room - wall)
        self._wall(wall)
        labels = sum(1 for one in blocks if one.label)
        end = self._words(blocks, wall + GAP + spare * 0.15, spare * 0.6 / max(1, labels))
        box, module = self._code()
        self._foot()
        return Drawn(self.image, box, module, round(end), self.px(self.sheet.height - FOOT - self._code_height))

    # What is said, and how large

    def _fitting(self) -> list[Block]:
        """Return the words in the largest letters that leave the wall its least height."""
        room = self.sheet.height - FOOT - self._code_height - self.sheet.lowest_wall - 3 * GAP
        blocks: list[Block] = []
        for says_english, (scale, title) in product((True, False), TRIED):
            if title > 110 * scale:
                continue
            blocks = self._blocks(title, scale, says_english)
            most = 2 if title > 74 else 3 if title > 58 else 5
            if len(blocks[0].lines) <= most and self._height(blocks) <= room:
                return blocks
        return blocks

    def _blocks(self, title: float, scale: float, says_english: bool) -> list[Block]:
        said, english = self.facts.chinese, self.facts.english
        ink, stone, wide = colours()["ink"], colours()["stone"], WIDTH - 2 * EDGE
        style = self.style(SERIF, title, ink, 1.28, 2)
        blocks = [Block(self.lines(said.title, style, wide, 5), style)]
        if said.label:
            style = self.style(SANS, 42 * scale, self.accent, 1.3, 1)
            blocks.append(Block(self.lines(said.label, style, wide, 2), style, 8))
        if english:
            style = self.style(SANS, 34 * scale, stone, 1.3)
            words = f"{english.title} · {english.label}" if english.label else english.title
            blocks.append(Block(self.lines(words, style, wide, 3), style, 12))
        return blocks + self._facts(said, english if says_english else None, scale)

    def _facts(self, said: PosterWords, english: PosterWords | None, scale: float) -> list[Block]:
        with translation.override(settings.LANGUAGE_CODE):
            rows = [
                (_("When"), said.when, english.when if english else ()),
                (_("Where"), said.where, english.where if english else ()),
                (_("Speaker"), said.speakers, english.speakers if english else ()),
                (_("Who can join"), _who_and_fee(said), _who_and_fee(english) if english else ()),
            ]
        blocks: list[Block] = []
        for label, values, in_english in rows:
            blocks += self._row(label, values, in_english, scale, 36, 3)
        translated = {name for _role, name in english.hosts} if english else set()
        for index, (role, names) in enumerate(said.hosts):
            in_english = english.hosts[index] if english and index < len(english.hosts) else ("", "")
            shown = (in_english[1],) if in_english[1] != names and in_english[1] in translated else ()
            blocks += self._row(role, (names,), shown, scale, 30, 2)
        return blocks

    def _row(
        self, label: str, values: tuple[str, ...], english: tuple[str, ...], scale: float, size: float, most: int
    ) -> list[Block]:
        """Return the lines of one fact; the first has the label and the gap."""
        wide = WIDTH - 2 * EDGE - LABELS
        main = self.style(SANS, size * scale, colours()["ink"], 1.36, 1 if size > 30 else 0)
        small = self.style(SANS, 25 * scale, colours()["stone"], 1.36)
        # Of an address and the like, what comes after the first line matters less.
        lines = [self.lines(value, main, wide, most) for value in values if value]
        spoken = [self.lines(value, small, wide, 2) for value in english if value]
        blocks = [Block(one, main, is_indented=True) for one in lines[:3]]
        blocks += [Block(one, small, is_indented=True) for one in spoken[:3]]
        if blocks:
            first = blocks[0]
            blocks[0] = Block(first.lines, first.style, 20 * scale, label, True)
        return blocks

    def _height(self, blocks: list[Block]) -> float:
        return sum(one.above + len(one.lines) * one.style.line_height / self.sheet.scale for one in blocks)

    # What is painted

    def _wall(self, height: float) -> None:
        size = self.sheet.size[0], self.px(height)
        if self.picture:
            with Image.open(self.picture) as opened:
                self.image.paste(ImageOps.fit(opened.convert("RGB"), size, Image.Resampling.LANCZOS))
            self._chip(height)
        else:
            self.image.paste(painted(self.cover, size, across=1))
            self._category(height - (110 if self.facts.chinese.called_off else 0), height)
        self.pen.rectangle((0, size[1] - self.px(6), size[0], size[1]), fill=self.accent)
        if self.facts.chinese.called_off:
            self._called_off(height)

    def _category(self, height: float, wall: float) -> None:
        """Write what kind of thing it is on the wall, beside the window."""
        said, english = self.facts.chinese, self.facts.english
        beside = WIDTH - 1.5 * EDGE - 274 * wall / 280  # the window stands so far from the right
        for size in (78, 62, 50, 40):
            large = self.style(SERIF, size, self.accent, 1.25, 2)
            lines = self.lines(said.category, large, beside, 3)
            if not lines[-1].endswith(ELLIPSIS) and size < height / 4:
                break
        small = self.style(SANS, 30, self.accent, 1.4)
        under = self.lines(english.category, small, beside, 2) if english else []
        total = len(lines) * large.line_height + len(under) * small.line_height
        top = self.px(height / 2 + 10) - total / 2
        top += write(self.pen, (self.px(EDGE), top), lines, large)
        write(self.pen, (self.px(EDGE), top), under, small)

    def _chip(self, height: float) -> None:
        style = self.style(SANS, 34, "#ffffff", 1.4, 1)
        text = self.facts.chinese.category
        wide = style.width_of(text) + self.px(48)
        top, left = self.px(height - 6) - self.px(64), self.px(EDGE)
        self.pen.rectangle((left, top, left + wide, top + self.px(64)), fill=self.accent)
        write(self.pen, (left + wide / 2, top + (self.px(64) - style.line_height) / 2), [text], style, "m")

    def _called_off(self, height: float) -> None:
        style = self.style(SANS, 60, "#ffffff", 1.4, 2)
        said, english = self.facts.chinese.called_off, self.facts.english
        text = f"{said}  {english.called_off}" if english else said
        high = self.px(110)
        top = self.px(height) - high
        self.pen.rectangle((0, top, self.sheet.size[0], top + high), fill=colours()["danger"])
        write(self.pen, (self.sheet.size[0] / 2, top + (high - style.line_height) / 2), [text], style, "m")

    def _words(self, blocks: list[Block], top: float, more: float) -> float:
        y: float = self.px(top)
        is_first_fact = True
        for block in blocks:
            y += self.px(block.above + (more if block.label else 0))
            if block.label and is_first_fact:
                is_first_fact = False
                self.pen.rectangle(
                    (self.px(EDGE), y - self.px(8), self.px(EDGE + 72), y - self.px(3)), fill=colours()["persimmon"]
                )
                y += self.px(12)
            if block.label:
                style = self.style(SANS, 27, self.accent, 1, 1)
                middle = y + (block.style.line_height - style.line_height) / 2
                write(self.pen, (self.px(EDGE), middle), [block.label], style)
            left = EDGE + LABELS if block.is_indented else EDGE
            y += write(self.pen, (self.px(left), y), block.lines, block.style)
        return y

    @cached_property
    def _code_height(self) -> float:
        return CODE + 2 * GAP

    def _code(self) -> tuple[tuple[int, int, int, int], int]:
        """Paint the card with the code and what one does with it; return where its modules lie, and their size."""
        top = self.sheet.height - FOOT - self._code_height
        left, right = self.px(EDGE - 24), self.px(WIDTH - EDGE + 24)
        card = (left, self.px(top), right, self.px(top + CODE + 32))
        self.pen.rounded_rectangle(card, self.px(18), fill="#ffffff", outline=self.accent, width=self.px(2.5))
        matrix = [bytes(row) for row in segno.make(self.facts.url, error="m", micro=False).matrix]
        count = len(matrix)
        module = (self.px(CODE) - 1) // (count + 8)
        side = module * count
        x = left + self.px(16) + (self.px(CODE) - side) // 2
        y = card[1] + self.px(16) + (self.px(CODE) - side) // 2
        for row, modules in enumerate(matrix):
            for column, is_dark in enumerate(modules):
                if is_dark:
                    corner = x + column * module, y + row * module
                    self.pen.rectangle((*corner, corner[0] + module - 1, corner[1] + module - 1), fill=colours()["ink"])
        self._beside_code(left + self.px(CODE + 44), card)
        return (x, y, x + side, y + side), module

    def _beside_code(self, left: float, card: tuple[int, int, int, int]) -> None:
        said, english = self.facts.chinese, self.facts.english
        wide = (card[2] - left) / self.sheet.scale - 24
        large = self.style(SERIF, 54, colours()["ink"], 1.3, 2)
        small = self.style(SANS, 28, colours()["stone"], 1.4)
        mono = self.style(SANS, 25, self.accent, 1.4, 1)
        address = self.facts.url.partition("://")[2]
        parts = [
            (self.lines(said.how, large, wide, 2), large),
            (self.lines(english.how, small, wide, 1) if english else [], small),
            ([address], mono),
        ]
        total = sum(len(lines) * style.line_height for lines, style in parts)
        y = (card[1] + card[3] - total) / 2
        for lines, style in parts:
            y += write(self.pen, (left, y), lines, style)

    def _foot(self) -> None:
        width, height = self.sheet.size
        top = height - self.px(FOOT - 18)
        self.pen.rectangle((0, top, width, height), fill=self.accent)
        with translation.override(settings.LANGUAGE_CODE):
            style = self.style(SANS, 28, "#ffffff", 1.4)
            name = f"{_('Linli, the neighbourhood portal')}  Linli"
            if self.facts.is_demo:
                name += f" · {pgettext('made-up content', 'Demo')} Demo"
            phone = _("Telephone %(phone)s") % {"phone": settings.PORTAL_PHONE}
        middle = top + (height - top - style.line_height) / 2
        side = self.px(48)
        sign = painted((THEME / "icons" / "brand.svg").read_text(encoding="utf-8"), (side, side))
        mask = Image.new("L", (side * 4, side * 4))
        ImageDraw.Draw(mask).ellipse((4, 4, side * 4 - 5, side * 4 - 5), fill=255)
        self.image.paste(sign, (self.px(EDGE), round(top + (height - top - side) / 2)), mask.resize((side, side)))
        write(self.pen, (self.px(EDGE + 66), middle), [name], style)
        write(self.pen, (self.px(WIDTH - EDGE), middle), [phone], style, "r")
