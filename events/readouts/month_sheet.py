"""What is on in a centre this month? Every public session by its day, for the sheet on the notice board."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from events.models import Session
from events.readouts.sessions import SessionRow, rows
from organisations.models import Organisation
from portal.templatetags import when

MOST_SESSIONS = 400
#: How many months before and after this one there is a sheet.
MONTHS_AWAY = 12


@dataclass(frozen=True, slots=True)
class SheetEntry:
    times: str
    title: str
    place: str
    how: str


@dataclass(frozen=True, slots=True)
class SheetDay:
    """A day on which something is on."""

    day: str
    weekday: str
    is_weekend: bool
    entries: tuple[SheetEntry, ...]


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """A centre's month in the reader's language; ``url`` is the centre's list, which the code leads to."""

    month: str
    title: str
    centre_name: str
    address: str
    phone: str
    url: str
    days: tuple[SheetDay, ...]
    previous: str
    next: str


def centre_with_sheet(code: str) -> Organisation | None:
    """Return the active centre with this code."""
    return Organisation.objects.active().centres().filter(code=code).first()


def month_of(words: str, at: datetime) -> date | None:
    """Return the first day of the month asked for (``2026-12``), or of this one; None where there is no sheet."""
    this = timezone.localdate(at).replace(day=1)
    if not words:
        return this
    try:
        month = datetime.strptime(words, "%Y-%m").date()  # noqa: DTZ007  # a month has no hour
    except ValueError:
        return None
    return month if abs(_months(month) - _months(this)) <= MONTHS_AWAY else None


def month_sheet(centre: Organisation, month: date, at: datetime) -> MonthSheet:
    """Return the sheet of this month: one query for the sessions and three for what they belong to."""
    following = (month + timedelta(days=32)).replace(day=1)
    sessions = (
        Session.objects.public()
        .scheduled()
        .filter(Q(event__centre=centre) | Q(event__organisation=centre))
        .filter(starts_at__gte=_midnight(month), starts_at__lt=_midnight(following))
    )
    found = rows(list(sessions.order_by("starts_at", "pk").values_list("pk", flat=True)[:MOST_SESSIONS]))
    days = groupby(found, key=lambda row: timezone.localdate(row.starts_at))
    listed = f"{reverse('events:programmes')}?{urlencode({'centre': centre.code})}"
    before = (month - timedelta(days=1)).replace(day=1)
    return MonthSheet(
        month=f"{month:%Y-%m}",
        title=_("What is on in %(month)s") % {"month": _month_name(month)},
        centre_name=centre.local_name,
        address=centre.local_address,
        phone=centre.phone,
        url=f"{settings.WAGTAILADMIN_BASE_URL}{listed}",
        days=tuple(_day(on, list(entries), centre) for on, entries in days),
        previous=f"{before:%Y-%m}" if month_of(f"{before:%Y-%m}", at) else "",
        next=f"{following:%Y-%m}" if month_of(f"{following:%Y-%m}", at) else "",
    )


def _months(day: date) -> int:
    return day.year * 12 + day.month


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _month_name(month: date) -> str:
    if when.is_english():
        return f"{month:%B %Y}"
    return f"{month.year}年{month.month}月"


def _day(on: date, entries: list[SessionRow], centre: Organisation) -> SheetDay:
    return SheetDay(
        day=when.day_number(on),
        weekday=when.weekday(on),
        is_weekend=on.weekday() > 4,
        entries=tuple(_entry(row, centre) for row in entries),
    )


def _entry(row: SessionRow, centre: Organisation) -> SheetEntry:
    title = " ".join(part for part in (row.programme.local_title, row.local_label) if part)
    if row.local_session_title:
        title = f"{title}: {row.local_session_title}" if when.is_english() else f"{title}：{row.local_session_title}"
    elsewhere = row.centre is not None and row.centre.organisation_id != centre.pk
    place = " ".join([row.centre.local_name, row.local_place]) if row.centre and elsewhere else row.local_place
    return SheetEntry(
        times=when.times(row),
        title=title,
        place=place,
        how=_("sign up first") if row.needs_sign_up else _("just come along"),
    )
