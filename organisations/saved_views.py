"""How does somebody find a list again? Saved under a name, for themselves or for all who work there; one opens first.

What is shared is everybody's with whom it is shared: any of them renames it or takes it away, on record.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from organisations.errors import NotYours, ViewNotSaved
from organisations.models import DefaultView, SavedView
from portal.audit.recording import record

LONGEST_QUERY = 1000
#: So many are kept of one list by one person; more are found no better than the list.
MOST = 30


@dataclass(frozen=True)
class Audience:
    """With whom a view can be shared: ``key`` in the list's own terms, and in whose history that stands."""

    key: str
    name: str
    organisation_id: int | None


def views_of(user: Any, list_name: str, audiences: Collection[str]) -> QuerySet[SavedView]:
    """Return the views of a list that somebody has made or that are shared with them."""
    return SavedView.objects.filter(Q(owner=user) | Q(audience__in=list(audiences)), list_name=list_name)


def default_of(user: Any, list_name: str, audiences: Collection[str]) -> SavedView | None:
    """Return the view with which a list opens; none when it is not shared with the user any more."""
    found = DefaultView.objects.filter(user=user, list_name=list_name)
    return views_of(user, list_name, audiences).filter(pk__in=found.values("view")).first()


@dataclass(frozen=True)
class Wanted:
    """What a view is called, whom it is shared with, and whether the list opens with it."""

    name: str
    audience: Audience | None = None
    is_default: bool = False


@transaction.atomic
def save_view(
    list_name: str, query: str, columns: Sequence[str] | None, wanted: Wanted, *, by: Any, at: datetime
) -> SavedView:
    """Keep a list as it is filtered and sorted; one's own of the same name is replaced.

    Raises ``ViewNotSaved`` when there are too many, or the filters are too long to keep.
    """
    if len(query) > LONGEST_QUERY:
        raise ViewNotSaved(_("These filters are too long to be saved. Please take some away."))
    name = wanted.name.strip()
    own = SavedView.objects.filter(owner=by, list_name=list_name)
    if own.count() >= MOST and not own.filter(name=name).exists():
        raise ViewNotSaved(_("You have %(count)d saved views. Please delete one first.") % {"count": MOST})
    given = {"query": query, "columns": columns if columns is None else list(columns), "changed_at": at}
    view, _created = SavedView.objects.update_or_create(
        owner=by, list_name=list_name, name=name, defaults={**given, "audience": _key(wanted.audience)}
    )
    _open_with(view, wanted.is_default, by)
    _enter("view.shared", view, wanted.audience, by=by, at=at)
    return view


@transaction.atomic
def change_view(view: SavedView, wanted: Wanted, *, audiences: Sequence[Audience], by: Any, at: datetime) -> SavedView:
    """Rename a view, share it or share it no more, and open with it or not.

    ``audiences`` are those of the user. Raises ``NotYours``, and ``ViewNotSaved`` for a name that is taken.
    """
    view = _locked(view, audiences, by)
    before = _of(view.audience, audiences)
    if wanted.audience is None and view.owner_id != by.pk:
        raise NotYours(_("Only whoever made a view can take it back for themselves."))
    view.name, view.audience, view.changed_at = wanted.name.strip(), _key(wanted.audience), at
    try:
        with transaction.atomic():
            view.save(update_fields=["name", "audience", "changed_at"])
    except IntegrityError as clash:
        raise ViewNotSaved(_("There is another view of this name already.")) from clash
    _open_with(view, wanted.is_default, by)
    _enter("view.changed", view, wanted.audience or before, by=by, at=at)
    return view


@transaction.atomic
def drop_view(view: SavedView, *, audiences: Sequence[Audience], by: Any, at: datetime) -> None:
    """Take a view away; raises ``NotYours``."""
    view = _locked(view, audiences, by)
    _enter("view.dropped", view, _of(view.audience, audiences), by=by, at=at)
    view.delete()


def _locked(view: SavedView, audiences: Sequence[Audience], by: Any) -> SavedView:
    seen = views_of(by, view.list_name, [one.key for one in audiences])
    found = seen.select_for_update().filter(pk=view.pk).first()
    if found is None:
        raise NotYours(_("This view is not yours."))
    return found


def _open_with(view: SavedView, is_default: bool, by: Any) -> None:
    if is_default:
        where = {"user": by, "list_name": view.list_name}
        DefaultView.objects.update_or_create(**where, defaults={"view": view})
    else:
        DefaultView.objects.filter(user=by, view=view).delete()


def _key(audience: Audience | None) -> str:
    return audience.key if audience else ""


def _of(key: str, audiences: Sequence[Audience]) -> Audience | None:
    return next((one for one in audiences if key and one.key == key), None)


def _enter(act: str, view: SavedView, audience: Audience | None, *, by: Any, at: datetime) -> None:
    """What somebody keeps for themselves is in no history."""
    if audience:
        record(act, view, by=by, at=at, organisation_id=audience.organisation_id, list=view.list_name)
