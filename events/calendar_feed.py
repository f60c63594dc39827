"""How does a calendar program read sessions? RFC 5545, written line by line.

The icalendar library takes ten times as long for a thousand sessions; the tests read with it what is written here.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from events.readouts.sessions import ProgrammeAddresses, SessionRow
from events.readouts.volunteering.calendar import Entry

CONTENT_TYPE = "text/calendar; charset=utf-8"
LINE_OCTETS = 75
#: When somebody is reminded of what they signed up for.
ALARMS = (timedelta(days=1), timedelta(hours=2))

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None}) | dict.fromkeys(
    [*range(0x00, 0x0A), *range(0x0B, 0x20), 0x7F]
)
_TIMEZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19910915T010000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def calendar_text(
    sessions: Iterable[SessionRow],
    *,
    name: str,
    for_whom: dict[int, str] | None = None,
    shifts: Iterable[Entry] = (),
    alarms: bool = False,
) -> bytes:
    """Return a calendar of these sessions, and of shifts, in the reader's language.

    ``for_whom`` adds names to the titles of one's own events, by event id; a public calendar has none.
    """
    address = ProgrammeAddresses()
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Linli//Programmes//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape(name)}",
        "X-WR-TIMEZONE:Asia/Shanghai",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
        *_TIMEZONE,
    ]
    for row in sessions:
        lines.extend(_event(row, address, (for_whom or {}).get(row.event_id, ""), alarms))
    for entry in shifts:
        lines.extend(_shift(entry))
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def _event(row: SessionRow, address: ProgrammeAddresses, for_whom: str, alarms: bool) -> Iterator[str]:
    title = title_of(row)
    changed = _utc(row.changed_at)
    yield "BEGIN:VEVENT"
    yield f"UID:session-{row.session_id}-{row.code}@linli"
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"SEQUENCE:{row.revision}"
    yield f"DTSTART;TZID=Asia/Shanghai:{_local(row.starts_at)}"
    yield f"DTEND;TZID=Asia/Shanghai:{_local(row.ends_at)}"
    yield f"SUMMARY:{escape(f'{title} ({for_whom})' if for_whom else title)}"
    yield f"DESCRIPTION:{escape(description_of(row))}"
    yield f"LOCATION:{escape(location_of(row))}"
    yield f"URL:{settings.WAGTAILADMIN_BASE_URL}{address(row.organisation.code, row.programme.slug)}"
    yield f"CATEGORIES:{escape(row.programme.local_category)}"
    yield f"STATUS:{'CANCELLED' if row.is_cancelled else 'CONFIRMED'}"
    if alarms and not row.is_cancelled:
        yield from _alarms(title)
    yield "END:VEVENT"


def _shift(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.key}@linli"
    # A shift keeps no time of its last change: the entry is as new as the calendar.
    yield f"DTSTAMP:{_utc(timezone.now())}"
    yield f"DTSTART;TZID=Asia/Shanghai:{_local(entry.starts_at)}"
    yield f"DTEND;TZID=Asia/Shanghai:{_local(entry.ends_at)}"
    yield f"SUMMARY:{escape(entry.title)}"
    yield f"DESCRIPTION:{escape(entry.description)}"
    yield f"LOCATION:{escape(entry.location)}"
    yield f"URL:{settings.WAGTAILADMIN_BASE_URL}{entry.path}"
    yield "STATUS:CONFIRMED"
    yield from _alarms(entry.title)
    yield "END:VEVENT"


def _alarms(title: str) -> Iterator[str]:
    for before in ALARMS:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{escape(title)}"
        yield f"TRIGGER:-PT{int(before.total_seconds() // 3600)}H"
        yield "END:VALARM"


def title_of(row: SessionRow) -> str:
    """Return the programme's title, with the class's and the session's names where there are some."""
    title = " ".join(part for part in (row.programme.local_title, row.local_label) if part)
    if session_title := row.local_session_title:
        title = f"{title}: {session_title}"
    return _("Cancelled: %(title)s") % {"title": title} if row.is_cancelled else title


def description_of(row: SessionRow) -> str:
    """Return what it is in one sentence, and what people are told when it is called off."""
    return "\n".join(part for part in (row.programme.local_summary, row.state_note) if part)


def location_of(row: SessionRow) -> str:
    """Return where it is: centre, room, address."""
    centre = row.centre
    parts = [centre.local_name, row.local_place, centre.local_address] if centre else [row.local_place]
    return ", ".join(part for part in parts if part)


def escape(text: str) -> str:
    """Return text as a value may hold it: one line, no control characters."""
    return text.translate(_ESCAPES)


def folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets, never cutting a character."""
    if len(line) * 4 <= LINE_OCTETS or len(line.encode()) <= LINE_OCTETS:
        return line
    pieces: list[str] = []
    piece: list[str] = []
    octets = 0
    for character in line:
        size = len(character.encode())
        if octets + size > LINE_OCTETS:
            pieces.append("".join(piece))
            piece, octets = [], 1  # the space that begins the next piece
        piece.append(character)
        octets += size
    return "\r\n ".join([*pieces, "".join(piece)])


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(timezone.get_default_timezone()):%Y%m%dT%H%M%S}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
