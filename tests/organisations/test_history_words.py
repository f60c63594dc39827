"""What the history says of an act reads as words: no code of a program is ever shown."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from organisations.readouts.facts import fact_name, facts_of
from organisations.readouts.history import act_names
from portal import contributions
from portal.audit.models import Entry
from portal.audit.recording import record
from tests import factories

ROOT = Path(__file__).resolve().parents[2]
#: What acts are called that are named after a state.
NAMED_AFTER_STATES = {
    "fee": ["paid", "waived"],
    "hours": ["approved", "refused"],
    "organisation": ["active", "suspended"],
    "party": ["entered", "pending"],
    "proof": ["replaced", "revoked"],
    "volunteer": ["active", "ended", "paused"],
}


def recorded():
    """Yield every act that the code records by its name, with the names of its facts."""
    for app in ("portal", "organisations", "events", "incubator"):
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                called = getattr(node, "func", None)
                name = getattr(called, "id", getattr(called, "attr", ""))
                if name not in ("record", "_record", "note", "enter") or not node.args:
                    continue
                facts = [given.arg for given in node.keywords if given.arg]
                for given in node.args[:3]:
                    for one in (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,):
                        act = getattr(one, "value", None)
                        if name == "enter" and isinstance(act, str):
                            yield f"case.{act}", facts
                        elif isinstance(act, str) and act.count(".") == 1 and not act.endswith("."):
                            yield act, facts


def known():
    return {name: fact for names in contributions.fact_names for name, fact in names.items()}


def words_of(act, target, language="zh-hans", **facts):
    entry = record(act, target, by="system", at=timezone.now(), **facts)
    with translation.override(language):
        return facts_of([entry])[entry.pk]


def test_every_act_has_a_name_also_those_named_after_a_state():
    acts = {act for act, _facts in recorded()}
    acts |= {f"{concept}.{state}" for concept, states in NAMED_AFTER_STATES.items() for state in states}
    assert len(acts) > 240
    assert sorted(acts - set(act_names())) == []


def test_every_fact_is_named_or_said_to_be_for_programs_alone():
    not_facts = {"by", "at", "beneficiary_id", "organisation_id", "roles", "event", "pool"}
    names = known()
    missing = {
        f"{act}.{fact}"
        for act, facts in recorded()
        for fact in set(facts) - not_facts
        if not {f"{act}.{fact}", f"{act.partition('.')[0]}.{fact}", fact} & set(names)
    }
    assert sorted(missing) == []


def test_every_model_that_facts_name_is_there():
    for fact in known().values():
        if fact.model:
            assert apps.get_model(fact.model)


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "改动：电话、地址"), ("en", "What changed: phone, address")],
)
def test_changed_fields_are_called_as_forms_call_them(organisation, language, words):
    assert words_of("organisation.changed", organisation, language, fields=["phone", "address"]) == words


def test_a_field_without_a_name_is_counted_and_not_shown(organisation):
    shown = words_of("organisation.changed", organisation, fields=["phone", "secret_column"])
    assert shown == "改动：电话、另有 1 项"


def test_what_was_before_stands_before_what_is_now(event):
    assert words_of("event.resized", event, before=12, after=16) == "名额：12 → 16"


def test_codes_days_and_ids_read_as_words(organisation, organiser):
    shown = words_of("membership.granted", organisation, role="coordinator", user=organiser.pk)
    assert shown == "角色：志愿者协调员"
    assert "2027年7月25日" in words_of("organisation.verified", organisation, until="2027-07-25", case=1)
    reviewer = factories.make_user("reviewing", first_name="郑和光")
    assert "郑和光" in words_of("review.assigned", organisation, reviewer=reviewer.pk, case=3)


def test_a_code_that_no_app_has_named_is_not_shown(organisation):
    assert words_of("membership.granted", organisation, role="emperor", nonsense="raw_code") == ""
    assert fact_name(known(), "membership.granted", "nonsense").label == ""


def test_words_cost_the_same_for_few_and_for_many(organisation):
    def queries(count):
        for number in range(count):
            user = factories.make_user(f"reviewer{count}-{number}")
            record("review.assigned", organisation, by="system", at=timezone.now(), reviewer=user.pk, case=1)
        rows = list(Entry.objects.filter(act="review.assigned"))
        with CaptureQueriesContext(connection) as captured:
            assert len(facts_of(rows)) == len(rows)
        return len(captured)

    assert queries(1) == queries(20) == 1
