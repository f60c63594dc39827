"""How is somebody asked to join an organisation's staff? By number; whoever proves it is theirs may accept."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.errors import AlreadyStaff, NoSuchDays, NotWaitingForYou, NotYours
from organisations.membership import grant, grantable_roles
from organisations.models import Invitation, Membership, Organisation
from organisations.states import INVITATION_MOVES, InvitationState
from portal.audit.recording import SYSTEM, record
from portal.outbox.queueing import tell, tell_number

#: How long an invitation can be accepted, and how long a settled one keeps the number and the name.
OPEN_FOR = timedelta(days=14)
KEPT_FOR = timedelta(days=30)
BATCH = 200
SMS = "staff_invitation"
WORDINGS = {
    SMS: "${organisation}邀请您担任${role}。请在${until}前用本机号码登录邻里，在“我的”页面查看并确认。",
    f"{SMS}.en": "${organisation} invites you to join as ${role}. Please sign in to Linli by ${until}.",
}


@transaction.atomic
def invite(
    *,
    organisation: Organisation,
    phone: str,
    name: str,
    role: str,
    by: Any,
    at: datetime,
    starts_on: date | None = None,
    until: date | None = None,
) -> Invitation:
    """Offer a role to whoever has this number (E.164); tells it by SMS, with or without an account.

    An earlier invitation to the same number that waits gives way to this one; the very same stays as it is. Raises
    ``NotYours``, ``NoSuchDays``, and ``AlreadyStaff`` for a colleague who has this role.
    """
    if role not in grantable_roles(by, organisation):
        raise NotYours(_("You cannot give this role in this organisation."))
    today = timezone.localdate(at)
    if until is not None and until <= max(starts_on or today, today):
        raise NoSuchDays(_("The last day is before the first."))
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    user = get_user_model().objects.filter(phone=phone, is_active=True).first()
    same = Membership.objects.valid_on(today).filter(organisation=organisation, role=role, ends_on=until)
    if user and same.filter(user=user).exists():
        raise AlreadyStaff(_("Somebody with this number has this role already."))
    offer = {"role": role, "starts_on": starts_on, "until": until}
    waiting = organisation.invitations.filter(state=InvitationState.WAITING).for_number(phone)
    for earlier in waiting:
        if earlier.lapses_at > at and {field: getattr(earlier, field) for field in offer} == offer:
            return earlier
        _settle(earlier, InvitationState.WITHDRAWN, by=by, at=at)
    dates = {"created_at": at, "lapses_at": at + OPEN_FOR}
    invitation = Invitation.objects.create(
        organisation=organisation, phone=phone, name=name, invited_by=by, **dates, **offer
    )
    record("invitation.sent", invitation, by=by, at=at, organisation_id=organisation.pk, role=role)
    _tell(invitation, user, at=at)
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, by: Any, at: datetime) -> Membership:
    """Take the role that was offered. Doing it again gives the same membership.

    Raises ``NotWaitingForYou`` for any other account, when it lapsed or was withdrawn, and when whoever offered it
    may no longer give it; and what giving a role raises.
    """
    invitation = _locked(invitation, by=by, at=at, answer=InvitationState.ACCEPTED)
    organisation, inviter = invitation.organisation, invitation.invited_by
    if invitation.state == InvitationState.ACCEPTED:
        held = Membership.objects.filter(user=by, organisation=organisation, role=invitation.role).last()
        if held is None:
            raise NotWaitingForYou(_("This invitation is not open any more."))
        return held
    if invitation.role not in grantable_roles(inviter, organisation):
        raise NotWaitingForYou(_("Whoever invited you may no longer give this role. Please ask the organisation."))
    dates = {"starts_on": invitation.starts_on, "until": invitation.until}
    membership = grant(organisation=organisation, user=by, role=invitation.role, by=inviter, at=at, **dates)
    _settle(invitation, InvitationState.ACCEPTED, by=by, at=at)
    _tell_inviter(invitation, gettext_lazy("%(name)s has accepted your invitation"), at=at)
    return membership


@transaction.atomic
def decline(invitation: Invitation, *, by: Any, at: datetime) -> Invitation:
    """Turn the offer down; doing it again changes nothing. Raises ``NotWaitingForYou``."""
    invitation = _locked(invitation, by=by, at=at, answer=InvitationState.DECLINED)
    if invitation.state == InvitationState.WAITING:
        _settle(invitation, InvitationState.DECLINED, by=by, at=at)
        _tell_inviter(invitation, gettext_lazy("%(name)s has declined your invitation"), at=at)
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Any, at: datetime) -> Invitation:
    """Take an offer back; doing it again changes nothing. Raises ``NotYours``; ``NotWaitingForYou`` once answered."""
    if invitation.role not in grantable_roles(by, invitation.organisation):
        raise NotYours(_("You cannot withdraw this invitation."))
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.state == InvitationState.WAITING:
        _settle(invitation, InvitationState.WITHDRAWN, by=by, at=at)
    elif invitation.state != InvitationState.WITHDRAWN:
        raise NotWaitingForYou(_("This invitation has been answered already."))
    return invitation


def lapse_invitations(at: datetime) -> int:
    """Let offers lapse whose time is over, and forget numbers and names of those settled long ago; return how many."""
    count = 0
    over = Invitation.objects.filter(state=InvitationState.WAITING, lapses_at__lte=at).values_list("pk", flat=True)
    for pk in list(over[:BATCH]):
        with transaction.atomic():
            invitation = Invitation.objects.select_for_update().get(pk=pk)
            if invitation.state == InvitationState.WAITING and invitation.lapses_at <= at:
                _settle(invitation, InvitationState.LAPSED, by=SYSTEM, at=at)
                count += 1
    old = Invitation.objects.filter(settled_at__lt=at - KEPT_FOR).exclude(phone="")
    return count + old.update(phone="", name="")


def _locked(invitation: Invitation, *, by: Any, at: datetime, answer: str) -> Invitation:
    """Lock and return an invitation that this account may answer, or has answered so."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("organisation", "invited_by")
    found = rows.for_number(by.phone).filter(pk=invitation.pk).first() if by.is_active else None
    if found is None:
        raise NotWaitingForYou(_("This invitation is not for this account."))
    is_open = found.state == InvitationState.WAITING and found.lapses_at > at
    if not (is_open or found.state == answer) or found.organisation.state != Organisation.State.ACTIVE:
        raise NotWaitingForYou(_("This invitation is not open any more."))
    return found


