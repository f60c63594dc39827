"""Who has taken an application's dossier? That it was taken, never what is in it."""

from datetime import datetime
from typing import Any

from incubator.models import Application
from incubator.permissions import keeper_id_of
from portal.audit.recording import record


def note_taken(application: Application, *, by: Any, at: datetime) -> None:
    """Record that somebody who may read the application has taken it as a file."""
    organisation_id = keeper_id_of(application.intake.base)
    record("application.dossier_taken", application, by=by, at=at, organisation_id=organisation_id)
