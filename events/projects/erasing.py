"""When do a project's papers go? When its own retention ends: the files and the words, not the figures."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from events.models import ActivityPicture, ActivityRecord, Dossier, Project
from portal.audit.recording import SYSTEM, record

BATCH = 50


def erase_over(at: datetime) -> int:
    """Erase pictures, summaries and dossiers of projects whose papers need to be kept no more; return how many files.

    Signed sheets and what was written in feedback are then purged where they are kept, as everybody's are.
    """
    over = Project.objects.over(timezone.localdate(at))
    with_pictures = over.filter(records__pictures__isnull=False)
    with_dossiers = over.filter(dossiers__state=Dossier.State.READY, dossiers__erased_at=None)
    with_words = over.filter(records__summary__gt="")
    ids: set[int] = set()
    for rows in (with_pictures, with_dossiers, with_words):
        ids.update(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return sum(_erase(pk, at) for pk in sorted(ids))


@transaction.atomic
def _erase(project_id: int, at: datetime) -> int:
    project = Project.objects.select_for_update(of=("self",)).get(pk=project_id)
    pictures = list(ActivityPicture.objects.filter(record__project=project))
    dossiers = list(Dossier.objects.filter(project=project, state=Dossier.State.READY, erased_at=None))
    paths = [one.path for one in pictures] + [one.path(ending) for one in dossiers for ending in ("pdf", "zip")]
    ActivityPicture.objects.filter(record__project=project).delete()
    ActivityRecord.objects.filter(project=project).exclude(summary="").update(summary="", summary_by=None)
    Dossier.objects.filter(pk__in=[one.pk for one in dossiers]).update(erased_at=at, missing=[])
    record(
        "project.papers_erased",
        project,
        by=SYSTEM,
        at=at,
        organisation_id=project.organisation_id,
        pictures=len(pictures),
        dossiers=len(dossiers),
    )
    transaction.on_commit(lambda: _unlink(paths))
    return len(paths)


def _unlink(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
