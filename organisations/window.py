"""Who is at a centre's window? Its staff may find or add the person, and sign them up that day.

They may also give an account another number, when somebody of its household has shown who they are.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from organisations.errors import NotYours
from organisations.models import Organisation
from organisations.permissions import Act, may
from portal.accounts import desk, receiving
from portal.accounts.models import NumberGiven, Person


def receive(visitor: receiving.Visitor, *, centre: Organisation, by: Any, at: datetime) -> Person:
    """Find or add somebody at this centre's window, as ``portal.accounts.receiving.receive`` does.

    Raises ``NotYours`` for whoever does not serve there, and what that raises.
    """
    _refuse_stranger(centre, by)
    return receiving.receive(visitor, receiving.at_window(centre.pk, at), by=by, at=at)


def check_claim(claim: desk.Claim, *, centre: Organisation, by: Any) -> None:
    """Raise why this account cannot be given a number here, before anything is sent to it; as ``give_number``."""
    _refuse_stranger(centre, by)
    desk.people_of(claim, by=by)


def give_number(phone: str, claim: desk.Claim, *, centre: Organisation, by: Any, at: datetime) -> NumberGiven:
    """Give an account a number that was proven just now, as ``portal.accounts.desk.give_number`` does.

    Raises ``NotYours`` for whoever does not serve there, and what that raises.
    """
    _refuse_stranger(centre, by)
    return desk.give_number(phone, claim, organisation_id=centre.pk, by=by, at=at)


def _refuse_stranger(centre: Organisation, by: Any) -> None:
    if centre.kind != Organisation.Kind.CENTRE or not may(by, Act.SERVE, centre.pk):
        raise NotYours(_("You do not serve at this window."))
