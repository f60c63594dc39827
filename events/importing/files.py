"""Where does a file wait between looking at it and confirming? With whoever uploaded it, for a day at most."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import ImportRefused
from events.importing.fates import Fate, digest_of, fates_of
from events.importing.reading import records_of
from events.importing.writing import Outcome, write
from events.models import ImportedFile
from organisations.models import Organisation
from portal.audit.recording import record

KEPT_FOR = timedelta(days=1)
NAME_LENGTH = 150


def keep(name: str, content: bytes, *, has_organisation: bool, by: Any, at: datetime) -> ImportedFile:
    """Keep an uploaded file; raise ``UnreadableFile`` for one that cannot be read."""
    records_of(name, content, has_organisation=has_organisation)
    return ImportedFile.objects.create(uploaded_by=by, uploaded_at=at, name=name[-NAME_LENGTH:], content=content)


def fates_of_file(file: ImportedFile, *, organisation: Organisation | None, by: Any, at: datetime) -> list[Fate]:
    """Return what will become of each row of a kept file."""
    records = records_of(file.name, bytes(file.content), has_organisation=organisation is not None)
    return fates_of(records, by=by, at=at, organisation=organisation)


@transaction.atomic
def bring_in(
    file: ImportedFile, *, seen: str, organisation: Organisation | None, publish: bool, by: Any, at: datetime
) -> Outcome | None:
    """Write a kept file, once; ``seen`` is the digest of the fates that were looked at.

    Returns None when it is in already. Raises ``ImportRefused`` when a row is refused, or when the fates are no
    longer those that were seen.
    """
    file = ImportedFile.objects.select_for_update().get(pk=file.pk)
    if file.imported_at:
        return None
    fates: Sequence[Fate] = fates_of_file(file, organisation=organisation, by=by, at=at)
    if digest_of(fates) != seen:
        raise ImportRefused(_("Something has changed since you looked. Please look at the rows again."))
    outcome = write(fates, by=by, at=at, publish=publish)
    file.imported_at, file.content = at, b""
    file.save(update_fields=["imported_at", "content"])
    record("programmes.imported", file, by=by, at=at, rows=dict(outcome.kinds))
    return outcome


def purge(at: datetime) -> int:
    """Forget files that nobody has confirmed within a day, and what is left of those that were."""
    return ImportedFile.objects.filter(uploaded_at__lt=at - KEPT_FOR).delete()[0]
