"""Where do the columns of a chart stand? Numbers for an inline SVG that says nothing its table does not say too."""

from collections.abc import Sequence
from dataclasses import dataclass

#: The drawing's own units. Narrow, so that its letters are legible at 360 px.
WIDTH, HEIGHT, FOOT, HEAD = 360, 190, 22, 16


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what stands below and above it; ``middle`` is where both are centred."""

    left: float
    top: float
    width: float
    height: float
    middle: float
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of columns: what it shows, in a sentence for those who do not see it, and where its foot is."""

    title: str
    columns: Sequence[Column]
    width: int = WIDTH
    height: int = HEIGHT
    foot: int = HEIGHT - FOOT

    @property
    def label_top(self) -> int:
        return HEIGHT - 6


def columns(title: str, rows: Sequence[tuple[str, int, str]]) -> Columns:
    """Return a chart of (label, height, words); heights are not negative, the highest fills the drawing."""
    most = max((height for _label, height, _words in rows), default=0) or 1
    step = WIDTH / max(len(rows), 1)
    room = HEIGHT - FOOT - HEAD

    def column(place: int, label: str, height: int, words: str) -> Column:
        tall = round(room * height / most, 1)
        left = round(place * step + step * 0.15, 1)
        middle = round(place * step + step / 2, 1)
        return Column(left, round(HEIGHT - FOOT - tall, 1), round(step * 0.7, 1), tall, middle, label, words)

    return Columns(title, [column(place, *row) for place, row in enumerate(rows)])


def share(part: int, most: int) -> int:
    """Return how long a bar is, in per cent of the longest."""
    return round(part * 100 / most) if most else 0
