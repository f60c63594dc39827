"""What do the facts of the audit trail say, in the reader's words? Names for names of fields, codes, days and ids.

What no app has named is left out: staff read no codes.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import contributions
from portal.audit.models import Entry
from portal.cases.models import Case
from portal.contributions import FactName
from portal.templatetags import when

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Where a value was and where it is.
_CHANGE = ("before", "after")
_CASE = "cases.case"
ACCOUNT = "accounts.user"

type Names = Mapping[tuple[str, int], str]


def facts_of(entries: Sequence[Entry]) -> dict[int, str]:
    """Return what each entry says more, by its id; a query for each kind of record that is named, and two for cases."""
    known = {name: fact for names in contributions.fact_names for name, fact in names.items()}
    names, states = _names_of_records(entries, known), _words_of_cases(entries)
    return {row.pk: _in_words(row, known, names, states.get(row.object_id, {})) for row in entries}


def fact_name(known: Mapping[str, FactName], act: str, name: str) -> FactName:
    """Return how this fact of this act reads."""
    concept = act.partition(".")[0]
    return known.get(f"{act}.{name}") or known.get(f"{concept}.{name}") or known.get(name) or FactName()


def _in_words(row: Entry, known: Mapping[str, FactName], names: Names, codes: Mapping[str, str]) -> str:
    def words(name: str) -> str:
        if row.object_type == _CASE and name in {*_CHANGE, "check"}:
            return codes.get(row.facts[name], "")
        return _value(row, row.facts[name], fact_name(known, row.act, name), names, name)

    said = []
    for name in row.facts:
        if name == "before" and "after" in row.facts:
            continue
        shown = words(name)
        if name == "after" and shown and (before := words("before") if "before" in row.facts else ""):
            shown = _("%(before)s → %(after)s") % {"before": before, "after": shown}
        label = fact_name(known, row.act, name).label
        if label and shown:
            said.append(_("%(label)s: %(value)s") % {"label": capfirst(str(label)), "value": shown})
    return _("; ").join(said)


def _value(row: Entry, value: Any, fact: FactName, names: Names, name: str) -> str:
    if value is None or value == "" or value == []:
        return ""
    if name in ("fields", "noted", "sessions", "bookings") and isinstance(value, list):
        return _fields(row, value, fact) if name == "fields" else str(len(value))
    if isinstance(value, list):
        return _(", ").join(filter(None, (_value(row, one, fact, names, name) for one in value)))
    if fact.values:
        return str(fact.values.get(value, value if isinstance(value, int) else ""))
    if fact.model:
        return names.get((fact.model, value), "") if isinstance(value, int) else ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return when.day(date.fromisoformat(value)) if _DAY.fullmatch(value) else ""
    return str(value)


def _fields(row: Entry, fields: Iterable[str], fact: FactName) -> str:
    """Return the fields by the names that forms and lists call them; how many more there are that have none."""
    try:
        model: Any = apps.get_model(row.object_type)
    except (LookupError, ValueError):
        model = None
    called = [_field(model, name, fact) for name in fields]
    named = list(dict.fromkeys(filter(None, called)))
    more = len([one for one in called if not one])
    if more:
        named.append(ngettext("%(count)d other field", "%(count)d other fields", more) % {"count": more})
    return _(", ").join(named)


def _field(model: Any, name: str, fact: FactName) -> str:
    if name in fact.values:
        return str(fact.values[name])
    try:
        label = model._meta.get_field(name).verbose_name
    except (AttributeError, FieldDoesNotExist):
        return ""
    return "" if label == name.replace("_", " ") and isinstance(label, str) else str(label)


def _names_of_records(entries: Sequence[Entry], known: Mapping[str, FactName]) -> Names:
    """Return the names of the records whose ids these facts hold."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in entries:
        for name, value in row.facts.items():
            model = fact_name(known, row.act, name).model
            held = value if isinstance(value, list) else [value]
            if model:
                wanted[model].update(pk for pk in held if isinstance(pk, int))
    found: dict[tuple[str, int], str] = {}
    for model, ids in wanted.items():
        if model == ACCOUNT:
            found |= {(model, pk): name for pk, name in names_of_accounts(ids).items()}
        elif ids:
            records = apps.get_model(model)._default_manager.in_bulk(ids)
            found |= {(model, pk): getattr(one, "local_name", "") or str(one) for pk, one in records.items()}
    return found


def names_of_accounts(ids: Iterable[Any]) -> dict[int, str]:
    """Return what these accounts' people are called; one query."""
    wanted = {pk for pk in ids if isinstance(pk, int)}
    found = get_user_model().objects.filter(pk__in=wanted).select_related("person")
    return {user.pk: getattr(getattr(user, "person", None), "name", "") or str(user) for user in found}


def _words_of_cases(entries: Sequence[Entry]) -> dict[str, dict[str, str]]:
    """Return the names of the states and checks of each case, as its own version of the workflow calls them."""
    ids = {int(row.object_id) for row in entries if row.object_type == _CASE and set(row.facts) & {*_CHANGE, "check"}}
    if not ids:
        return {}
    found = {}
    for case in Case.objects.filter(pk__in=ids).shown():
        found[str(case.pk)] = {state.id: str(state.name) for state in case.plan.states} | {
            check.id: str(check.label) for state in case.plan.states for check in state.checks
        }
    return found
