"""What is somebody told of each row of a file before anything is written? Its fate, in their language."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.importing.columns import called
from events.importing.fates import Fate, Kind
from events.importing.rows import Problem
from portal.templatetags import when

KINDS = {
    Kind.NEW: gettext_lazy("new"),
    Kind.CHANGED: gettext_lazy("changed"),
    Kind.UNCHANGED: gettext_lazy("unchanged"),
    Kind.REFUSED: gettext_lazy("refused"),
}


@dataclass(frozen=True)
class FateView:
    """A row as it is shown: ``sessions`` says when, ``changes`` the columns that change, as the reader calls them."""

    number: int
    kind: str
    kind_name: str
    title: str
    organisation: str
    sessions: Sequence[str]
    changes: Sequence[str]
    problems: Sequence[Problem]


def fate_views(fates: Iterable[Fate]) -> list[FateView]:
    """Return the rows as they are shown, in the order of the file."""
    return [_view(fate) for fate in fates]


def counts(fates: Iterable[Fate]) -> Mapping[str, int]:
    """Return how many rows have which fate; every fate is named."""
    found = Counter(str(fate.kind) for fate in fates)
    return {str(kind): found[str(kind)] for kind in Kind}


def lines(fates: Iterable[Fate]) -> Iterator[str]:
    """Yield what a terminal shows: a line a row, and one for each thing that is wrong with it."""
    for view in fate_views(fates):
        words: dict[str, Any] = {"number": view.number, "kind": view.kind_name, "title": view.title}
        line = _("Row %(number)s: %(kind)s  %(title)s") % words
        yield f"{line} ({', '.join(view.changes)})" if view.changes else line
        for problem in view.problems:
            yield f"    {problem.column}: {problem.sentence}" if problem.column else f"    {problem.sentence}"


def _view(fate: Fate) -> FateView:
    row = fate.row
    return FateView(
        number=row.number,
        kind=str(fate.kind),
        kind_name=str(KINDS[fate.kind]),
        title=row.title,
        organisation=row.organisation.local_name if row.organisation else "",
        sessions=[when.span(slot) for slot in fate.slots],
        changes=[called(column) for column in fate.changes] if fate.kind == Kind.CHANGED else [],
        problems=[Problem(one.column and called(one.column), one.sentence) for one in row.problems],
    )
