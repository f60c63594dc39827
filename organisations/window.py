"""Who is at a centre's window? Its staff may find or add the person, and sign them up that day."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from organisations.errors import NotYours
from organisations.models import Organisation
from organisations.permissions import Act, may
from portal.accounts import receiving
from portal.accounts.models import Person


def receive(visitor: receiving.Visitor, *, centre: Organisation, by: Any, at: datetime) -> Person:
    """Find or add somebody at this centre's window, as ``portal.accounts.receiving.receive`` does.

    Raises ``NotYours`` for whoever does not serve there, and what that raises.
    """
    if centre.kind != Organisation.Kind.CENTRE or not may(by, Act.SERVE, centre.pk):
        raise NotYours(_("You do not serve at this window."))
    return receiving.receive(visitor, receiving.at_window(centre.pk, at), by=by, at=at)
