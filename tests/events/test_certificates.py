"""Whoever came often enough gets a certificate when the event is over, by one tap or from staff; corrections follow."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.door.check_in import Mark, mark_all
from events.errors import NoCertificate, NotAllowed, RulesRefused
from events.learning import certificates
from events.learning.certificates import certify, certify_all, needed, set_rule
from events.models import Event
from events.readouts.certificates import to_take
from events.sign_up.registration import sign_up
from events.states import AttendanceState, Certified
from portal.proofs.models import Proof
from portal.proofs.states import ProofState, Why
from tests import factories

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def course(programme):
    """Five weekly sessions of an hour and a half, the first in three days."""
    return factories.make_event(programme, sessions=5, label="周六班")


@pytest.fixture
def after(course):
    """A moment the day after the last session."""
    return course.ends_at + timedelta(days=1)


@pytest.fixture
def join(course):
    def join(person, user):
        return sign_up(event=course, people=[person], by=user, key=uuid.uuid4(), at=timezone.now()).registrations.get()

    return join


@pytest.fixture
def row(join, resident):
    return join(resident.person, resident)


def come(registration, count, organiser, says=AttendanceState.PRESENT):
    """Mark somebody in the first so many sessions, each on its day."""
    for session in registration.event.sessions.order_by("starts_at")[:count]:
        mark(registration, session, organiser, says, session.starts_at)


def mark(registration, session, by, says, at):
    mark_all(session, [Mark(registration.reference, says, uuid.uuid4(), "search", at)], by=by, at=at)


@pytest.mark.parametrize(
    ("certified", "some", "held", "expected"),
    [
        (Certified.MOST, None, 5, 4),
        (Certified.MOST, None, 1, 1),
        (Certified.MOST, None, 10, 8),
        (Certified.MOST, None, 4, 4),
        (Certified.ALL, None, 5, 5),
        (Certified.SOME, 2, 5, 2),
        (Certified.SOME, 9, 5, 5),
        (Certified.NOBODY, None, 5, None),
        (Certified.MOST, None, 0, None),
    ],
)
def test_the_rule_says_how_often_one_has_to_come(certified, some, held, expected):
    assert needed(Event(certified=certified, certified_sessions=some), held) == expected


def test_whoever_came_often_enough_is_certified_after_the_end(row, resident, organiser, after):
    come(row, 4, organiser)
    proof = certify(row, by=resident, at=after)
    told = {one["name"]: one["value"] for one in proof.content["fields"]}
    assert told["holder"]["zh-hans"] == "王小英"
    assert told["sessions"] == {"zh-hans": "共 5 次，参加 4 次", "en": "4 of 5"}
    assert told["hours"]["en"] == "6 h"
    assert told["issuer"]["zh-hans"] == "惠悦服务中心"
    assert proof.organisation_id == row.event.organisation_id
    assert certify(row, by=resident, at=after) == proof


def test_not_before_the_end_and_not_for_too_few_sessions(row, resident, organiser, after):
    come(row, 3, organiser)
    with pytest.raises(NoCertificate) as early:
        certify(row, by=resident, at=row.event.starts_at)
    assert early.value.reason == "not_over"
    with pytest.raises(NoCertificate) as few:
        certify(row, by=resident, at=after)
    assert few.value.reason == "too_few"
    assert "4" in few.value.sentence


def test_a_stranger_cannot_take_it(row, neighbour, other_organiser, organiser, after):
    come(row, 5, organiser)
    for stranger in (neighbour, other_organiser):
        with pytest.raises(NotAllowed):
            certify(row, by=stranger, at=after)
        with pytest.raises(NotAllowed):
            certify_all(row.event, by=stranger, at=after)


def test_staff_issue_for_all_at_once_and_again_only_for_those_who_lack_one(
    row, join, neighbour, father, resident, organiser, after
):
    others = [join(neighbour.person, neighbour), join(father, resident)]
    come(row, 5, organiser)
    come(others[0], 4, organiser)
    come(others[1], 2, organiser)
    certify(row, by=resident, at=after)
    issued = certify_all(row.event, by=organiser, at=after)
    assert (issued.new, issued.known, issued.too_few) == (1, 1, 1)
    issued = certify_all(row.event, by=organiser, at=after)
    assert (issued.new, issued.known) == (0, 2)


def test_a_corrected_attendance_revokes_what_it_makes_wrong(row, resident, organiser, after):
    come(row, 4, organiser)
    proof = certify(row, by=resident, at=after)
    mark(row, row.event.sessions.order_by("starts_at").first(), organiser, AttendanceState.ABSENT, after)
    proof.refresh_from_db()
    assert (proof.state, proof.why) == (ProofState.REVOKED, Why.CORRECTED)
    assert resident.inbox.filter(kind="proof.revoked").count() == 1


def test_a_correction_that_leaves_enough_replaces_the_certificate(row, resident, organiser, after):
    come(row, 4, organiser)
    proof = certify(row, by=resident, at=after)
    mark(row, row.event.sessions.order_by("starts_at").last(), organiser, AttendanceState.PRESENT, after)
    proof.refresh_from_db()
    newer = proof.replaced_by
    assert next(one["value"]["en"] for one in newer.content["fields"] if one["name"] == "hours") == "7.5 h"
    assert Proof.objects.in_force().get() == newer


def test_a_mark_that_changes_nothing_leaves_the_certificate(row, resident, organiser, after):
    come(row, 5, organiser)
    proof = certify(row, by=resident, at=after)
    mark(row, row.event.sessions.first(), organiser, AttendanceState.PRESENT, after)
    mark(row, row.event.sessions.first(), organiser, AttendanceState.LATE, after)
    proof.refresh_from_db()
    assert proof.state == ProofState.ISSUED


def test_the_rule_is_set_by_staff_and_says_a_number_that_there_is(course, organiser, other_organiser):
    changed = set_rule(course, certified="some", sessions=3, by=organiser, at=timezone.now())
    assert (changed.certified, changed.certified_sessions) == ("some", 3)
    for number in (None, 0, 6):
        with pytest.raises(RulesRefused):
            set_rule(course, certified="some", sessions=number, by=organiser, at=timezone.now())
    with pytest.raises(NotAllowed):
        set_rule(course, certified="all", sessions=None, by=other_organiser, at=timezone.now())
    assert set_rule(course, certified="all", sessions=3, by=organiser, at=timezone.now()).certified_sessions is None


def test_what_is_earned_waits_to_be_taken_on_my_page(row, resident, father, join, organiser, after, neighbour):
    fathers = join(father, resident)
    come(row, 5, organiser)
    come(fathers, 4, organiser)
    offered = {offer.reference for offer in to_take(resident, after)}
    assert offered == {row.reference, fathers.reference}
    assert to_take(resident, row.event.starts_at) == []
    assert to_take(neighbour, after) == []
    certify(row, by=resident, at=after)
    assert [offer.reference for offer in to_take(resident, after)] == [fathers.reference]


def test_offers_take_as_many_queries_for_four_as_for_one(row, resident, father, join, organiser, after, programme):
    come(row, 5, organiser)
    to_take(resident, after)
    with CaptureQueriesContext(connection) as one:
        to_take(resident, after)
    come(join(father, resident), 5, organiser)
    with CaptureQueriesContext(connection) as two:
        assert len(to_take(resident, after)) == 2
    assert len(one) == len(two)


def test_one_tap_takes_it_and_leads_to_the_proof(client, row, resident, organiser, after, monkeypatch):
    come(row, 5, organiser)
    monkeypatch.setattr(timezone, "now", lambda: after)
    client.force_login(resident, backend=BACKEND)
    assert f"/me/registrations/{row.reference}/certificate/" in client.get("/me/").content.decode()
    address = f"/me/registrations/{row.reference}/certificate/"
    assert address in client.get(f"/me/registrations/{row.reference}/").content.decode()
    answer = client.post(address)
    proof = Proof.objects.get()
    assert answer["Location"] == f"/me/proofs/{proof.number}/"
    assert f"/me/proofs/{proof.number}/" in client.get(f"/me/registrations/{row.reference}/").content.decode()
    assert client.get(address).status_code == 405


def test_one_tap_by_a_stranger_finds_nothing(client, row, neighbour, organiser, after, monkeypatch):
    come(row, 5, organiser)
    monkeypatch.setattr(timezone, "now", lambda: after)
    client.force_login(neighbour, backend=BACKEND)
    assert client.post(f"/me/registrations/{row.reference}/certificate/").status_code == 404
    assert not Proof.objects.exists()


def test_one_tap_too_early_says_why(client, row, resident):
    client.force_login(resident, backend=BACKEND)
    answer = client.post(f"/me/registrations/{row.reference}/certificate/", follow=True)
    assert "活动结束后才能开具" in answer.content.decode()


def test_the_fact_is_named_by_the_sign_up(row):
    assert certificates.subject_of(row.pk) == f"attendance:{row.pk}"
