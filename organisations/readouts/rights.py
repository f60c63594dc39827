"""What may somebody do, in words? By role, and for each organisation that they serve."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisations.membership import is_last_manager
from organisations.models import Membership, Organisation
from organisations.permissions import ROLES, Act, Role

#: What an act means for whoever may do it.
ACTS: dict[Act, str | Promise] = {
    Act.SEE: _("See the organisation's programmes, dates and drafts"),
    Act.WRITE: _("Write programmes, plan dates and rooms, choose pictures"),
    Act.SERVE: _("See who is coming, check in, write to them, cancel and decide on sign-ups"),
    Act.ROSTER: _("Make the volunteers' roster, say who came, approve hours"),
    Act.MANAGE: _("Invite staff, change their roles, change contact details, see the history"),
    Act.APPROVE: _("Approve what is published"),
}
#: What a role may do beside its acts.
BESIDE: dict[str, str | Promise] = {
    Role.DOOR: _("Stand at the door: see who comes today and check them in"),
    Role.OFFICER: _("Do all of this for the organisations that the centre hosts, too"),
}


@dataclass(frozen=True)
class OwnRole:
    """A role of one's own: where, since when, until when, what it may do, and whether one can leave."""

    membership: Membership
    rights: list[str | Promise]
    is_suspended: bool
    can_leave: bool


def rights_of_role(role: str) -> list[str | Promise]:
    """Return what a role may do, in words."""
    given = [words for act, words in ACTS.items() if role in ROLES[act]]
    return [*given, BESIDE[role]] if role in BESIDE else given


def roles_with_rights(values: list[str]) -> list[tuple[str | Promise, list[str | Promise]]]:
    """Return these roles by name, each with what it may do."""
    return [(Role(value).label, rights_of_role(value)) for value in values]


def own_roles(user: Any, day: date) -> list[OwnRole]:
    """Return the roles that somebody holds on a day or from a later one; one query and one more for each to manage."""
    rows = Membership.objects.filter(user=user).exclude(ends_on__lte=day).select_related("organisation__page")
    return [
        OwnRole(
            membership=row,
            rights=rights_of_role(row.role),
            is_suspended=row.organisation.state != Organisation.State.ACTIVE,
            can_leave=not is_last_manager(row, day),
        )
        for row in rows.order_by("organisation__name")
    ]
