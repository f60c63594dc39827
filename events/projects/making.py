"""How does a dossier come about? Ordered by staff, made by the worker, frozen when ready, told to whoever asked."""

import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Max
from django.tasks import task
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.errors import ProjectRefused
from events.models import Dossier, Project
from events.projects.archive import pack
from events.projects.checking import Gap, gaps
from events.projects.content import Content, gather
from events.projects.notices import open_records_of
from events.projects.paper import draw
from events.projects.setting_up import locked
from events.states import DOSSIER_MOVES, DossierState, ProjectState
from portal.audit.recording import SYSTEM, record
from portal.handing_out import Purpose, Recipient
from portal.outbox.queueing import tell

log = structlog.get_logger(__name__)
#: An order that the worker has not carried out by then is given up, so that it can be ordered again.
PATIENCE = timedelta(hours=3)
#: The language of what a funder gets.
LANGUAGE = "zh-hans"
ENDINGS = ("pdf", "zip")


@transaction.atomic
def order_dossier(project: Project, *, recipient: Recipient, purpose: Purpose, by: Any, at: datetime) -> Dossier:
    """Have a new version of the dossier made; one that is being made already is returned instead.

    Raises ``NotAllowed``, ``ProjectRefused`` while nothing has been held.
    """
    project = locked(project, by, is_running=False)
    if there := project.dossiers.filter(state=DossierState.ORDERED).first():
        return there
    if project.state == ProjectState.RUNNING:
        open_records_of(project, at=at)
    if not project.records.exists():
        raise ProjectRefused(_("Nothing has been held for this project yet."))
    number = (project.dossiers.aggregate(last=Max("number"))["last"] or 0) + 1
    dossier = Dossier.objects.create(
        project=project, number=number, recipient=recipient, purpose=purpose, ordered_by=by, ordered_at=at
    )
    _record("dossier.ordered", dossier, by=by, at=at, recipient=recipient.value, purpose=purpose.value)
    make_ordered.enqueue(dossier.pk)
    return dossier


@task()
def make_ordered(dossier_id: int) -> None:
    """Make a dossier that was ordered: the worker's task."""
    try:
        make(dossier_id, at=timezone.now())
    except Exception:
        _fail(dossier_id, timezone.now())
        raise


def make(dossier_id: int, *, at: datetime) -> Dossier:
    """Write the two files of an ordered dossier, freeze it and tell whoever ordered it; a made one stays as it is.

    Minutes for a big one, so nothing is locked meanwhile. The files are written beside their place and moved there
    with the change of state: a worker that is killed leaves nothing half, and of two only one is heard.
    """
    dossier = _found(dossier_id)
    if dossier.state != DossierState.ORDERED:
        return dossier
    with translation.override(LANGUAGE):
        content = gather(dossier.project, at)
        missing = gaps(content)
        pdf = draw(content, missing, number=dossier.number)
        parts = {ending: dossier.path(ending).with_suffix(f".{secrets.token_hex(8)}.part") for ending in ENDINGS}
        parts["pdf"].parent.mkdir(parents=True, exist_ok=True)
        try:
            parts["pdf"].write_bytes(pdf)
            pack(parts["zip"], content, missing, dossier, pdf)
            return _freeze(dossier, parts, content, missing, at)
        finally:
            for part in parts.values():
                part.unlink(missing_ok=True)


def _freeze(
    dossier: Dossier, parts: Mapping[str, Path], content: Content, missing: Sequence[Gap], at: datetime
) -> Dossier:
    """Move the files to their place, unless another worker was first."""
    sums = {ending: digest_of(part) for ending, part in parts.items()}
    with transaction.atomic():
        row = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
        if row.state != DossierState.ORDERED:
            return row
        DOSSIER_MOVES.move(row, DossierState.READY)
        row.made_at = at
        row.pdf_sha256, row.pdf_size = sums["pdf"], parts["pdf"].stat().st_size
        row.zip_sha256, row.zip_size = sums["zip"], parts["zip"].stat().st_size
        row.missing = [{"code": gap.code, "where": gap.where, "words": gap.words} for gap in missing]
        reached = content.tally
        row.figures = {"sessions": reached.sessions, "attendances": reached.attendances, "people": reached.people}
        row.save()
        _record("dossier.made", row, by=SYSTEM, at=at, pdf=row.pdf_sha256, zip=row.zip_sha256)
        _tell(row, at)
        for ending, part in parts.items():
            os.replace(part, row.path(ending))
    log.info("dossier.made", dossier=row.pk, activities=len(content.activities), bytes=row.zip_size)
    return row


def give_up(at: datetime) -> int:
    """Say of orders that no worker carried out that they failed, and tell whoever ordered them; return how many."""
    late = Dossier.objects.filter(state=DossierState.ORDERED, ordered_at__lte=at - PATIENCE)
    return sum(_fail(pk, at) for pk in list(late.values_list("pk", flat=True)))


@transaction.atomic
def _fail(dossier_id: int, at: datetime) -> bool:
    waiting = Dossier.objects.select_for_update(of=("self",), skip_locked=True).filter(state=DossierState.ORDERED)
    dossier = waiting.filter(pk=dossier_id).first()
    if dossier is None:
        return False
    DOSSIER_MOVES.move(dossier, DossierState.FAILED)
    dossier.save(update_fields=["state"])
    _record("dossier.failed", dossier, by=SYSTEM, at=at)
    _tell(dossier, at)
    return True


def is_untouched(dossier: Dossier, ending: str) -> bool:
    """Return whether the file is the one that was frozen."""
    path = dossier.path(ending)
    return path.is_file() and digest_of(path) == getattr(dossier, f"{ending}_sha256")


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _found(dossier_id: int) -> Dossier:
    rows = Dossier.objects.select_related("project__organisation", "ordered_by")
    return rows.get(pk=dossier_id)


def _tell(dossier: Dossier, at: datetime) -> None:
    reader, project = dossier.ordered_by, dossier.project
    with translation.override(reader.language or LANGUAGE):
        facts = {"name": project.local_name, "number": dossier.number}
        if dossier.state == DossierState.READY:
            subject = _("The dossier of “%(name)s” is ready") % facts
            body = _("Version %(number)d is frozen and can be downloaded.") % facts
        else:
            subject = _("The dossier of “%(name)s” could not be made") % facts
            body = _("Please order it again. If it fails again, the administrator can see why.")
        tell(
            reader,
            kind="dossier_ready",
            key=f"dossier:{dossier.pk}:{dossier.state}",
            subject=subject,
            body=body,
            path=reverse("projects:dossiers", args=[project.pk]),
            about=f"project:{project.pk}",
            at=at,
        )


def _record(act: str, dossier: Dossier, *, by: Any, at: datetime, **facts: Any) -> None:
    organisation_id = Project.objects.values_list("organisation_id", flat=True).get(pk=dossier.project_id)
    record(act, dossier, by=by, at=at, organisation_id=organisation_id, project=dossier.project_id, **facts)
