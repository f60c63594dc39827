"""Which pictures of an activity are kept, and which may be shown? Those in which nobody is seen against their will."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from events.errors import ProjectRefused
from events.models import ActivityPicture, ActivityRecord, Attendance
from events.projects.setting_up import locked
from events.states import ARRIVED
from portal.accounts.consents import current_notice
from portal.accounts.models import Consent, Notice, Person
from portal.audit.recording import record
from portal.photographs import redrawn

MOST_PICTURES = 30
Kind, Seen = ActivityPicture.Kind, ActivityPicture.Seen


@transaction.atomic
def keep_picture(
    activity: ActivityRecord, upload: BinaryIO, *, kind: str, seen: str = "", caption: str = "", by: Any, at: datetime
) -> ActivityPicture:
    """Keep a photograph of an activity or of a signed sheet, drawn anew; the same file again is the same picture.

    ``seen`` has to be said of a photograph. Raises ``NotAllowed``, ``ProjectRefused``, ``NotAPicture``.
    """
    project = locked(activity.project, by)
    if kind == Kind.PHOTO and seen not in Seen.values:
        raise ProjectRefused(_("Please say who can be seen in it."), field="seen")
    if activity.pictures.count() >= MOST_PICTURES:
        raise ProjectRefused(_("A record holds at most %(count)d pictures.") % {"count": MOST_PICTURES}, field="file")
    content = redrawn(upload)
    digest = hashlib.sha256(content).hexdigest()
    if there := activity.pictures.filter(sha256=digest).first():
        return there
    picture = ActivityPicture(
        record=activity,
        kind=kind,
        seen=seen if kind == Kind.PHOTO else "",
        caption=caption.strip()[:80],
        size=len(content),
        sha256=digest,
        looked_at=at,
        added_by=by,
        added_at=at,
    )
    picture.path.parent.mkdir(parents=True, exist_ok=True)
    picture.path.write_bytes(content)
    picture.save(force_insert=True)
    _record("activity.picture_kept", activity, project.organisation_id, by=by, at=at, kind=kind)
    return picture


@transaction.atomic
def remove_picture(picture: ActivityPicture, *, by: Any, at: datetime) -> None:
    """Delete a picture and its file; dossiers that hold it stay what they are. Raises as ``keep_picture``."""
    project = locked(picture.record.project, by)
    path, activity, kind = picture.path, picture.record, picture.kind
    if ActivityPicture.objects.filter(pk=picture.pk).delete()[0]:
        _record("activity.picture_removed", activity, project.organisation_id, by=by, at=at, kind=kind)
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


@transaction.atomic
def look_again(picture: ActivityPicture, *, by: Any, at: datetime) -> ActivityPicture:
    """Say that whoever took consent back is not to be seen in it. Raises as ``keep_picture``."""
    project = locked(picture.record.project, by)
    picture.looked_at = at
    picture.save(update_fields=["looked_at"])
    _record("activity.picture_looked_at", picture.record, project.organisation_id, by=by, at=at, kind=picture.kind)
    return picture


def held_back(pictures: Iterable[ActivityPicture]) -> set[Any]:
    """Return the keys of the photographs that wait for somebody to look again; one query.

    Those of activities from which somebody has taken their consent to photographs back since they were looked at.
    """
    shown = [one for one in pictures if one.kind == Kind.PHOTO and one.seen == Seen.AGREED]
    if not shown:
        return set()
    withdrawn = (
        Consent.objects.filter(
            notice__purpose=Notice.Purpose.PHOTOS,
            withdrawn_at__isnull=False,
            person__registrations__attendances__state__in=ARRIVED,
            person__registrations__attendances__session__activity_record__in={one.record_id for one in shown},
        )
        .order_by()
        .values_list("person__registrations__attendances__session__activity_record")
    )
    latest = dict(withdrawn.annotate(last=Max("withdrawn_at")))
    return {one.pk for one in shown if one.record_id in latest and latest[one.record_id] > one.looked_at}


def not_to_be_seen(activity: ActivityRecord, at: datetime) -> list[str]:
    """Return the names of those who were there and have not agreed to be photographed; two queries."""
    notice = current_notice(Notice.Purpose.PHOTOS, at=at)
    came = Attendance.objects.filter(session=activity.session_id, state__in=ARRIVED)
    people = Person.objects.filter(pk__in=came.values("registration__person"))
    if notice:
        people = people.exclude(pk__in=Consent.objects.filter(notice=notice, withdrawn_at=None).values("person"))
    return list(people.order_by("name").values_list("name", flat=True))


def _record(act: str, activity: ActivityRecord, organisation_id: int, *, by: Any, at: datetime, **facts: Any) -> None:
    record(act, activity, by=by, at=at, organisation_id=organisation_id, session=activity.session_id, **facts)
