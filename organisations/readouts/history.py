"""Who did what, for whom? Rows of the audit trail with names, put to ids in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from organisations.models import Organisation
from organisations.readouts.facts import facts_of, names_of_accounts
from portal import contributions
from portal.accounts.models import Person
from portal.audit.models import Entry
from portal.audit.recording import SYSTEM


@dataclass(frozen=True)
class Act:
    """One act as the history shows it. ``entry`` is its row; ``facts`` say more, without anything personal."""

    pk: int
    at: datetime
    what: str
    who: str
    for_whom: str
    organisation: str
    record: str
    record_key: str
    facts: str


def act_names() -> dict[str, str | Promise]:
    """Return what the acts are called, as the apps contribute it."""
    return {code: words for names in contributions.act_names for code, words in names.items()}


def acts_of(entries: Iterable[Entry]) -> list[Act]:
    """Return these entries with names and words: a constant number of queries, however many there are."""
    rows = list(entries)
    users = names_of_accounts({row.actor_id for row in rows} | {row.facts.get("user") for row in rows})
    concerned = {row.pk: _concerned(row) for row in rows}
    people = Person.objects.in_bulk({pk for ids in concerned.values() for pk in ids})
    organisations = Organisation.objects.in_bulk({row.organisation_id for row in rows if row.organisation_id})
    names, facts, records = act_names(), facts_of(rows), _names_of(rows)

    def act(row: Entry) -> Act:
        organisation = organisations.get(row.organisation_id or 0)
        named = [people[pk].name for pk in concerned[row.pk] if pk in people]
        return Act(
            pk=row.pk,
            at=row.at,
            what=str(names.get(row.act, row.act)),
            who=users.get(row.actor_id, "") if row.actor_id else _actor(row.actor_name),
            for_whom=_(", ").join(named) or users.get(row.facts.get("user"), ""),
            organisation=organisation.local_name if organisation else "",
            record=_record(row, records),
            record_key=f"{row.object_type}:{row.object_id}",
            facts=facts[row.pk],
        )

    return [act(row) for row in rows]


def _concerned(row: Entry) -> list[int]:
    """Return the ids of the people whom an act concerns."""
    people = row.facts.get("people")
    ids = people if isinstance(people, list) else []
    return [row.beneficiary_id] if row.beneficiary_id else [pk for pk in ids if isinstance(pk, int)]


def _names_of(rows: Iterable[Entry]) -> Mapping[tuple[str, str], str]:
    """Return what the records of these entries are called, where an app says so; a query for each kind of record."""
    known = {model: look_up for names in contributions.record_names for model, look_up in names.items()}
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.object_type in known and row.object_id.isdecimal():
            wanted[row.object_type].add(int(row.object_id))
    return {(model, str(pk)): name for model, ids in wanted.items() for pk, name in known[model](ids).items()}


def _record(row: Entry, names: Mapping[tuple[str, str], str]) -> str:
    """Return a record's kind in words, and its name; what has none or is gone, its number."""
    try:
        kind = str(apps.get_model(row.object_type)._meta.verbose_name)
    except (LookupError, ValueError):
        kind = row.object_type
    if name := names.get((row.object_type, row.object_id)):
        return _("%(label)s: %(value)s") % {"label": kind, "value": name}
    return f"{kind} {row.object_id}"


def _actor(name: str) -> str:
    return _("the portal itself") if name == SYSTEM else name
