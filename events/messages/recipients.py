"""Who hears about a sign-up? Whoever made it, and who takes part where that is another account; else a telephone rings.

Staff who signed somebody up at their window are told nothing: the person stood before them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model, QuerySet

from events.models import Event, Registration
from organisations.models import Organisation
from portal.accounts.models import Mandate
from portal.outbox.channels import open_channels


@dataclass(frozen=True)
class Hearing:
    """The accounts that are told, each with the registrations it hears about; and whom nobody can message."""

    accounts: dict[Any, list[Registration]] = field(default_factory=dict)
    to_call: list[Registration] = field(default_factory=list)


def of(rows: Sequence[Registration]) -> Hearing:
    """Return who hears about registrations whose party and person are loaded; at most two queries, none for one's own.

    An account that is not active hears nothing.
    """
    hearing = Hearing()
    others = _accounts({row.person.user_id for row in rows} - {row.party.made_by_id for row in rows} - {None})
    at_window = _at_window([row for row in rows if row.person.user_id != row.party.made_by_id])
    for row in rows:
        made_by_window = (row.party.made_by_id, row.person_id) in at_window
        maker = None if made_by_window else row.party.made_by
        if row.person.user_id == row.party.made_by_id:
            own = None if not made_by_window else row.party.made_by
        else:
            own = others.get(row.person.user_id or 0)
        listeners = [account for account in (maker, own) if account is not None and account.is_active]
        for account in listeners:
            hearing.accounts.setdefault(account, []).append(row)
        if not any(open_channels(account) for account in listeners):
            hearing.to_call.append(row)
    return hearing


def in_order(rows: QuerySet[Registration]) -> list[Registration]:
    """Load registrations with what ``of`` reads, in the order of signing up."""
    return list(rows.select_related("party__made_by", "person").order_by("party", "pk"))


def _accounts(ids: Iterable[int | None]) -> dict[int, Any]:
    wanted = [pk for pk in ids if pk]
    return get_user_model()._default_manager.in_bulk(wanted) if wanted else {}


def _at_window(rows: Sequence[Registration]) -> set[tuple[int, int]]:
    """Return (account, person) where the account only ever acted for the person at a window."""
    if not rows:
        return set()
    held: dict[tuple[int, int], set[str]] = {}
    mandates = Mandate.objects.filter(
        agent__in={row.party.made_by_id for row in rows}, person__in={row.person_id for row in rows}
    )
    for agent_id, person_id, basis in mandates.values_list("agent_id", "person_id", "basis"):
        held.setdefault((agent_id, person_id), set()).add(basis)
    return {pair for pair, bases in held.items() if bases == {Mandate.Basis.DESK}}


def rule_of_centre[Rule: Model](event: Event, rule: type[Rule]) -> Rule | None:
    """Return what the centre that answers for an event has set down in ``rule``, None where it set nothing.

    No query for an event that was read with its centre and this rule, as signing up reads it.
    """
    if event.centre:
        return getattr(event.centre, rule._meta.get_field("centre").remote_field.name, None)  # type: ignore[union-attr]
    centre_id = centre_of(event)
    return rule._default_manager.filter(centre=centre_id).first() if centre_id else None


def centre_of(event: Event) -> int | None:
    """Return the centre that answers for an event: where it is held, else its organisation's own."""
    if event.centre_id:
        return event.centre_id
    host = event.organisation
    return host.pk if host.kind == Organisation.Kind.CENTRE else host.home_centre_id
