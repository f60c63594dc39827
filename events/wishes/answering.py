"""What does the centre do with a wish? It shows it or not, answers, joins it with another, passes it on."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.errors import NotAllowed, WishRefused
from events.models import Wish, WishVoice
from events.permissions import can_answer_wish
from events.states import OPEN_WISHES, WISH_MOVES, WishState
from events.wishes.telling import tell_voices
from organisations.models import Membership, Organisation
from portal.audit.recording import record
from portal.lifecycle import IllegalMove
from portal.outbox.queueing import Notice, tell_each

#: Who hears of a wish that was passed on: those who write for the organisation.
WRITES = (Membership.Role.OWNER, Membership.Role.ORGANISER)


@transaction.atomic
def show(wish: Wish, *, title: str, title_en: str = "", by: Any, at: datetime) -> Wish:
    """Let everybody see it, in these words; tells whoever asked. One that is open already keeps its state.

    Raises ``NotAllowed`` for whoever is no officer of its centre, ``WishRefused`` when it is settled.
    """
    wish = _locked(wish, by)
    is_new = wish.state not in OPEN_WISHES
    if is_new:
        _move(wish, WishState.OPEN)
        wish.looked_at, wish.answer, wish.settled_at, wish.taken_by, wish.programme = at, "", None, None, None
    wish.title, wish.title_en = title, title_en
    wish.save()
    _settle_reports(wish, at)
    record("wish.shown", wish, by=by, at=at, organisation_id=wish.centre_id)
    if is_new:
        tell_voices(wish, "shown", at=at, only_first=True)
    return wish


@transaction.atomic
def hide(wish: Wish, *, answer: str, by: Any, at: datetime) -> Wish:
    """Show it to nobody; those who wrote it read why. Again, nothing changes. Raises as ``show`` does."""
    wish = _locked(wish, by)
    if wish.state == WishState.HIDDEN:
        return wish
    _settle(wish, WishState.HIDDEN, answer=answer, at=at)
    _settle_reports(wish, at)
    record("wish.hidden", wish, by=by, at=at, organisation_id=wish.centre_id)
    tell_voices(wish, "hidden", at=at, only_first=True)
    return wish


@transaction.atomic
def let_stand(wish: Wish, *, by: Any, at: datetime) -> Wish:
    """Look at what was reported and leave the wish as it is. Raises ``NotAllowed``."""
    wish = _locked(wish, by)
    if _settle_reports(wish, at):
        record("wish.let_stand", wish, by=by, at=at, organisation_id=wish.centre_id)
    return wish


@transaction.atomic
def look_for_somebody(wish: Wish, *, answer: str, by: Any, at: datetime) -> Wish:
    """Say that the centre is looking for somebody who can do it; tells those who asked. Raises as ``show`` does."""
    wish = _locked(wish, by)
    if wish.state == WishState.LOOKING and wish.answer == answer:
        return wish
    if wish.state != WishState.LOOKING:
        _move(wish, WishState.LOOKING)
    wish.answer, wish.passed_to = answer, ""
    wish.save(update_fields=["state", "answer", "passed_to"])
    record("wish.answered", wish, by=by, at=at, organisation_id=wish.centre_id, state=wish.state)
    tell_voices(wish, "looking", at=at)
    return wish


@transaction.atomic
def decline(wish: Wish, *, answer: str, by: Any, at: datetime) -> Wish:
    """Say that it cannot be done, and why; tells those who asked. Raises as ``show`` does."""
    wish = _locked(wish, by)
    if wish.state == WishState.DECLINED:
        return wish
    _settle(wish, WishState.DECLINED, answer=answer, at=at)
    record("wish.answered", wish, by=by, at=at, organisation_id=wish.centre_id, state=wish.state)
    tell_voices(wish, "declined", at=at)
    return wish


@transaction.atomic
def pass_on(wish: Wish, *, reach: str, by: Any, at: datetime) -> Wish:
    """Pass it on to the organisations that the centre hosts, or to all; tells their staff and those who asked.

    Passed on already, only a wider reach changes anything. Raises as ``show`` does.
    """
    wish = _locked(wish, by)
    if wish.state == WishState.PASSED_ON and reach in (wish.passed_to, Wish.Reach.HOSTED):
        return wish
    was_passed_on = wish.state == WishState.PASSED_ON
    if not was_passed_on:
        _move(wish, WishState.PASSED_ON)
    wish.passed_to, wish.passed_on_at = reach, at
    wish.save(update_fields=["state", "passed_to", "passed_on_at"])
    record("wish.passed_on", wish, by=by, at=at, organisation_id=wish.centre_id, reach=reach)
    tell_each(_notices(wish, at), at=at)
    if not was_passed_on:
        tell_voices(wish, "passed_on", at=at)
    return wish


@transaction.atomic
def merge(wish: Wish, *, into: Wish, by: Any, at: datetime) -> Wish:
    """Join a wish with another one of the centre: its voices count there, one an account; tells those who asked.

    Again, nothing changes. Raises ``NotAllowed``, ``WishRefused`` for itself, another centre's or a settled one.
    """
    for pk in sorted({wish.pk, into.pk}):
        Wish.objects.select_for_update(of=("self",)).get(pk=pk)
    wish, into = _locked(wish, by), _locked(into, by)
    if wish.merged_into_id == into.pk:
        return wish
    if wish.pk == into.pk or wish.centre_id != into.centre_id or into.state not in OPEN_WISHES:
        raise WishRefused(_("Please choose another open wish of the same centre."), field="into")
    tell_voices(wish, "merged", at=at, path=f"/wishes/{into.pk}/", other=lambda: into.local_title)
    wish.voices.filter(user__in=into.voices.values("user")).delete()
    WishVoice.objects.filter(wish=wish).update(wish=into)
    wish.merged_into = into
    _settle(wish, WishState.MERGED, answer="", at=at)
    record("wish.merged", wish, by=by, at=at, organisation_id=wish.centre_id, into=into.pk)
    return wish


def _locked(wish: Wish, by: Any) -> Wish:
    """Lock and return the wish; raise ``NotAllowed`` for whoever does not answer for its centre."""
    if not can_answer_wish(by, wish):
        raise NotAllowed(_("Only the centre's officers answer wishes."))
    return Wish.objects.select_for_update(of=("self",)).select_related("centre").get(pk=wish.pk)


def _move(wish: Wish, state: str) -> None:
    try:
        WISH_MOVES.move(wish, state)
    except IllegalMove:
        sentence = _("This cannot be done any more: the wish is “%(state)s”.")
        raise WishRefused(sentence % {"state": wish.get_state_display()}) from None


def _settle(wish: Wish, state: str, *, answer: str, at: datetime) -> None:
    _move(wish, state)
    wish.answer, wish.settled_at = answer, at
    wish.save(update_fields=["state", "answer", "settled_at", "merged_into"])


def _settle_reports(wish: Wish, at: datetime) -> int:
    return wish.reports.filter(settled_at=None).update(settled_at=at)


def _notices(wish: Wish, at: datetime) -> Iterable[Notice]:
    """Return what the staff of the organisations that it is passed on to are told; nobody twice for one wish."""
    organisations = Organisation.objects.active().filter(kind=Organisation.Kind.SOCIAL)
    if wish.passed_to == Wish.Reach.HOSTED:
        organisations = organisations.filter(home_centre=wish.centre_id)
    staff = Membership.objects.valid_on(timezone.localdate(at)).filter(
        organisation__in=organisations, role__in=WRITES, user__is_active=True
    )
    for user in {row.user for row in staff.select_related("user")}:
        with translation.override(user.language):
            yield Notice(
                user,
                kind="wish.for_organisations",
                subject=_("Residents wish for: %(title)s") % {"title": wish.local_title},
                body=_("%(centre)s passes this wish on. Can your organisation take it up?")
                % {"centre": wish.centre.local_name},
                path=reverse("wishes:look", args=[wish.pk]),
                key=f"wish:{wish.pk}:for_organisations:{user.pk}",
            )
