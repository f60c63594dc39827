"""What has been said about these words so far? Every word given and every return, with what was ticked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState

from events.models import CheckKind, HostApproval


@dataclass(frozen=True)
class Said:
    """One word or return. ``checks`` are sentences with what was answered."""

    at: datetime | None
    by: Any
    what: str
    organisation: str
    comment: str
    checks: list[tuple[str, str]]
    list_version: int | None
    revision_id: int | None


def history_of(page: Page) -> list[Said]:
    """Return what was said about a page's words, the newest first; two queries."""
    steps = TaskState.objects.filter(workflow_state__object_id=str(page.pk))
    words = HostApproval.objects.filter(step__in=steps, at__isnull=False).select_related(
        "organisation", "by", "check_list"
    )
    returned = steps.filter(status=TaskState.STATUS_REJECTED).select_related("finished_by")
    entries = [_given(word) for word in words] + [_returned(step) for step in returned]
    return sorted((entry for entry in entries if entry.at), key=lambda entry: str(entry.at), reverse=True)


def _given(word: HostApproval) -> Said:
    return Said(
        at=word.at,
        by=word.by,
        what=_("Approved: %(part)s") % {"part": word.part},
        organisation=word.organisation.local_name,
        comment="",
        checks=_checks(word),
        list_version=word.check_list.version if word.check_list else None,
        revision_id=word.revision_id,
    )


def _returned(step: TaskState) -> Said:
    return Said(
        step.finished_at, step.finished_by, _("Returned for changes"), "", step.comment, [], None, step.revision_id
    )


def _checks(word: HostApproval) -> list[tuple[str, str]]:
    """Return each check of the list that was seen, and what was said to it."""
    if word.check_list is None:
        return []
    said = []
    for check in word.check_list.checks():
        answer = word.checks.get(check.key)
        if check.kind == CheckKind.TICK:
            said.append((check.local_words, _("ticked") if answer else _("not ticked")))
        else:
            said.append((check.local_words, str(answer or word.checks.get(f"{check.key}:why", "") or "–")))
    return said