def _settle(invitation: Invitation, state: InvitationState, *, by: Any, at: datetime) -> None:
    INVITATION_MOVES.move(invitation, state)
    invitation.settled_at = at
    invitation.save(update_fields=["state", "settled_at"])
    act, organisation_id = f"invitation.{state.value}", invitation.organisation_id
    record(act, invitation, by=by, at=at, organisation_id=organisation_id, role=invitation.role)


def _tell(invitation: Invitation, user: Any, *, at: datetime) -> None:
    """Tell the number: the account's inbox and an SMS, or the SMS alone."""
    language = user.language if user else translation.get_language() or ""
    with translation.override(language):
        words = {
            "organisation": invitation.organisation.local_name,
            "role": str(invitation.get_role_display()),
            "until": timezone.localtime(invitation.lapses_at).strftime("%Y-%m-%d"),
        }
        told: dict[str, Any] = {
            "kind": "staff.invited",
            "key": f"invitation:{invitation.pk}",
            "subject": _("%(organisation)s invites you to join as %(role)s") % words,
            "sms_template": SMS,
            "sms_variables": words,
            "at": at,
        }
        if user:
            body = _("Please look at the invitation and accept or decline it by %(until)s.") % words
            tell(user, body=body, path=reverse("organisations:invitation", args=[invitation.pk]), **told)
        else:
            tell_number(invitation.phone, language=language, **told)


def _tell_inviter(invitation: Invitation, subject: Promise, *, at: datetime) -> None:
    inviter = invitation.invited_by
    if not inviter.is_active:
        return
    with translation.override(inviter.language):
        place = {"organisation": invitation.organisation.local_name}
        tell(
            inviter,
            kind="staff.answered",
            key=f"invitation:{invitation.pk}:answered",
            subject=str(subject) % {"name": invitation.name},
            body=_("You see the staff of %(organisation)s in the workspace.") % place,
            at=at,
            path=reverse("staff:index"),
        )
