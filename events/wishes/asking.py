"""How do residents ask for something, join in, take it back, and say that a wish should not be shown?"""

import re
from datetime import datetime, time
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.errors import WishRefused
from events.models import Category, Wish, WishReport, WishVoice
from events.states import OPEN_WISHES, PUBLIC_WISHES, UNSETTLED_WISHES, WISH_MOVES, WishState
from organisations.models import Organisation
from portal.accounts.models import Person
from portal.audit.recording import record

#: How many wishes of one's own may be unsettled at a time, and how many one may write on one day.
MOST_UNSETTLED = 5
MOST_A_DAY = 3
#: What looks like somebody's number: a wish is public, a number is not.
_NUMBER = re.compile(r"(?:\d[\s-]?){7,}|[^\s@]+@[^\s@]+\.")


@transaction.atomic
def ask_for(
    *,
    title: str,
    audience: str,
    centre: Organisation,
    by: Any,
    at: datetime,
    detail: str = "",
    category: Category | None = None,
) -> Wish:
    """Put a wish to a centre, which looks at it before anybody sees it; asked again while it stands, the same one.

    Raises ``WishRefused`` for a number or an address in it (``title``, ``detail``), for one that is no active centre
    (``centre``), and beyond the limits (``too_many``, ``too_many_today``).
    """
    for field, text in (("title", title), ("detail", detail)):
        if _NUMBER.search(text):
            raise WishRefused(_("Please leave out phone numbers and addresses."), field=field)
    if centre.kind != Organisation.Kind.CENTRE or centre.state != Organisation.State.ACTIVE:
        raise WishRefused(_("Please choose a Community Centre."), field="centre")
    get_user_model().objects.select_for_update(no_key=True).get(pk=by.pk)
    mine = WishVoice.objects.filter(user=by, is_first=True)
    unsettled = mine.filter(wish__state__in=UNSETTLED_WISHES)
    if same := unsettled.filter(wish__title=title, wish__centre=centre).select_related("wish").first():
        return same.wish
    _refuse_too_many(unsettled.count(), mine.filter(created_at__gte=_midnight(at)).count())
    wish = Wish.objects.create(
        title=title, detail=detail, audience=audience, category=category, centre=centre, created_at=at
    )
    WishVoice.objects.create(wish=wish, user=by, estate_code=_estate_of(by), is_first=True, created_at=at)
    record("wish.made", wish, by=by, at=at, organisation_id=centre.pk)
    return wish


@transaction.atomic
def second(wish: Wish, *, by: Any, at: datetime) -> Wish:
    """Join in with a wish; doing it again changes nothing. Raises ``WishRefused`` where nobody can join in any more."""
    wish = Wish.objects.select_for_update(of=("self",), no_key=True).get(pk=wish.pk)
    if WishVoice.objects.filter(wish=wish, user=by).exists():
        return wish
    if wish.state not in OPEN_WISHES:
        raise WishRefused(_("This wish is settled: nobody can join in any more."))
    WishVoice.objects.create(wish=wish, user=by, estate_code=_estate_of(by), created_at=at)
    record("wish.seconded", wish, by=by, at=at, organisation_id=wish.centre_id)
    return wish


@transaction.atomic
def take_back(wish: Wish, *, by: Any, at: datetime) -> Wish:
    """Take one's voice back; doing it again changes nothing.

    The wish stays while others ask for it. The last voice takes it along, unless an organisation is at work on it.
    """
    wish = Wish.objects.select_for_update(of=("self",)).get(pk=wish.pk)
    gone, _each = WishVoice.objects.filter(wish=wish, user=by).delete()
    if not gone:
        return wish
    record("wish.voice_taken_back", wish, by=by, at=at, organisation_id=wish.centre_id)
    if WISH_MOVES.allows(wish.state, WishState.WITHDRAWN) and not wish.voices.exists():
        WISH_MOVES.move(wish, WishState.WITHDRAWN)
        wish.settled_at = at
        wish.save(update_fields=["state", "settled_at"])
        record("wish.withdrawn", wish, by=by, at=at, organisation_id=wish.centre_id)
    return wish


@transaction.atomic
def report(wish: Wish, reason: str, *, by: Any, at: datetime) -> WishReport:
    """Say that a public wish should not be shown; once an account, the centre looks. Raises ``WishRefused``."""
    if wish.state not in PUBLIC_WISHES:
        raise WishRefused(_("This wish is not shown."))
    made, is_new = WishReport.objects.get_or_create(wish=wish, user=by, defaults={"reason": reason, "created_at": at})
    if is_new:
        record("wish.reported", wish, by=by, at=at, organisation_id=wish.centre_id)
    return made


def _refuse_too_many(unsettled: int, today: int) -> None:
    if unsettled >= MOST_UNSETTLED:
        sentence = _("You have %(count)d wishes open. Please wait until one is settled, or take one back.")
        raise WishRefused(sentence % {"count": unsettled}, reason="too_many")
    if today >= MOST_A_DAY:
        sentence = _("At most %(count)d wishes a day. Please come back tomorrow.")
        raise WishRefused(sentence % {"count": MOST_A_DAY}, reason="too_many_today")


def _midnight(at: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))


def _estate_of(user: Any) -> str:
    person = Person.objects.filter(user=user).select_related("household").first()
    return person.estate_code if person else ""
