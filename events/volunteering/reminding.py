"""Who is reminded of a shift? Whoever is in it: the evening before, and two hours before, once each."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Assignment
from events.states import ShiftState
from events.volunteering import shift_messages
from portal.outbox import quiet_hours

#: From this local hour on tomorrow's shifts are told.
EVENING = time(18)
SHORTLY = timedelta(hours=2)
BATCH = 300


def remind(at: datetime) -> int:
    """Remind those whose shift is tomorrow, in the evening, and those whose shift begins within two hours; return how
    many were told. Who has only just taken it is not reminded of what they know.

    Safe to run twice at once: the key of a message names the assignment, the account and which reminder it is.
    """
    return _remind("soon", _soon(at), at) + _remind("tomorrow", _tomorrow(at), at)


def _soon(at: datetime) -> Q:
    begins = F("shift__starts_at") - SHORTLY
    return Q(shift__starts_at__gt=at, shift__starts_at__lte=at + SHORTLY, made_at__lt=begins) & (
        Q(reminded_at=None) | Q(reminded_at__lt=begins)
    )


def _tomorrow(at: datetime) -> Q | None:
    local = timezone.localtime(at)
    if local.time() < EVENING:
        return None
    evening = timezone.make_aware(datetime.combine(local.date(), EVENING))
    midnight = timezone.make_aware(datetime.combine(local.date() + timedelta(days=1), time.min))
    return Q(
        shift__starts_at__gte=midnight,
        shift__starts_at__lt=midnight + timedelta(days=1),
        made_at__lt=evening,
        reminded_at=None,
    )


def _remind(which: str, due: Q | None, at: datetime) -> int:
    if due is None:
        return 0
    found = Assignment.objects.confirmed().filter(due, shift__state=ShiftState.OPEN)
    rows = list(
        found.select_related(
            "volunteer__person__user",
            "shift__role",
            "shift__pool",
            "shift__organisation",
            "shift__event__programme",
            "shift__duty",
        ).order_by("shift__starts_at", "pk")[:BATCH]
    )
    if not rows:
        return 0
    say = _words_of_soon if which == "soon" else _words_of_tomorrow
    for presses in (True, False):
        some = [row for row in rows if quiet_hours.presses(row.shift.starts_at, at) == presses]
        shift_messages.tell(some, f"reminder_{which}", say, at=at, presses=presses, sms="shift_reminder")
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=at)
    return len(rows)


def _words_of_tomorrow(words: dict[str, Any]) -> tuple[str, str]:
    return (
        _("Tomorrow: %(role)s, %(when)s") % words,
        _("%(name)s: %(what)s. Meeting point: %(where)s. If you cannot come, please step back or find a stand-in.")
        % words,
    )


def _words_of_soon(words: dict[str, Any]) -> tuple[str, str]:
    return (
        _("In two hours: %(role)s, %(when)s") % words,
        _("%(name)s: %(what)s. Meeting point: %(where)s. Please check in with the code of whoever is in charge.")
        % words,
    )
