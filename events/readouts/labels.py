"""What does the month's sheet of reporting labels show? A table, a paragraph to paste for each label, a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.translation import gettext as _

from events.labels.monthly import Line, held_in, monthly_lines
from organisations.models import Organisation
from organisations.permissions import Act, organisations_for, reach_of
from portal.spreadsheets import workbook
from portal.templatetags.when import is_english, month

#: Programmes that a paragraph names.
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Sheet:
    """A month of one organisation, or of all that the user looks at."""

    first: date
    whose: str
    lines: Sequence[Line]
    before: str
    after: str

    @property
    def name(self) -> str:
        return f"{month(self.first)} {self.first.year}" if is_english() else f"{self.first.year}年{month(self.first)}"

    @property
    def paragraphs(self) -> list[tuple[Line, str]]:
        """What can be pasted into a report, for each label under which something was held."""
        return [(line, self._paragraph(line)) for line in self.lines if line.tally.sessions]

    def _paragraph(self, line: Line) -> str:
        words = _(
            "In %(month)s %(whose)s held %(sessions)d sessions of “%(label)s” with %(attendances)d attendances by "
            "%(people)d people; volunteers served %(hours)s hours. Among them: %(titles)s."
        )
        named = _(", ").join(line.titles[:MOST_NAMED])
        return words % {
            "month": self.name,
            "whose": self.whose,
            "label": line.label.local_name,
            "sessions": line.tally.sessions,
            "attendances": line.tally.attendances,
            "people": line.tally.people,
            "hours": f"{line.hours:g}",
            "titles": named,
        }


def asked_month(text: str, at: datetime) -> date:
    """Return the first day of the month that an address names (``2026-11``), else of the present one."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 a local month
    except ValueError:
        return timezone.localdate(at).replace(day=1)


def month_sheet(user: Any, first: date, at: datetime, *, only: int | None = None) -> Sheet:
    """Return the month of what the user looks at; ``only`` one of their organisations."""
    seen = organisations_for(user, Act.SEE)
    rows = seen.filter(pk=only) if only else seen
    return Sheet(
        first=first,
        whose=_whose(user, list(rows)),
        lines=monthly_lines(held_in(first, rows.values("pk"), at)),
        before=f"{first - relativedelta(months=1):%Y-%m}",
        after=f"{first + relativedelta(months=1):%Y-%m}",
    )


def _whose(user: Any, rows: Sequence[Organisation]) -> str:
    """Return whose month it is, as a report begins: the one organisation's name, or one's own with those it hosts."""
    if len(rows) == 1:
        return rows[0].local_name
    own = [row for row in rows if row.pk in reach_of(user).own]
    if len(own) == 1:
        return _("%(name)s and the organisations it hosts") % {"name": own[0].local_name}
    return _("our organisations")


def workbook_of(sheet: Sheet) -> bytes:
    """Return the sheet as XLSX; it names nobody."""
    head = [_("Label"), _("Sessions held"), _("Attendances"), _("People served"), _("Volunteer hours"), _("Programmes")]
    rows = [
        [
            line.label.local_name,
            line.tally.sessions,
            line.tally.attendances,
            line.tally.people,
            line.hours,
            _(", ").join(line.titles),
        ]
        for line in sheet.lines
    ]
    top = [[f"{sheet.whose} {sheet.name}"], [], head]
    return workbook(sheet.name, [*top, *rows], head=len(top), widths=[24, 10, 10, 10, 14, 60])
