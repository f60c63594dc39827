"""Nothing that is posted sets a state, a score or a base: every form takes its own fields and does the same without."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import DateTimeField, UUIDField

from incubator.applying import apply
from incubator.assigning import assign
from incubator.models import Appointment, Base
from incubator.objecting import found_objections
from portal.cases.models import Case
from tests import factories
from tests.incubator.applications import FULL, appoint, under_review
from tests.incubator.deciding import listed, noticed, running
from tests.incubator.posting import boxes

pytestmark = pytest.mark.django_db
HOSTILE = {"state": "accepted", "phase": "closed", "role": "officer", "total": "100", "step": "99", "kind": "objection"}


class Undone(Exception):
    """Takes a try back."""


def watched() -> list[Any]:
    return [*apps.get_app_config("incubator").get_models(), Case]


def rows(known: dict[str, set[int]]) -> dict[str, list[dict[str, Any]]]:
    """Return what the incubator's tables hold, without moments and keys of rows that a try made."""
    found: dict[str, list[dict[str, Any]]] = {}
    for model in watched():
        if model._meta.label == "incubator.IntakePage":
            continue
        fields = [one for one in model._meta.concrete_fields if not isinstance(one, DateTimeField | UUIDField)]
        lines = []
        for row in model._base_manager.order_by("pk"):
            line = {one.attname: getattr(row, one.attname) for one in fields if one.name != "reference"}
            for one in fields:
                label = one.remote_field.model._meta.label if one.remote_field else ""
                is_new = label in known and line.get(one.attname) not in known[label]
                if (one.primary_key and row.pk not in known[model._meta.label]) or (is_new and line[one.attname]):
                    line[one.attname] = "new"
            lines.append(line)
        found[model._meta.label] = lines
    return found


def keys() -> dict[str, set[int]]:
    return {model._meta.label: set(model._base_manager.values_list("pk", flat=True)) for model in watched()}


def hostile(given: dict[str, Any], page: str, other: int) -> dict[str, Any]:
    """Return every field of the incubator's tables that the page does not ask for, bare and with its prefixes."""
    asked = {*given, *re.findall(r'name="([^"]+)"', page)}
    assert asked.isdisjoint({"state", "phase", "total", "intake"})
    names = {name for model in watched() for one in model._meta.concrete_fields for name in (one.name, one.attname)}
    prefixes = {"", *(re.match(r"(form-\d+-|\w+-)", key)[0] for key in given if "-" in key)}
    posted = {f"{prefix}{name}": HOSTILE.get(name, str(other)) for prefix in prefixes for name in names}
    return {key: value for key, value in posted.items() if key not in asked}


def tried(client: Any, address: str, given: dict[str, Any], known: dict[str, set[int]]) -> tuple[int, Any]:
    try:
        with transaction.atomic():
            status = client.post(address, given).status_code
            after = rows(known)
            raise Undone
    except Undone:
        return status, after


