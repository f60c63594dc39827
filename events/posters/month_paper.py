"""How is a centre's month printed? On sheets of A4 or A3, in letters that can be read from a step away."""

import segno
from django.utils.translation import gettext as _
from fpdf import FPDF

from events.posters.layout import colours
from events.posters.lettering import Style, broken
from events.readouts.month_sheet import MonthSheet, SheetDay, SheetEntry
from portal.typefaces import SANS, SERIF

#: A3 is A4 enlarged, as a copier does it.
PAPERS = {"a4": 1.0, "a3": 2**0.5}
#: Measures in millimetres on A4.
WIDE, HIGH, EDGE = 210.0, 297.0, 14.0
DAY_WIDE, TIMES_WIDE = 21.0, 43.0
CODE = 30.0
LETTERS = 12.5
#: A point in millimetres; letters are measured in points.
POINT = 25.4 / 72
LINE = 6.4


def month_paper(sheet: MonthSheet, paper: str) -> bytes:
    """Return the sheet as a PDF."""
    return _Paper(sheet, PAPERS[paper], paper).drawn()


class _Paper:
    def __init__(self, sheet: MonthSheet, scale: float, paper: str):
        self.sheet, self.scale = sheet, scale
        self.pdf = FPDF(format=paper)
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        self.pdf.set_title(f"{sheet.centre_name} {sheet.title}")
        self.pdf.add_font("sans", fname=SANS)
        self.pdf.add_font("serif", fname=SERIF)
        self.y = 0.0

    def drawn(self) -> bytes:
        self._page(is_first=True)
        for day in self.sheet.days:
            self._day(day)
        if not self.sheet.days:
            self._text(EDGE, self.y + 4, _("Nothing is planned yet. Scan the code for the latest."), LETTERS, "stone")
        return bytes(self.pdf.output())

    def _ink(self, name: str) -> None:
        self.pdf.set_text_color(colours()[name])

    def _text(self, x: float, y: float, text: str, size: float, colour: str, face: str = "sans") -> None:
        self.pdf.set_font(face, size=size * self.scale)
        self._ink(colour)
        self.pdf.text(x * self.scale, (y + size * 0.36) * self.scale, text)

    def _lines(self, text: str, width: float, size: float) -> list[str]:
        letters = Style(SANS, 100, colours()["ink"])
        return broken(text, letters, width / (size * POINT) * 100)

    def _box(self, x: float, y: float, wide: float, high: float, colour: str) -> None:
        self.pdf.set_fill_color(colours()[colour])
        self.pdf.rect(x * self.scale, y * self.scale, wide * self.scale, high * self.scale, style="F")

    def _page(self, *, is_first: bool) -> None:
        """Begin a page: the head with the code on the first, its name alone on others; the foot on each."""
        self.pdf.add_page()
        self._box(0, 0, WIDE, 5, "jade-dark")
        if is_first:
            self._text(EDGE, 15, self.sheet.title, 30, "jade-dark", "serif")
            self._text(EDGE, 31, self.sheet.centre_name, 17, "ink")
            self._text(EDGE, 40, " · ".join(filter(None, [self.sheet.address, self.sheet.phone])), 10.5, "stone")
            self._code(WIDE - EDGE - CODE, 10)
            self.y = 52.0
        else:
            self._text(EDGE, 12, f"{self.sheet.centre_name} · {self.sheet.title}", 12, "stone")
            self.y = 22.0
        number = _("Page %(number)d") % {"number": self.pdf.page_no()}
        self._box(EDGE, HIGH - 13, WIDE - 2 * EDGE, 0.3, "line")
        self._text(EDGE, HIGH - 10, _("Changes at short notice are on the portal: scan the code."), 9.5, "stone")
        self._text(WIDE - EDGE - 14, HIGH - 10, number, 9.5, "stone")

    def _code(self, left: float, top: float) -> None:
        """Paint the code of the centre's list as squares, so that it is sharp at any size."""
        matrix = [bytes(row) for row in segno.make(self.sheet.url, error="m", micro=False).matrix]
        module = CODE / len(matrix)
        for row, column in ((y, x) for y, line in enumerate(matrix) for x, dark in enumerate(line) if dark):
            # A hair wider than a module: a viewer's smoothing would leave white lines between them.
            self._box(left + column * module, top + row * module, module + 0.02, module + 0.02, "ink")
        label = _("Scan to sign up")
        self.pdf.set_font("sans", size=9.5 * self.scale)
        wide = self.pdf.get_string_width(label) / self.scale
        self._text(left + (CODE - wide) / 2, top + CODE + 2, label, 9.5, "jade-dark")

    def _day(self, day: SheetDay) -> None:
        entries = [(entry, self._fitted(entry)) for entry in day.entries]
        is_first = True
        for entry, lines in entries:
            high = len(lines) * LINE + 3.4
            if self.y + high > HIGH - 16:
                self._page(is_first=False)
                is_first = True
            if is_first:
                self._box(EDGE, self.y, WIDE - 2 * EDGE, 0.3, "line")
                self._text(EDGE, self.y + 2.2, day.day, 20, "persimmon" if day.is_weekend else "jade-dark", "serif")
                self._text(EDGE + 10.5, self.y + 4.6, day.weekday, 11, "stone")
            self._text(EDGE + DAY_WIDE, self.y + 2.6, entry.times, LETTERS - 1, "ink")
            for number, (text, size, colour) in enumerate(lines):
                self._text(EDGE + DAY_WIDE + TIMES_WIDE, self.y + 2.2 + number * LINE, text, size, colour)
            self.y += max(high, 11.0 if is_first else 0)
            is_first = False

    def _fitted(self, entry: SheetEntry) -> list[tuple[str, float, str]]:
        """Return the lines of an entry: its title, then where it is and whether one signs up."""
        width = WIDE - 2 * EDGE - DAY_WIDE - TIMES_WIDE
        lines = [(line, LETTERS, "ink") for line in self._lines(entry.title, width, LETTERS)]
        under = " · ".join(part for part in (entry.place, entry.how) if part)
        return [*lines, *((line, 10.0, "stone") for line in self._lines(under, width, 10.0))]
