"""Whose texts may somebody edit? The district's by its administrator, a centre's by its officers for its own events."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from organisations.errors import NotYours
from organisations.models import Organisation
from organisations.permissions import reach_of
from portal.outbox import texts
from portal.outbox.models import MessageText
from portal.outbox.texts import Kind, Text


def centres_with_texts(user: Any) -> QuerySet[Organisation]:
    """Return the centres whose texts the user may edit."""
    centres = Organisation.objects.filter(kind=Organisation.Kind.CENTRE)
    return centres if user.is_active and user.is_superuser else centres.filter(pk__in=reach_of(user).centres)


def can_edit_texts(user: Any, centre: Organisation | None) -> bool:
    """Return whether the user may edit a centre's texts; without a centre, the district's."""
    if centre is None:
        return user.is_active and user.is_superuser
    return centres_with_texts(user).filter(pk=centre.pk).exists()


def edit_texts(
    kind: Kind, written: Mapping[str, Text], *, centre: Organisation | None, by: Any, at: datetime
) -> list[MessageText]:
    """Put texts in the place of those that ship. Raises ``NotYours``, ``BadText``."""
    _refuse_stranger(by, centre)
    return texts.edit(kind, written, organisation_id=centre.pk if centre else None, by=by, at=at)


def reset_texts(kind: Kind, *, centre: Organisation | None, by: Any, at: datetime) -> int:
    """Take the own texts of a kind back. Doing it again changes nothing. Raises ``NotYours``."""
    _refuse_stranger(by, centre)
    return texts.reset(kind, organisation_id=centre.pk if centre else None, by=by, at=at)


def _refuse_stranger(by: Any, centre: Organisation | None) -> None:
    if not can_edit_texts(by, centre):
        raise NotYours(_("You cannot edit these texts."))
