"""What does a cell say? Moments in many spellings, numbers, rules of repetition; ``BadCell`` says what is wrong."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel

from events.importing.columns import folded
from portal.timetable.recurrence import MOST_SESSIONS, MOST_STEPS, Frequency

EXCEL_ERROR = re.compile(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!)")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: Excel's numbers of the days from 1954 to 2119: what a date is when its column is not formatted as one.
SERIAL_DAYS = (20_000, 80_000)
_DAY = re.compile(
    r"(?P<year>\d{4})(?P<sign>[-/.年])(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"|(?P<year8>\d{4})(?P<month8>\d{2})(?P<day8>\d{2})(?=T|$)"
)
_WEEKDAY = re.compile(
    r"[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?", re.IGNORECASE
)
_CLOCK = re.compile(
    r"(?P<part>凌晨|早上|上午|中午|下午|傍晚|晚上)?\s*(?P<hour>\d{1,2})"
    r"(?:[:点时](?P<minute>\d{1,2}|半)?分?(?::\d{2}(?:\.\d+)?)?|(?P<minute4>\d{2})(?:\d{2})?)?整?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_AFTERNOON, _MORNING = {"下午", "傍晚", "晚上"}, {"凌晨", "早上", "上午"}
_WEEKDAY_NAMES = {
    **{
        name: place
        for place, names in enumerate(("mon 一", "tue 二", "wed 三", "thu 四", "fri 五", "sat 六", "sun 日"))
        for name in names.split()
    },
    "天": 6,
}


class BadCell(Exception):
    """What a cell says cannot be used; ``sentence`` tells the reader why."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


def text_of(cell: Any, longest: int) -> str:
    """Return a cell as text of at most so many characters."""
    if cell is None:
        return ""
    text = f"{cell:g}" if isinstance(cell, float) else str(cell)
    text = re.sub(r"\s*[\r\n\t]+\s*", " ", text).strip()
    if EXCEL_ERROR.fullmatch(text):
        raise BadCell(_("The cell holds an error: %(error)s") % {"error": text})
    if CONTROL.search(text):
        raise BadCell(_("There are characters in it that cannot be shown."))
    if len(text) > longest:
        raise BadCell(
            _("This has %(length)s characters; at most %(most)s fit.") % {"length": len(text), "most": longest}
        )
    return text


def number_of(cell: Any, lowest: int, highest: int) -> int | None:
    """Return a whole number, or None for an empty cell."""
    text = unicodedata.normalize("NFKC", text_of(cell, 200))
    if not text:
        return None
    if isinstance(cell, bool) or not re.fullmatch(r"[+-]?\d{1,12}(\.0+)?", text):
        raise BadCell(_("“%(text)s” is not a whole number.") % {"text": text[:40]})
    number = int(float(text))
    if not lowest <= number <= highest:
        raise BadCell(_("Please give a number from %(low)s to %(high)s.") % {"low": lowest, "high": highest})
    return number


