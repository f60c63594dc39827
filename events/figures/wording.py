"""What does an officer paste into a report? One paragraph, in the reader's language, of what may be read alone."""

from django.utils import timezone
from django.utils.translation import gettext as _

from events.figures.report import Line, Report
from portal.templatetags.when import full_day, is_english


def paragraph(report: Report, name: str) -> str:
    """Return the figures of ``name`` in sentences; the same figures as on the page."""
    facts = {line.name: str(line.now) for line in report.lines}
    first = _(
        "From %(first)s to %(last)s, %(name)s held %(programmes)s programmes in %(sessions)s sessions "
        "with %(places)s places, and received %(sign_ups)s sign-ups."
    ) % {
        **facts,
        "name": name,
        "first": full_day(report.period.first),
        "last": full_day(min(report.period.last, timezone.localdate(report.until))),
    }
    second = (
        _(
            "There were %(attendances)s attendances by %(people)s people from %(households)s households, "
            "and %(no_shows)s no-shows."
        )
        % facts
    )
    compared = _compared(report)
    rule = "" if report.is_exact else _("Numbers of people are rounded to the nearest five.")
    return _joined([first, second, compared, rule])


def _compared(report: Report) -> str:
    sessions, attendances = report.line("sessions"), report.line("attendances")
    if sessions.change is None or attendances.change is None:
        return ""
    return _("Compared with as long before, sessions %(sessions)s and attendances %(attendances)s.") % {
        "sessions": _moved(sessions),
        "attendances": _moved(attendances),
    }


def _moved(line: Line) -> str:
    by = line.change or 0
    if not by:
        return _("stayed the same")
    words = _("rose by %(percent)s%%") if by > 0 else _("fell by %(percent)s%%")
    return words % {"percent": abs(by)}


def _joined(sentences: list[str]) -> str:
    """Return sentences as one text: Chinese ones stand without a blank."""
    return (" " if is_english() else "").join(sentence for sentence in sentences if sentence)
