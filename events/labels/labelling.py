"""Under which labels is a programme reported? Set beside its words, so that nobody has to approve it again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import NotAllowed
from events.models import ProgrammePage, ReportingLabel
from organisations.models import Organisation
from organisations.permissions import Act, may
from portal.audit.recording import record


@transaction.atomic
def set_labels(programme: ProgrammePage, label_ids: Collection[int], *, by: Any, at: datetime) -> set[int]:
    """Let a programme be reported under these labels and no other; return their ids. Raises ``NotAllowed``."""
    organisation = Organisation.objects.of_page(programme)
    if organisation is None or not may(by, Act.WRITE, organisation.pk):
        raise NotAllowed(_("You do not write for this organisation."))
    # Whoever sets labels of one programme at the same moment waits for its row.
    ProgrammePage.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    wanted = set(ReportingLabel.objects.filter(pk__in=label_ids).values_list("pk", flat=True))
    before = set(programme.reporting_labels.values_list("pk", flat=True))
    if wanted == before:
        return wanted
    programme.reporting_labels.set(wanted)
    record(
        "programme.labelled",
        programme,
        by=by,
        at=at,
        organisation_id=organisation.pk,
        added=sorted(wanted - before),
        removed=sorted(before - wanted),
    )
    return wanted
