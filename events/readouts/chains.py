"""What became of the lines of a chain? Each with its names, where it stands, and the sentence for what was refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from events.helping.chains import Fate
from events.readouts.registration import Standing, standing
from events.seating.waiting_list import positions


@dataclass(frozen=True, slots=True)
class LineFate:
    """One line of the pasted chain and what became of it."""

    number: int
    text: str
    names: str
    standing: Standing
    sentence: str | Promise


def fates(done: Sequence[Fate], lines: Iterable[Any]) -> list[LineFate]:
    """Return every line of the chain with its fate, those left out too; one query for places in the queue."""
    by_number = {fate.number: fate for fate in done}
    waiting = positions([fate.party for fate in done if fate.party])
    return [_fate(form.line.number, form.line.text, by_number.get(form.line.number), waiting) for form in lines]


def _fate(number: int, text: str, fate: Fate | None, waiting: dict[int, int]) -> LineFate:
    if fate is None:
        return LineFate(number, text, "", Standing("left_out", "", "close", _("Left out")), "")
    names = _(", ").join(fate.names)
    if fate.party is not None:
        return LineFate(number, text, names, standing(fate.party.state, position=waiting.get(fate.party.pk)), "")
    if fate.reason == "already":
        return LineFate(number, text, names, Standing("already", "success", "check", _("Signed up already")), "")
    return LineFate(number, text, names, Standing("refused", "danger", "close", _("Not signed up")), fate.sentence)
