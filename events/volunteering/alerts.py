"""Who is told when a shift has too few people? The person in charge, else the coordinators, some hours before."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Shift, VolunteerRule
from events.volunteering.shift_messages import what_for
from organisations.models import Membership
from organisations.permissions import ROLES, Act
from portal.accounts.models import User
from portal.audit.recording import SYSTEM, record
from portal.outbox.queueing import Notice, tell_each
from portal.templatetags.when import day_and_time

#: Hours before a shift, where the organisation has chosen none.
LEAD_HOURS = (72, 24)
#: Nobody is told earlier: there is time enough.
MOST_HOURS = 24 * 14
#: How many shifts one message names.
BY_NAME = 5


def lead_hours(organisation_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return at which lead times each of these organisations is told."""
    wanted = set(organisation_ids)
    rules = VolunteerRule.objects.filter(organisation__in=wanted)
    chosen = {rule.organisation_id: rule.alert_hours for rule in rules if rule.alert_hours}
    return {pk: sorted(chosen.get(pk, LEAD_HOURS), reverse=True) for pk in wanted}


def alert_due(at: datetime) -> int:
    """Tell of shifts with fewer people than they need at least; return how many shifts. Safe to run twice at once."""
    soon = Shift.objects.open().upcoming(at).filter(starts_at__lte=at + timedelta(hours=MOST_HOURS))
    with transaction.atomic():
        short = soon.short_of_people().select_for_update(of=("self",), skip_locked=True)
        rows = list(short.with_all().select_related("supervisor"))
        hours = lead_hours(row.organisation_id for row in rows)
        due = []
        for row in rows:
            reached = [h for h in hours[row.organisation_id] if row.starts_at - timedelta(hours=h) <= at]
            if set(reached) - set(row.alerted_hours):
                row.alerted_hours = sorted(set(row.alerted_hours) | set(reached), reverse=True)
                row.save(update_fields=["alerted_hours"])
                record("shift.short", row, by=SYSTEM, at=at, organisation_id=row.organisation_id, hours=min(reached))
                due.append(row)
        tell_each([_notice(user, its, at) for user, its in _by_listener(due, at)], at=at)
    return len(due)


def _by_listener(due: list[Shift], at: datetime) -> list[tuple[Any, list[Shift]]]:
    """Return who hears of which shifts: each person once."""
    coordinators = _coordinators({row.organisation_id for row in due}, at)
    heard: dict[int, list[Shift]] = defaultdict(list)
    users: dict[int, Any] = {}
    for row in due:
        in_charge = row.supervisor if row.supervisor and row.supervisor.is_active else None
        for user in [in_charge] if in_charge else coordinators[row.organisation_id]:
            users[user.pk] = user
            heard[user.pk].append(row)
    return [(users[pk], heard[pk]) for pk in sorted(heard)]


def _coordinators(organisation_ids: set[int], at: datetime) -> dict[int, list[User]]:
    found: dict[int, list[User]] = defaultdict(list)
    held = Membership.objects.valid_on(timezone.localdate(at)).filter(
        organisation__in=organisation_ids, role__in=ROLES[Act.ROSTER], user__is_active=True
    )
    for one in held.select_related("user").order_by("user"):
        if one.user not in found[one.organisation_id]:
            found[one.organisation_id].append(one.user)
    return found


def _notice(user: Any, rows: list[Shift], at: datetime) -> Notice:
    with translation.override(user.language):
        lines = [
            _("%(role)s, %(what)s, %(when)s: %(missing)d missing")
            % {
                "role": row.role.local_name,
                "what": what_for(row),
                "when": day_and_time(row.starts_at),
                "missing": row.minimum - row.pool.taken,
            }
            for row in rows[:BY_NAME]
        ]
        if len(rows) > BY_NAME:
            lines.append(_("and %(count)d more") % {"count": len(rows) - BY_NAME})
        first = rows[0]
        subject = ngettext("%(count)d shift is short of people", "%(count)d shifts are short of people", len(rows)) % {
            "count": len(rows)
        }
        return Notice(
            user,
            kind="shift.short",
            subject=subject,
            body="\n".join(lines),
            path=f"/admin/rosters/?from={timezone.localdate(first.starts_at):%Y-%m-%d}",
            key=f"shift:short:{user.pk}:{at:%Y%m%d%H%M%S}",
            is_pressing=min(row.starts_at for row in rows) - at <= timedelta(hours=min(LEAD_HOURS)),
        )


def short_soon(at: datetime, organisations: Any) -> Any:
    """Return the shifts of these organisations within the next week that have too few people, the next first."""
    week = Shift.objects.open().upcoming(at).filter(starts_at__lt=at + timedelta(days=7))
    short = week.of_organisations(organisations).short_of_people().annotate(missing=F("minimum") - F("pool__taken"))
    return short.with_all().order_by("starts_at", "pk")