@pytest.fixture
def scene(call, operator, at, client) -> Callable[[str], tuple[str, Callable[[], dict[str, Any]]]]:
    """Set the scene for an act; return its address and a maker of what a browser posts, files anew each time."""

    def draft() -> tuple[str, Any]:
        writer = factories.make_user("writer")
        case = apply(intake=call, track=call.tracks.first(), applicant_kind="team", by=writer, at=at).case
        client.force_login(writer)
        address = f"/me/cases/{case.reference}/write/"
        return address, lambda: {**boxes(client.get(address)), "answers-name": "暖邻", "act": "save"}

    def application() -> tuple[str, Any]:
        client.force_login(factories.make_user("writer"))
        track = call.tracks.first().pk
        return f"/incubator/calls/{call.code}/apply/", lambda: {"track": track, "applicant_kind": "team"}

    def review() -> Any:
        reviewer = appoint(call.base, "judge")
        made = assign(under_review(call, "team"), reviewer, by=operator, at=at)
        client.force_login(reviewer)
        return made

    def scoring(act: str) -> tuple[str, Any]:
        made = review()
        scores = {f"score-{key}": str(score) for key, score in FULL.scores.items()}
        given = {"seen": made.revision_id, "comment": "好", **scores, "act": act}
        return f"/incubator/reviews/{made.pk}/", lambda: given

    def stepping_back() -> tuple[str, Any]:
        return f"/incubator/reviews/{review().pk}/recuse/", lambda: {"reason": "认识"}

    def checking() -> tuple[str, Any]:
        case = under_review(call, "team").case
        Case.objects.filter(pk=case.pk).update(state="checking")
        given = {"act": "move:return", "return-step": case.step, "fault": "name", "sentence-name": "请改"}
        return f"/admin/cases/case/{case.pk}/", lambda: given

    def assigning() -> tuple[str, Any]:
        reviewer, found = appoint(call.base, "judge"), under_review(call, "team")
        return f"/admin/reviews/show/{found.pk}/", lambda: {"assign": reviewer.pk}

    def ranking(act: str) -> tuple[str, Any]:
        [found] = listed(call, operator, {"first": "accept"}).values()
        given = {f"verdict-{found.pk}": "accept", f"reason-{found.pk}": "好", f"rank-{found.pk}": "1", "act": act}
        given["seen"] = found.line.proposal.step
        return f"/admin/deciding/list/{call.pk}/", lambda: given

    def details() -> tuple[str, Any]:
        address = f"/admin/incubator-calls/details/{call.pk}/"
        return address, lambda: {**boxes(client.get(address)), "place_count": "5", "amendment": "多了几个位子"}

    def appointing() -> tuple[str, Any]:
        made = Appointment.objects.get(user=appoint(call.base, "judge"))
        address = f"/admin/appointments/edit/{made.pk}/"
        return address, lambda: {**boxes(client.get(address)), "employer": "大学"}

    def noting() -> tuple[str, Any]:
        placement = running(call, operator)
        given = {"act": "note:", "note-kind": "training", "note-on": "2026-01-05", "note-words": "辅导"}
        return f"/admin/placements/show/{placement.pk}/", lambda: given

    def extending() -> tuple[str, Any]:
        placement = running(call, operator)
        until = str(placement.ends_on + timedelta(days=30))
        given = {"act": "extend:", "extend-until": until, "extend-reason": "疫情"}
        return f"/admin/placements/show/{placement.pk}/", lambda: given

    def reporting() -> tuple[str, Any]:
        placement = running(call, operator)
        milestone = placement.milestones.first()
        client.force_login(placement.application.case.editors.get().user)
        given = {"answers-done": "走访", "answers-people": "42"}
        return f"/incubator/placements/{placement.pk}/milestones/{milestone.pk}/", lambda: given

    def objecting() -> tuple[str, Any]:
        found_objections()
        notice, _found = noticed(call, operator, {"first": "accept"})
        client.force_login(factories.make_user("objector"))
        return f"/incubator/notices/{notice.pk}/object/", lambda: {"about": "list"}

    scenes = {
        **{"draft": draft, "application": application, "stepping back": stepping_back, "checking": checking},
        **{"review kept": lambda: scoring("save"), "review handed in": lambda: scoring("submit")},
        **{"list kept": lambda: ranking("save:"), "list handed over": lambda: ranking("hand_over:")},
        **{"assigning": assigning, "details": details, "appointing": appointing, "noting": noting},
        **{"extending": extending, "reporting": reporting, "objecting": objecting},
    }
    client.force_login(operator)
    return lambda name: scenes[name]()


@pytest.mark.parametrize(
    "act",
    [
        *("draft", "application", "review kept", "review handed in", "stepping back", "checking", "assigning"),
        *("list kept", "list handed over", "details", "appointing", "noting", "extending", "reporting", "objecting"),
    ],
)
def test_more_fields_than_a_form_has_do_nothing(scene, client, act, call):
    address, given = scene(act)
    known = keys()
    before = rows(known)
    plain, extra, page = given(), given(), client.get(address).content.decode()
    other = Base.objects.exclude(pk=call.base_id).first().pk
    status, expected = tried(client, address, plain, known)
    assert status == 302
    assert expected != before, "the act itself does something"
    assert tried(client, address, {**hostile(extra, page, other), **extra}, known) == (status, expected)
