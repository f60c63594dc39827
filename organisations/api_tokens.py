"""How does a machine get a token, and what is it worth at this moment? Never more than its owner may do.

The secret is shown once and kept as a digest. It has 256 random bits, so that a plain SHA-256 is enough and a
change of the portal's own key ends no token.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from organisations.errors import NotInScope, NoToken, NotYours, TooManyFailures
from organisations.models import ApiFailure, ApiToken, Organisation
from organisations.permissions import Act, may, reach_of
from portal.audit.recording import record

PREFIX = "linli"
LONGEST_DAYS = 365
#: What the owner has to be allowed to do for the organisation that a token with this scope is limited to.
ACTS = {
    ApiToken.Scope.REGISTRATIONS_READ: Act.SERVE,
    ApiToken.Scope.REGISTRATIONS_WRITE: Act.SERVE,
    ApiToken.Scope.PEOPLE_WRITE: Act.SERVE,
    # The door's own role may do nothing else; whose door it is, is asked at each mark.
    ApiToken.Scope.CHECKIN_WRITE: Act.SEE,
}
#: What is done for an organisation and for nobody's family.
FOR_ORGANISATIONS = frozenset({ApiToken.Scope.CHECKIN_WRITE})
#: What only a community centre does; its window's token is limited to it.
FOR_CENTRES = frozenset({ApiToken.Scope.PEOPLE_WRITE})
#: ``last_used_at`` is written no more often, as every call would otherwise wait for its row.
NOTED_EVERY = timedelta(minutes=1)
FAILURES_WITHIN = timedelta(minutes=15)
MOST_FAILURES = 30
FAILURES_KEPT = timedelta(days=1)


@transaction.atomic
def issue(
    *,
    owner: Any,
    name: str,
    scopes: Sequence[str],
    organisation: Organisation | None = None,
    days: int,
    by: Any,
    at: datetime,
) -> tuple[ApiToken, str]:
    """Make a token for ``owner`` and return it with the text that is shown this once.

    Raises ``NotYours`` when somebody issues for another account, or for more than the owner may do.
    """
    if getattr(by, "pk", None) not in (None, owner.pk):
        raise NotYours(_("You can issue tokens only for yourself."))
    if not 1 <= days <= LONGEST_DAYS:
        raise NotYours(_("A token is valid for 1 to %(days)d days.") % {"days": LONGEST_DAYS}, reason="days")
    if not scopes or set(scopes) - set(ApiToken.Scope.values):
        raise NotYours(_("Please say what the token may do."), reason="scopes")
    _refuse_more_than_the_owner_may(owner, organisation, scopes)
    number, secret = secrets.token_hex(5), secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        owner=owner,
        organisation=organisation,
        name=name,
        number=number,
        digest=_digest(secret),
        scopes=sorted(set(scopes)),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    organisation_id = organisation.pk if organisation else None
    record("token.issued", token, by=by, at=at, organisation_id=organisation_id, owner=owner.pk, scopes=token.scopes)
    return token, f"{PREFIX}_{number}_{secret}"


@transaction.atomic
def revoke(token: ApiToken, *, by: Any, at: datetime) -> ApiToken:
    """End a token, so that the next request has it no more. Doing it again changes nothing. Raises ``NotYours``."""
    if token.owner_id != by.pk and not may(by, Act.MANAGE, token.organisation_id):
        raise NotYours(_("You cannot revoke this token."))
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        record("token.revoked", token, by=by, at=at, organisation_id=token.organisation_id, owner=token.owner_id)
    token.refresh_from_db()
    return token


def redeem(text: str, *, at: datetime) -> ApiToken:
    """Return the token of this text as it stands at this moment, with its owner and its organisation.

    Raises ``NoToken``. An unknown number and a wrong secret get the same words after the same work; whoever has the
    right secret is told what has become of it.
    """
    prefix, number, secret = (*text.split("_", 2), "", "")[:3]
    token = (
        ApiToken.objects.select_related("owner", "organisation").filter(number=number).first()
        if prefix == PREFIX and number.isascii() and number.isalnum() and len(number) <= 12
        else None
    )
    if not constant_time_compare(token.digest if token else _digest(""), _digest(secret)) or token is None:
        raise NoToken(_("There is no such token."))
    if reason := _ended(token, at):
        record("token.refused", token, by=token.owner, at=at, organisation_id=token.organisation_id, reason=reason)
        raise NoToken(_("This token is no longer valid."), reason=reason)
    return token


def use(token: ApiToken, scope: str, *, for_what: str, at: datetime, **ids: int) -> ApiToken:
    """Note what a token is used for, in the audit. Raises ``NotInScope`` for what it was not issued for."""
    allowed = scope in token.scopes
    record(
        "token.used" if allowed else "token.refused",
        token,
        by=token.owner,
        at=at,
        organisation_id=token.organisation_id,
        scope=scope,
        operation=for_what,
        **ids,
    )
    if not allowed:
        raise NotInScope(_("This token may not do that: it lacks the scope %(scope)s.") % {"scope": scope})
    unnoted = Q(last_used_at=None) | Q(last_used_at__lt=at - NOTED_EVERY)
    if token.last_used_at is None or token.last_used_at < at - NOTED_EVERY:
        ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=at)
    return token


def note_failure(address: str, *, at: datetime) -> None:
    """Count a token that was none. Raises ``TooManyFailures`` once an address has had its share.

    A valid token from the same address goes on working: whole centres share one, and 256 bits are not guessed.
    """
    digest = salted_hmac("organisations.api_tokens", address, algorithm="sha256").hexdigest()
    if ApiFailure.objects.filter(address_digest=digest, at__gt=at - FAILURES_WITHIN).count() >= MOST_FAILURES:
        raise TooManyFailures(_("Too many tokens that were none came from your address. Please try again later."))
    ApiFailure.objects.create(address_digest=digest, at=at)


def end_tokens(at: datetime) -> int:
    """Revoke what has lapsed, so that a clock set back revives none, and forget old failures; return how many."""
    lapsed = ApiToken.objects.filter(revoked_at=None, expires_at__lte=at)
    old = ApiFailure.objects.filter(at__lt=at - FAILURES_KEPT)
    ended = lapsed.update(revoked_at=F("expires_at")) if lapsed.exists() else 0
    return ended + (old.delete()[0] if old.exists() else 0)


def _refuse_more_than_the_owner_may(owner: Any, organisation: Organisation | None, scopes: Sequence[str]) -> None:
    for scope in scopes:
        if scope in FOR_CENTRES and (organisation is None or organisation.kind != Organisation.Kind.CENTRE):
            raise NotYours(_("People are added at the window of a community centre: please choose one."))
    if organisation is None:
        if FOR_ORGANISATIONS.intersection(scopes):
            raise NotYours(_("Please choose the organisation at whose doors the token marks people."))
        return
    if any(not may(owner, ACTS[ApiToken.Scope(scope)], organisation.pk) for scope in scopes):
        raise NotYours(_("This account may not do that for this organisation."))


def _ended(token: ApiToken, at: datetime) -> str:
    """Return why a token is worth nothing now, or nothing."""
    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at <= at:
        return "expired"
    if not token.owner.is_active:
        return "account_closed"
    organisation = token.organisation
    if organisation is None or token.owner.is_superuser:
        return ""
    if organisation.state != Organisation.State.ACTIVE:
        return "suspended"
    return "" if reach_of(token.owner).acts.get(organisation.pk) else "no_longer_staff"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
