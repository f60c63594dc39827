"""What do staff write down of an activity? How it was, in a few sentences, and how many came who are on no list."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import ProjectRefused
from events.models import ActivityRecord
from events.projects.setting_up import locked
from portal.audit.recording import record

MOST_HEADS = 5000


@transaction.atomic
def write_record(
    activity: ActivityRecord, *, summary: str, head_count: int | None, by: Any, at: datetime
) -> ActivityRecord:
    """Keep the summary and the count; the same again changes nothing. Raises ``NotAllowed``, ``ProjectRefused``."""
    project = locked(activity.project, by)
    activity = ActivityRecord.objects.select_for_update(of=("self",)).select_related("session").get(pk=activity.pk)
    if at < activity.session.starts_at:
        raise ProjectRefused(_("It has not begun yet."))
    if head_count is not None and head_count > MOST_HEADS:
        raise ProjectRefused(_("That many cannot have come."), field="head_count")
    summary = summary.strip()
    fields = [
        name for name, value in (("summary", summary), ("head_count", head_count)) if getattr(activity, name) != value
    ]
    if not fields:
        return activity
    if "summary" in fields:
        activity.summary, activity.summary_by, activity.summary_at = summary, by, at
    activity.head_count = head_count
    activity.save(update_fields=["summary", "summary_by", "summary_at", "head_count"])
    record(
        "activity.written",
        activity,
        by=by,
        at=at,
        organisation_id=project.organisation_id,
        session=activity.session_id,
        fields=fields,
    )
    return activity
