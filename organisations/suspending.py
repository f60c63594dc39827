"""When may an organisation no longer act? Suspended, it shows nothing and its staff only look, at the next request."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from organisations.errors import NotPossible, NotYours
from organisations.models import Membership, Organisation
from organisations.permissions import ROLES, Act, may
from organisations.states import ORGANISATION_MOVES, OrganisationState
from portal.audit.recording import record
from portal.outbox.queueing import tell


def can_suspend(user: Any, organisation: Organisation) -> bool:
    """Return whether the user may: an officer of its home centre, or the administrator; nobody for themselves."""
    return user.is_active and (user.is_superuser or may(user, Act.APPROVE, organisation.home_centre_id))


@transaction.atomic
def suspend(organisation: Organisation, *, reason: str, by: Any, at: datetime) -> Organisation:
    """Take an organisation and all it publishes off, and its staff's rights away, until it is resumed.

    Those signed up keep their sign-ups and are told nothing: calling off is done event by event. Tells its owners why.
    Suspended already, it stays as it is. Raises ``NotYours``, ``NotPossible`` without a reason.
    """
    if not reason.strip():
        raise NotPossible(_("Please say why."))
    return _move(organisation, OrganisationState.SUSPENDED, reason.strip(), by=by, at=at)


@transaction.atomic
def resume(organisation: Organisation, *, reason: str = "", by: Any, at: datetime) -> Organisation:
    """Let an organisation act again; what was published shows again. Active already, it stays as it is."""
    return _move(organisation, OrganisationState.ACTIVE, reason.strip(), by=by, at=at)


def _move(organisation: Organisation, state: str, reason: str, *, by: Any, at: datetime) -> Organisation:
    if not can_suspend(by, organisation):
        raise NotYours(_("You cannot suspend this organisation."))
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if organisation.state == state:
        return organisation
    ORGANISATION_MOVES.move(organisation, state)
    organisation.suspension_reason = reason if state == OrganisationState.SUSPENDED else ""
    organisation.save(update_fields=["state", "suspension_reason"])
    record(f"organisation.{state}", organisation, by=by, at=at, organisation_id=organisation.pk)
    managers = Membership.objects.valid_on(timezone.localdate(at)).filter(
        organisation=organisation, role__in=ROLES[Act.MANAGE]
    )
    for member in managers.select_related("user"):
        with translation.override(member.user.language):
            words = {"name": organisation.local_name}
            is_off = state == OrganisationState.SUSPENDED
            subject = _("%(name)s is suspended") if is_off else _("%(name)s can act again")
            body = (
                _("Its pages and activities do not show, and its staff can only look. Your community centre says why:")
                if is_off
                else _("Its pages and activities show again, and its staff have their rights.")
            )
            tell(
                member.user,
                kind=f"organisation.{state}",
                subject=subject % words,
                body="\n\n".join(filter(None, [body, reason])),
                at=at,
            )
    return organisation
