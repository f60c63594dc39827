"""How does the document say what a day looks like? By a pattern that every real day fits, and nothing else."""

import calendar
from datetime import date

_LONG, _SHORT, _FEBRUARY = "(0[1-9]|[12][0-9]|3[01])", "(0[1-9]|[12][0-9]|30)", "(0[1-9]|1[0-9]|2[0-8])"
_DAYS = f"((0[13578]|1[02])-{_LONG}|(0[469]|11)-{_SHORT}|02-{_FEBRUARY})"


def day_pattern(first_year: int, last: date) -> str:
    """Return the pattern of all days, as ``2026-11-22``, from the beginning of a year up to and with ``last``."""
    leap_years = [year for year in range(first_year, last.year) if calendar.isleap(year)]
    this_year = [f"{month:02}-{_up_to(_length(last.year, month))}" for month in range(1, last.month)]
    this_year.append(f"{last.month:02}-{_up_to(last.day)}")
    parts = [f"{last.year}-({'|'.join(this_year)})"]
    if first_year < last.year:
        parts.append(f"({_years(first_year, last.year - 1)})-{_DAYS}")
    if leap_years:
        parts.append(f"({'|'.join(map(str, leap_years))})-02-29")
    return f"^({'|'.join(parts)})$"


def _years(first: int, last: int) -> str:
    """Return the pattern of these years, a decade at a time."""
    spans = [(max(first, decade), min(last, decade + 9)) for decade in range(first // 10 * 10, last + 1, 10)]
    return "|".join(f"{start // 10}[{start % 10}-{stop % 10}]" for start, stop in spans)


def _up_to(day: int) -> str:
    """Return the pattern of the days of a month up to and with this one."""
    tens, ones = divmod(day, 10)
    parts = ["0[1-9]" if tens else f"0[1-{ones}]"]
    parts += [f"{ten}[0-9]" for ten in range(1, tens)]
    if tens:
        parts.append(f"{tens}[0-{ones}]")
    return f"({'|'.join(parts)})"


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
