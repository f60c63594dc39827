"""What happens when a verification comes to its end? Reminders; then the mark is gone and the officer sees it.

Nothing else lapses by itself: what is published goes on, because people are signed up for it. Whether an organisation
may go on is its home centre's to decide (``organisations/suspending.py``).
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.models import Standing
from organisations.permissions import Act, staff_for
from portal.outbox.queueing import tell
from portal.templatetags import when

#: Days before the end on which the organisation's people are reminded.
REMINDED = (60, 30, 7)
OVER = 0
_ENDS = gettext_lazy("It is verified until %(day)s. What we know already is filled in: look it over and hand it in.")
_OVER = gettext_lazy(
    "It was verified until %(day)s. Its activities go on, but its page no longer says that it is verified."
)


def remind_of_ends(at: datetime) -> int:
    """Remind of verifications that end soon, and tell of those that have; return how many. Each once."""
    today = timezone.localdate(at)
    ending = Standing.objects.filter(verified_until__lte=today + timedelta(days=max(REMINDED)))
    count = 0
    for standing in ending.exclude(reminded_days=OVER).select_related("organisation")[:200]:
        left = (standing.verified_until - today).days
        mark = OVER if left < 0 else min(days for days in REMINDED if left <= days)
        waiting = Standing.objects.filter(Q(reminded_days=None) | Q(reminded_days__gt=mark), pk=standing.pk)
        if waiting.filter(verified_until=standing.verified_until).update(reminded_days=mark):
            _tell(standing, is_over=mark == OVER, at=at)
            count += 1
    return count


def _tell(standing: Standing, *, is_over: bool, at: datetime) -> None:
    organisation, today = standing.organisation, timezone.localdate(at)
    people = {one.user_id: one.user for one in staff_for(organisation.pk, Act.MANAGE, today)}
    officers = {one.user_id for one in staff_for(organisation.pk, Act.APPROVE, today)}
    for user in people.values():
        if not is_over and user.pk in officers:
            continue
        with translation.override(user.language):
            words: dict[str, Any] = {"name": organisation.local_name, "day": when.day(standing.verified_until)}
            subject = _("The verification of %(name)s has ended") if is_over else _("Please renew: %(name)s")
            body = _OVER if is_over else _ENDS
            tell(
                user,
                kind="organisation.verification",
                subject=subject % words,
                body=str(body) % words,
                at=at,
                path=reverse("standings:index") if user.pk in officers else "/organisations/join/",
                key=f"standing:{standing.pk}:{standing.verified_until}:{standing.reminded_days}:{is_over}:{user.pk}",
                sms_template="" if user.pk in officers else "verification_ends",
                sms_variables={"name": organisation.name, "until": when.day(standing.verified_until)},
            )