def moment_of(cell: Any, *, day: date | None = None) -> datetime | None:
    """Return a moment, local unless it names a zone; ``day`` is meant where only a time is given."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and SERIAL_DAYS[0] < cell < SERIAL_DAYS[1]:
        cell = from_excel(cell)
    if isinstance(cell, datetime):
        whole_minute = (cell + timedelta(seconds=30)).replace(second=0, microsecond=0)
        return whole_minute if timezone.is_aware(whole_minute) else timezone.make_aware(whole_minute)
    if isinstance(cell, time):
        return _joined(day, cell)
    if isinstance(cell, date):
        raise BadCell(_("The time of day is missing."))
    text = unicodedata.normalize("NFKC", text_of(cell, 200)).strip()
    return _spelled(text, day) if text else None


def _spelled(text: str, day: date | None) -> datetime:
    found = _DAY.match(text)
    rest = text[found.end() :] if found else text
    if found is None and day is None:
        if re.match(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", text):
            raise BadCell(_("Please write the year first, such as 2026-12-01 14:00."))
        raise _not_a_moment(text)
    if found:
        day = _day(found)
    rest = _WEEKDAY.sub("", re.sub(r"^(T(?=\d)|,)", "", rest.strip()), count=1).strip()
    if not rest:
        raise BadCell(_("The time of day is missing."))
    clock = _CLOCK.fullmatch(rest)
    if clock is None:
        raise _not_a_moment(text)
    return _joined(day, _time(clock, text), clock["zone"])


def _not_a_moment(text: str) -> BadCell:
    return BadCell(_("“%(text)s” is not a date and time such as 2026-12-01 14:00.") % {"text": text[:40]})


def _day(found: re.Match[str]) -> date:
    parts = [found[name] or found[f"{name}8"] for name in ("year", "month", "day")]
    try:
        return date(*map(int, parts))
    except ValueError:
        raise BadCell(_("There is no such day: %(day)s.") % {"day": found.group()}) from None


def _time(clock: re.Match[str], text: str) -> time:
    hour, part = int(clock["hour"]), clock["part"] or ""
    half = (clock["half"] or "").lower().replace(".", "")
    minute = clock["minute"] or clock["minute4"] or "0"
    if clock["minute"] is None and clock["minute4"] is None and not part and not half and not re.search("[点时]", text):
        raise _not_a_moment(text)
    if hour < 12 and (part in _AFTERNOON or half == "pm" or (part == "中午" and hour < 3)):
        hour += 12
    elif hour == 12 and (part in {*_MORNING, "晚上"} or half == "am"):
        raise BadCell(_("Please write midnight as 0:00 and noon as 12:00."))
    try:
        return time(hour, 30 if minute == "半" else int(minute))
    except ValueError:
        raise BadCell(_("There is no such time of day: %(time)s.") % {"time": clock.group().strip()}) from None


def _joined(day: date | None, clock: time, zone: str | None = None) -> datetime:
    if day is None:
        raise BadCell(_("The day is missing."))
    moment = datetime.combine(day, clock)
    if zone:
        offset = "+00:00" if zone.upper() == "Z" else zone
        try:
            return datetime.fromisoformat(f"{moment:%Y-%m-%dT%H:%M}{offset}")
        except ValueError:
            raise BadCell(_("There is no such time zone: %(zone)s.") % {"zone": zone}) from None
    return timezone.make_aware(moment)


def day_of(cell: Any) -> date:
    """Return a day; the time of day, if there is one, has no meaning."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and SERIAL_DAYS[0] < cell < SERIAL_DAYS[1]:
        cell = from_excel(cell)
    if isinstance(cell, datetime):
        return timezone.localtime(cell).date() if timezone.is_aware(cell) else cell.date()
    if isinstance(cell, date):
        return cell
    text = unicodedata.normalize("NFKC", text_of(cell, 200))
    found = _DAY.match(text)
    if found is None:
        raise BadCell(_("“%(text)s” is not a day such as 2026-12-01.") % {"text": text[:40]})
    return _day(found)


@dataclass(frozen=True)
class Repeat:
    """How a row repeats: by a rule, or on the days that it lists."""

    frequency: str = Frequency.ONCE
    every: int = 1
    weekdays: tuple[int, ...] = ()
    dates: tuple["ListedDate", ...] = ()


@dataclass(frozen=True)
class ListedDate:
    """A further day of a row, perhaps with times and a room of its own."""

    on: date
    start: time | None = None
    end: time | None = None
    room: str = ""


_LISTED = re.compile(
    r"(?P<day>\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)"
    r"(?:\s+(?P<start>\d{1,2}:\d{2})\s*[-–~]\s*(?P<end>\d{1,2}:\d{2}))?"
)
_EVERY = re.compile(r"every (\d{1,2}) (week|month)s?|每(?:隔)?(\d{1,2})个?(周|星期|月)")
_NAMED = {
    Frequency.WEEKLY: ("weekly", "every week", "每周", "每星期"),
    Frequency.MONTHLY_DAY: ("monthly", "monthly by day", "every month", "每月", "每月同日"),
    Frequency.MONTHLY_WEEKDAY: ("monthly by weekday", "每月同一星期", "每月同一个星期几"),
    Frequency.ONCE: ("once", "no", "none", "不重复", "一次", "否"),
}
_FREQUENCIES = {name: frequency for frequency, names in _NAMED.items() for name in names}


