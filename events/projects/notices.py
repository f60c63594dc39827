"""What did the notice of an activity say? The public words are frozen when it begins, and its record is opened."""

import re
from datetime import datetime
from html import unescape
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.html import strip_tags

from events.models import ActivityRecord, ProgrammePage, Project, Session
from events.projects.sessions import unrecorded
from portal.templatetags.when import full_day, times

#: Records opened in one run; the rest follows in the next.
BATCH = 200
_ENDS_A_LINE = re.compile(r"</(?:p|li|h\d|ul|ol)>|<br\s*/?>", re.IGNORECASE)


def open_due_records(at: datetime) -> int:
    """Open the records of sessions of running projects that have begun; return how many. Safe to run twice at once."""
    return sum(open_records_of(project, at=at) for project in Project.objects.running().order_by("pk"))


@transaction.atomic
def open_records_of(project: Project, *, at: datetime) -> int:
    """Open the records of a project's sessions that have begun, with the words of this moment; return how many."""
    begun = list(unrecorded(project, at).select_related("event__programme__category", "room__facility__centre")[:BATCH])
    if not begun:
        return 0
    pages = ProgrammePage.objects.filter(pk__in={one.event.programme_id for one in begun})
    words = {page.pk: words_of(page) for page in pages.prefetch_related("hosts__organisation", "speakers")}
    rows = [
        ActivityRecord(
            project=project,
            session=session,
            notice=words[session.event.programme_id] | _occasion(session),
            noticed_at=at,
        )
        for session in begun
    ]
    # Another runner may have opened some at this very moment; what it froze stays.
    before = project.records.count()
    ActivityRecord.objects.bulk_create(rows, ignore_conflicts=True)
    return project.records.count() - before


def words_of(page: ProgrammePage) -> dict[str, Any]:
    """Return what a programme's page says in Chinese, as plain words."""
    with translation.override("zh-hans"):
        return {
            "title": page.title,
            "summary": page.summary,
            "category": page.category.name,
            "audience": str(page.get_audience_display()),
            "hosts": [
                f"{host.get_role_display()}：{host.organisation.name if host.organisation else host.name}"
                for host in page.hosts.all()
            ],
            "speakers": [f"{one.name} {one.credentials}".strip() for one in page.speakers.all()],
            "text": _text(page),
        }


def _occasion(session: Session) -> dict[str, Any]:
    with translation.override("zh-hans"):
        centre = f"{session.room.facility.centre.name} " if session.room else ""
        return {
            "event": session.event.label,
            "subject": session.title,
            "when": f"{full_day(session.starts_at)} {times(session)}",
            "where": f"{centre}{session.local_place}",
        }


def _text(page: ProgrammePage) -> str:
    found = []
    for block in page.body:
        if block.block_type == "text":
            found.append(_plain(block.value.source))
        elif block.block_type == "questions":
            found += [f"{one['question']}\n{_plain(one['answer'].source)}" for one in block.value]
    return "\n\n".join(found)


def _plain(html: str) -> str:
    lines = unescape(strip_tags(_ENDS_A_LINE.sub("\n", html))).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())
