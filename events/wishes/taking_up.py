"""How does an organisation make a programme of a wish? It takes it up, writes the programme, or gives it back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import NotAllowed, WishRefused
from events.models import Category, ProgrammePage, Wish
from events.permissions import organisations_to_take_up
from events.planning.addressing import free_address
from events.states import WISH_MOVES, WishState
from events.wishes.telling import tell_voices
from organisations.models import Organisation
from organisations.permissions import Act, may
from portal.audit.recording import record


@transaction.atomic
def take_up(wish: Wish, organisation: Organisation, *, by: Any, at: datetime) -> Wish:
    """Take a wish up for an organisation it was passed on to; tells those who asked. Again, nothing changes.

    Raises ``NotAllowed`` for whoever does not write for the organisation or where it was not passed on to it,
    ``WishRefused`` when another one was first.
    """
    wish = Wish.objects.select_for_update(of=("self",)).get(pk=wish.pk)
    if not organisations_to_take_up(by, wish).filter(pk=organisation.pk).exists():
        raise NotAllowed(_("You cannot take this wish up."))
    if wish.state == WishState.TAKEN and wish.taken_by_id == organisation.pk:
        return wish
    if not WISH_MOVES.allows(wish.state, WishState.TAKEN):
        raise WishRefused(_("Another organisation was first, or it is settled."))
    WISH_MOVES.move(wish, WishState.TAKEN)
    wish.taken_by, wish.taken_at = organisation, at
    wish.save(update_fields=["state", "taken_by", "taken_at"])
    record("wish.taken_up", wish, by=by, at=at, organisation_id=organisation.pk)
    tell_voices(wish, "taken", at=at, organisation=lambda: organisation.local_name)
    return wish


@transaction.atomic
def give_back(wish: Wish, *, reason: str, by: Any, at: datetime) -> Wish:
    """Give a wish back to those it was passed on to; the centre reads why, those who asked are told that it takes
    longer. A fulfilled one stays. Raises ``NotAllowed`` for whoever has it not (any more).
    """
    wish = _held(wish, by)
    if wish.state != WishState.TAKEN:
        return wish
    organisation_id = wish.taken_by_id
    WISH_MOVES.move(wish, WishState.PASSED_ON)
    wish.taken_by, wish.taken_at, wish.programme, wish.returned_note = None, None, None, reason
    wish.save(update_fields=["state", "taken_by", "taken_at", "programme", "returned_note"])
    record("wish.given_back", wish, by=by, at=at, organisation_id=organisation_id)
    tell_voices(wish, "given_back", at=at)
    return wish


@transaction.atomic
def begin_programme(wish: Wish, *, by: Any, at: datetime) -> ProgrammePage:
    """Make a programme of the wish: a draft under the organisation's page; begun already, that one.

    Raises ``NotAllowed``, ``WishRefused`` when nobody has taken it up.
    """
    wish = _held(wish, by)
    if wish.programme:
        return wish.programme
    if wish.state != WishState.TAKEN or wish.taken_by is None:
        raise WishRefused(_("Please take the wish up first."))
    parent = wish.taken_by.page
    page = ProgrammePage(
        title=wish.title,
        title_en=wish.title_en,
        category=wish.category or Category.objects.all()[0],
        audience=wish.audience,
        summary=wish.title,
        owner=by,
        live=False,
    )
    page.slug = free_address(wish.title, parent, page)
    parent.add_child(instance=page)
    page.save_revision(user=by)
    record("words.begun_from_wish", page, by=by, at=at, organisation_id=wish.taken_by_id, wish=wish.pk)
    return _answered_by(wish, page, by=by, at=at)


@transaction.atomic
def answer_with(wish: Wish, page: ProgrammePage, *, by: Any, at: datetime) -> ProgrammePage:
    """Say that a programme the organisation has already is what was wished for. Raises as ``begin_programme`` does."""
    wish = _held(wish, by)
    if wish.state != WishState.TAKEN:
        raise WishRefused(_("Please take the wish up first."))
    if Organisation.objects.of_page(page) != wish.taken_by:
        raise NotAllowed(_("This programme is another organisation's."))
    return _answered_by(wish, page, by=by, at=at)


def _held(wish: Wish, by: Any) -> Wish:
    """Lock and return a wish; raise ``NotAllowed`` for whoever does not write for the organisation that has it."""
    wish = Wish.objects.select_for_update(of=("self",)).select_related("taken_by__page", "programme").get(pk=wish.pk)
    if not may(by, Act.WRITE, wish.taken_by_id):
        raise NotAllowed(_("You have not taken this wish up."))
    return wish


def _answered_by(wish: Wish, page: ProgrammePage, *, by: Any, at: datetime) -> ProgrammePage:
    wish.programme = page
    wish.save(update_fields=["programme"])
    record("wish.answered_with", wish, by=by, at=at, organisation_id=wish.taken_by_id, programme=page.pk)
    return page
