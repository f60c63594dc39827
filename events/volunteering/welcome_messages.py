"""What is a volunteer told when an organisation takes them in, or does not?"""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.models import Welcome
from events.volunteering.shift_messages import listeners
from portal.outbox.queueing import Notice, tell_each

Words = Callable[[dict[str, str]], tuple[str, str]]


def tell_welcomed(row: Welcome, *, at: datetime) -> None:
    """Tell that they belong to the organisation now."""
    _tell(row, "welcomed", _welcomed, at)


def tell_declined(row: Welcome, reason: str, *, at: datetime) -> None:
    """Tell that they were not taken in, and why."""
    _tell(row, "declined", lambda words: _declined({**words, "reason": reason}), at)


def _tell(row: Welcome, fact: str, say: Words, at: datetime) -> None:
    notices = []
    for user in listeners(row.volunteer, timezone.localdate(at)):
        with translation.override(user.language):
            subject, body = say({"name": row.volunteer.person.name, "organisation": row.organisation.local_name})
            notices.append(
                Notice(
                    user,
                    kind=f"volunteer.{fact}",
                    subject=subject,
                    body=body,
                    path="/volunteer/mine/",
                    key=f"welcome:{row.pk}:{fact}:{at:%Y%m%d%H%M%S}:{user.pk}",
                )
            )
    tell_each(notices, at=at)


def _welcomed(words: dict[str, str]) -> tuple[str, str]:
    return (
        _("%(organisation)s welcomes you as a volunteer") % words,
        _("%(name)s: its shifts are open to you now. Good to have you.") % words,
    )


def _declined(words: dict[str, str]) -> tuple[str, str]:
    return (
        _("About volunteering with %(organisation)s") % words,
        _("%(name)s: it cannot take you in at present. The reason: %(reason)s") % words,
    )
