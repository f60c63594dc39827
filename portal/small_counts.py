"""How is it told how many people there were without telling of anybody? Few are "fewer than 8", more are rounded.

The rule is that of NHS Digital for hospital statistics since September 2018 (disclosure control methodology for
Hospital Episode Statistics): small counts are not told, all others are rounded to the nearest five, and a total is
counted first and rounded then, never added up from what is told. It looks at one count at a time, so there is no second
cell to choose and none to forget, and taking the told cells from the told total leaves a span and not a number.
Stricter than the source in one thing: nobody at all counts as few, so that no count of "few" is known to be someone.

What this holds, and no more: of one table and its total nobody works out a count of one to four; it may always be
nobody as well, or five and more. ``tests/portal/test_small_counts.py`` tries every small table. That a count is at most
one or two can show at times, and so can that it is seven; neither says that somebody is there.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

#: Fewer than this are not told as a number.
FEWEST = 8
#: What is told is a multiple of this.
STEP = 5


@dataclass(frozen=True, slots=True)
class Told:
    """A count as it may be read; ``number`` is None when it is few."""

    number: int | None

    def __str__(self) -> str:
        return _("fewer than %(count)s") % {"count": FEWEST} if self.number is None else f"{self.number:,}"

    @property
    def short(self) -> str:
        """What fits into a narrow column."""
        return f"<{FEWEST}" if self.number is None else f"{self.number:,}"

    @property
    def height(self) -> int:
        """What a chart draws: few are nothing."""
        return self.number or 0

    @property
    def cell(self) -> int | str:
        """What a spreadsheet holds."""
        return str(self) if self.number is None else self.number


def told(count: int) -> Told:
    """Return a count of people as anybody may read it."""
    return Told(None) if count < FEWEST else Told((count + STEP // 2) // STEP * STEP)


def exactly(count: int) -> Told:
    """Return a count as it is: of things, or for those who may see the people themselves."""
    return Told(count)


def change(now: Told, before: Told) -> int | None:
    """Return the change in per cent, of what is told alone; None when it cannot be said."""
    if now.number is None or not before.number:
        return None
    return round((now.number - before.number) * 100 / before.number)
