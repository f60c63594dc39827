"""When does nobody want to be woken? In the quiet hours of the settings, by the local clock; what presses goes on."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

#: What happens or ends within so long cannot wait for the morning.
PRESSING = timedelta(hours=12)


def is_quiet(at: datetime) -> bool:
    """Return whether ``at`` is in the quiet hours, which may reach over midnight; none when both ends are the same."""
    now, start, end = timezone.localtime(at).time(), _clock("QUIET_FROM"), _clock("QUIET_UNTIL")
    if start <= end:
        return start <= now < end
    return now >= start or now < end


def after(at: datetime) -> datetime:
    """Return ``at``, or the end of the quiet hours it falls into."""
    if not is_quiet(at):
        return at
    local, end = timezone.localtime(at), _clock("QUIET_UNTIL")
    morning = local.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)


def presses(moment: datetime | None, at: datetime) -> bool:
    """Return whether something that happens or ends at ``moment`` is too near for a message to wait."""
    return moment is not None and moment - at < PRESSING


def _clock(name: str) -> time:
    return time.fromisoformat(getattr(settings, name))
