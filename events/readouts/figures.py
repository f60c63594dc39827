"""What do the pages of figures show? The figures, with charts of their months and bars beside their groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.figures import wording
from events.figures.keeping import district_report
from events.figures.report import AMOUNTS, Group, Report
from portal import charts
from portal.handing_out import Table
from portal.small_counts import Told
from portal.templatetags.when import is_english, month

#: How far back months can be chosen.
YEARS_BACK = 5


@dataclass(frozen=True)
class Bar:
    """A group with its bar: how long, in per cent of the longest."""

    words: str | Promise
    cells: Sequence[Told]
    length: int


def shown(report: Report) -> dict[str, Any]:
    """Return what a page shows of a report; no query."""
    return {
        "report": report,
        "amounts": list(AMOUNTS.values()),
        "months": [
            (month_and_year(row.first), list(zip(AMOUNTS.values(), row.cells, strict=True))) for row in report.months
        ],
        "charts": [
            _chart(report, "sessions", _("Sessions, month by month")),
            _chart(report, "attendances", _("Attendances, month by month")),
        ],
        "facilities": _bars(report.facilities),
        "ages": _bars(report.ages),
    }


def public_figures(at: datetime) -> dict[str, Any]:
    """Return what the public page shows; one query while the figures are kept."""
    return shown(district_report(at))


def _chart(report: Report, name: str, title: str) -> charts.Columns:
    place = list(AMOUNTS).index(name)
    rows = [(row.first, row.cells[place]) for row in report.months]
    return charts.columns(title, [(_label(first), told.height, str(told.number or "")) for first, told in rows])


def _label(first: datetime) -> str:
    """Return a month as it fits below a column: 3 in Chinese, Mar in English."""
    return month(first) if is_english() else str(timezone.localtime(first).month)


def _bars(groups: Sequence[Group]) -> list[Bar]:
    most = max((group.cells[-1].height for group in groups), default=0)
    return [Bar(group.words, group.cells, charts.share(group.cells[-1].height, most)) for group in groups]


def month_and_year(first: datetime) -> str:
    """2026年3月 / Mar 2026"""
    year = timezone.localtime(first).year
    return f"{month(first)} {year}" if is_english() else f"{year}年{month(first)}"


def months_to_choose(at: datetime) -> list[tuple[str, str]]:
    """Return the months that can be chosen, as (2026-03, its words), the newest first."""
    this = timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = [this - relativedelta(months=number) for number in range(YEARS_BACK * 12)]
    return [(f"{one:%Y-%m}", month_and_year(one)) for one in months]


def table(report: Report, name: str) -> Table:
    """Return the figures as a table to hand out: a row for each figure, with what it is of."""
    rows: list[list[Any]] = [
        [_("Total"), name, str(line.words), line.now.cell, line.before.cell] for line in report.lines
    ]
    for one in report.months:
        cells = zip(AMOUNTS.values(), one.cells, strict=True)
        rows += [
            [_("Month"), f"{timezone.localtime(one.first):%Y-%m}", str(words), cell.cell, ""] for words, cell in cells
        ]
    for part, words, groups in (
        (_("Facility"), str(AMOUNTS["attendances"]), report.facilities),
        (_("Age"), _("people reached"), report.ages),
    ):
        rows += [[part, str(group.words), words, group.cells[-1].cell, ""] for group in groups]
    for estate in report.estates:
        there_are = "" if estate.there_are is None else estate.there_are
        rows.append([_("Estate"), estate.local_name, _("households reached"), estate.reached.cell, ""])
        if there_are:
            rows.append([_("Estate"), estate.local_name, _("households there are"), there_are, ""])
    return Table(
        title=_("Figures: %(name)s") % {"name": name},
        columns=[_("Part"), _("Of what"), _("Figure"), pgettext("a figure", "Number"), _("As long before")],
        rows=rows,
        fields=["part", "of", "figure", "now", "before"],
        sheet=_("Figures"),
        widths=(12, 28, 22, 14, 14),
    )


def paragraph(report: Report, name: str) -> str:
    """Return the figures in sentences to paste."""
    return wording.paragraph(report, name)
