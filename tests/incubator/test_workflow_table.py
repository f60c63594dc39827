"""The workflow's table alone decides: every role × state × move of an application is tried and compared with it."""

from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from incubator.assigning import assign
from incubator.models import Base
from portal.cases.errors import NotNow, NotReady, NotYours, ReasonMissing
from portal.cases.models import Case
from portal.cases.moving import Given, move_case
from tests import factories
from tests.incubator.applications import ANSWERS, appoint, under_review

pytestmark = pytest.mark.django_db
ENOUGH = Given(reason="原因", defects={"name": "请改"}, answers={"opinion": "take"})


class Undone(Exception):
    """Takes a try back."""


def outcome(case: Case, key: str, who: Any) -> str:
    """Try a move and take it back; return the state it led to, or what refused it."""
    try:
        with transaction.atomic():
            found = move_case(case, key, seen=case.step, given=ENOUGH, by=who, at=timezone.now()).state
            raise Undone
    except Undone:
        return found
    except (NotYours, NotNow) as refusal:
        return refusal.reason
    except (NotReady, ReasonMissing):
        return "guarded"


def put_into(case: Case, key: str) -> Case:
    """Set the case down in a state, as if it had come there; what a test may do and nobody else."""
    where = case.plan.state(key)
    ended = timezone.now() if where.phase == "closed" else None
    due_on = timezone.localdate() if where.days else None
    Case.objects.filter(pk=case.pk).update(state=key, phase=where.phase, closed_at=ended, due_on=due_on)
    return Case.objects.select_related("workflow").get(pk=case.pk)


@pytest.fixture
def people(call, operator, areas) -> dict[str, tuple[Any, set[str]]]:
    """Everybody who could try, each with the roles that they have in an application to the call."""
    district = factories.make_organisation("district", "园区主管部门", kind="authority", area=areas["district"])
    Base.objects.filter(pk=call.base_id).update(overseen_by=district)
    call.refresh_from_db()
    authority = factories.make_user("authority", is_staff=True)
    factories.make_member(authority, district, "officer")
    elsewhere = factories.make_user("elsewhere", is_staff=True)
    factories.make_member(
        elsewhere, factories.make_organisation("else", "别处", kind="social", area=areas["committee"]), "officer"
    )
    return {
        "second writer": (factories.make_user("second_writer"), {"applicant"}),
        "operator": (operator, {"operator"}),
        "authority": (authority, {"authority"}),
        "reviewer": (appoint(call.base, "judge"), set()),
        "officer of another base": (elsewhere, set()),
        "stranger": (factories.make_user("stranger"), set()),
        "clock": ("system", {"system"}),
    }


def test_every_role_state_and_move_is_as_the_table_says(call, people):
    application = under_review(call, "team", **ANSWERS)
    case, at = application.case, timezone.now()
    assign(application, people["reviewer"][0], by=factories.SYSTEM, at=at)
    case.editors.create(user=people["second writer"][0], added_at=at)
    people["submitter"] = (case.editors.get(is_submitter=True).user, {"submitter", "applicant"})
    plan, wrong, tried, moved = case.plan, [], 0, set()
    for where in plan.states:
        here = put_into(case, where.id)
        keys = [row.id for row in plan.moves] + [state.id for state in plan.states] + ["no_such_move"]
        for (name, (who, roles)), key in product(people.items(), dict.fromkeys(keys)):
            row, found = plan.move(key), outcome(here, key, who)
            tried += 1
            if not roles or (row and not roles & set(row.roles)):
                expected = {"not_yours"}
            elif row is None or where.id not in row.sources:
                expected = {"not_now"}
            else:
                is_held_back = row.guards or row.effects or row.does in ("submit", "correct")
                expected = {row.target, *(["guarded"] if is_held_back else [])}
                moved.add(key) if found == row.target else None
            if found not in expected:
                wrong.append((name, where.id, key, found))
    assert wrong == []
    assert tried > 1500
    assert {"return", "exclude", "withdraw"} <= moved