def repeat_of(cell: Any) -> Repeat:
    """Return how a row repeats: ``weekly``, ``mon, thu``, ``monthly by weekday``, ``every 2 weeks``, or its days."""
    if isinstance(cell, date):
        return Repeat(dates=(ListedDate(day_of(cell)),))
    text = folded(text_of(cell, 5000))
    if not text:
        return Repeat()
    if text in _FREQUENCIES:
        return Repeat(_FREQUENCIES[text])
    if text in ("隔周", "biweekly", "fortnightly"):
        return Repeat(Frequency.WEEKLY, every=2)
    if re.match(r"\d{4}", text):
        return Repeat(dates=_listed(str(cell)))
    if found := re.fullmatch(rf"(?:{_EVERY.pattern})(?P<by> by weekday| on (?P<days>.+))?", text):
        return _stepped(found)
    return Repeat(Frequency.WEEKDAYS, weekdays=_weekdays(text))


def _stepped(found: re.Match[str]) -> Repeat:
    every = int(found[1] or found[3])
    if not 1 <= every <= MOST_STEPS:
        raise BadCell(_("Please repeat every 1 to %(most)s weeks or months.") % {"most": MOST_STEPS})
    if found["days"]:
        return Repeat(Frequency.WEEKDAYS, every, _weekdays(found["days"]))
    if (found[2] or found[4]) in ("month", "月"):
        return Repeat(Frequency.MONTHLY_WEEKDAY if found["by"] else Frequency.MONTHLY_DAY, every)
    return Repeat(Frequency.WEEKLY, every)


def _weekdays(text: str) -> tuple[int, ...]:
    found = set()
    parts = re.split(r"[,、;/\s]+", text.removeprefix("每"))
    # 每周二、四 is two days, but 每天 and 每日 are no Sunday.
    if parts[0] in ("日", "天"):
        raise _no_way(text)
    for part in parts:
        name = re.sub(r"^(星期|周|礼拜)", "", part)
        name = name[:3] if name.isascii() else name
        if name not in _WEEKDAY_NAMES:
            raise _no_way(text)
        found.add(_WEEKDAY_NAMES[name])
    return tuple(sorted(found))


def _no_way(text: str) -> BadCell:
    return BadCell(_("“%(text)s” is no way to repeat: weekly, monthly, mon, thu …") % {"text": text[:40]})


def _listed(text: str) -> tuple[ListedDate, ...]:
    dates = []
    # The name of a place may hold a comma.
    separators = r"[;；\n]+" if "@" in text else r"[;；,，、\n]+"
    for part in filter(None, (part.strip() for part in re.split(separators, text))):
        when, at_sign, room = part.partition("@")
        found = _LISTED.fullmatch(unicodedata.normalize("NFKC", when).strip())
        if found is None:
            raise BadCell(_("“%(text)s” is not a day such as 2026-12-01.") % {"text": part[:40]})
        try:
            start, end = (
                time.fromisoformat(found[name].zfill(5)) if found[name] else None for name in ("start", "end")
            )
        except ValueError:
            raise BadCell(_("There is no such time of day: %(time)s.") % {"time": part[:40]}) from None
        if at_sign and not room.strip():
            raise BadCell(_("After @ the room is missing."))
        dates.append(ListedDate(day_of(found["day"]), start, end, room.strip()))
    if len(dates) >= MOST_SESSIONS:
        raise BadCell(_("At most %(most)s sessions can be planned at a time.") % {"most": MOST_SESSIONS})
    return tuple(dates)


def until_of(cell: Any) -> date | int | None:
    """Return until which day a row repeats, or how many sessions it has."""
    text = "" if isinstance(cell, date) else unicodedata.normalize("NFKC", text_of(cell, 200))
    if isinstance(cell, date):
        return day_of(cell)
    if not text:
        return None
    if found := re.fullmatch(r"(?:共)?(\d{1,3})(?:\.0)?\s*(?:次|课|sessions?|times)?", text):
        return int(found[1])
    return day_of(cell)
