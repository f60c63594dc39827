"""Who holds what on a day, who may record it, when it ends, and what it opens."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from events.errors import NotAllowed, NotEligible, QualificationRefused
from events.learning import qualifications
from events.learning.qualifications import lasts_until, record_paper, remind_expiring, renew, withdraw
from events.models import Qualification, QualificationKind
from events.sign_up import eligibility
from events.sign_up.registration import sign_up
from portal.proofs.states import ProofState, Why
from portal.questions.errors import FileRefused
from portal.questions.models import AnswerFile
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now
PDF = b"%PDF-1.4\n%%EOF"


def today():
    return timezone.localdate()


@pytest.fixture
def kind(founded):
    return QualificationKind.objects.get(code="first_aid")


@pytest.fixture
def details(kind):
    return {
        "kind": kind,
        "issuer": "红十字会",
        "issuer_en": "Red Cross",
        "number": "A-1",
        "obtained_on": today() - timedelta(days=300),
        "valid_until": today() + timedelta(days=30),
    }


@pytest.fixture
def held(resident, organisation, organiser, details):
    return record_paper(resident.person, organisation, details=details, scan=None, by=organiser, at=NOW())


@pytest.fixture
def earned(resident, organisation, kind):
    """One that was earned here, with its proof."""
    row = Qualification.objects.create(
        person=resident.person,
        kind=kind,
        organisation=organisation,
        issuer="惠悦服务中心",
        obtained_on=today(),
        valid_until=lasts_until(kind, today()),
        checked_at=NOW(),
    )
    qualifications._certify(row, {}, by="test", at=NOW())
    return row


def test_the_last_day_is_the_day_before_the_same_date(kind):
    kind.months = 36
    assert lasts_until(kind, date(2026, 11, 25)) == date(2029, 11, 24)
    assert lasts_until(kind, date(2024, 2, 29)) == date(2027, 2, 27)
    kind.months = None
    assert lasts_until(kind, date(2026, 11, 25)) is None


def test_it_is_held_from_the_first_day_to_the_last(held):
    for day, is_held in (
        (held.obtained_on - timedelta(days=1), False),
        (held.obtained_on, True),
        (held.valid_until, True),
        (held.valid_until + timedelta(days=1), False),
    ):
        assert Qualification.objects.held_on(day).of(held.person).exists() == is_held
        assert held.is_held_on(day) == is_held


def test_a_paper_is_recorded_by_staff_alone_and_its_scan_is_private(
    resident, organisation, organiser, details, outsider
):
    scan = SimpleUploadedFile("证书.pdf", PDF, content_type="application/pdf")
    held = record_paper(resident.person, organisation, details=details, scan=scan, by=organiser, at=NOW())
    assert held.scan.is_claimed
    assert held.checked_by == organiser
    with pytest.raises(NotAllowed):
        record_paper(resident.person, organisation, details=details, scan=None, by=outsider, at=NOW())


def test_a_scan_that_is_none_is_refused_and_nothing_is_kept(resident, organisation, organiser, details):
    scan = SimpleUploadedFile("证书.pdf", b"<html>", content_type="application/pdf")
    with pytest.raises(FileRefused):
        record_paper(resident.person, organisation, details=details, scan=scan, by=organiser, at=NOW())
    assert not Qualification.objects.exists()
    assert not AnswerFile.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"), [("obtained_on", timedelta(days=1)), ("valid_until", timedelta(days=-400))]
)
def test_days_that_cannot_be_are_refused_at_their_field(resident, organisation, organiser, details, field, value):
    details[field] = today() + value
    with pytest.raises(QualificationRefused) as refused:
        record_paper(resident.person, organisation, details=details, scan=None, by=organiser, at=NOW())
    assert refused.value.field == field


def test_renewing_makes_a_new_one_with_a_new_proof(earned, organiser):
    until = earned.valid_until + timedelta(days=365)
    newer = renew(earned, valid_until=until, by=organiser, at=NOW())
    assert (newer.renews, newer.valid_until) == (earned, until)
    assert newer.proof.valid_until == until
    assert newer.proof != earned.proof
    with pytest.raises(QualificationRefused):
        renew(earned, valid_until=until, by=organiser, at=NOW())


def test_a_renewal_ends_later_than_before(earned, organiser, other_organiser):
    with pytest.raises(QualificationRefused) as refused:
        renew(earned, valid_until=earned.valid_until, by=organiser, at=NOW())
    assert refused.value.field == "valid_until"
    with pytest.raises(NotAllowed):
        renew(earned, valid_until=None, by=other_organiser, at=NOW())


def test_withdrawing_revokes_the_proof_and_tells_the_holder(earned, organiser, other_organiser, resident):
    with pytest.raises(NotAllowed):
        withdraw(earned, why=Why.WITHDRAWN, note="", by=other_organiser, at=NOW())
    withdraw(earned, why=Why.WITHDRAWN, note="请联系我们", by=organiser, at=NOW())
    withdraw(earned, why=Why.MISTAKE, note="", by=organiser, at=NOW())
    earned.proof.refresh_from_db()
    assert (earned.proof.state, earned.proof.why) == (ProofState.REVOKED, Why.WITHDRAWN)
    assert resident.inbox.filter(kind="proof.revoked").count() == 1
    assert not Qualification.objects.held_on(today()).exists()


def test_whoever_holds_what_ends_soon_is_reminded_once(held, resident):
    assert remind_expiring(NOW()) == 1
    assert remind_expiring(NOW()) == 0
    assert "急救员证" in resident.inbox.get(kind="qualification.expiring").subject


def test_nobody_is_reminded_of_what_is_renewed_or_far_away(held, organiser, earned, resident):
    renew(held, valid_until=today() + timedelta(days=400), by=organiser, at=NOW())
    assert remind_expiring(NOW()) == 0


@pytest.fixture
def workshop(programme, kind):
    return factories.make_event(programme, requires=kind)


def join(event, user):
    return sign_up(event=event, people=[user.person], by=user, key=uuid.uuid4(), at=NOW())


def test_what_needs_a_qualification_is_for_its_holders(workshop, held, resident, neighbour):
    assert join(workshop, resident).state == "confirmed"
    with pytest.raises(NotEligible) as refused:
        join(workshop, neighbour)
    assert refused.value.reason == "qualification"
    assert "急救员证" in refused.value.sentence


def test_it_has_to_be_held_on_the_day_itself(programme, kind, held, resident):
    later = factories.make_event(programme, requires=kind, starts_at=NOW() + timedelta(days=40))
    assert eligibility.refusal(later, resident.person, NOW()).reason == "qualification"


def test_one_look_says_who_of_many_holds_it(workshop, held, resident, neighbour, django_assert_num_queries):
    people = [resident.person, neighbour.person]
    with django_assert_num_queries(3):
        assert set(eligibility.refusals(workshop, people, NOW())) == {neighbour.person.pk}


def test_the_sign_up_page_says_why(client, workshop, neighbour):
    client.force_login(neighbour, backend="django.contrib.auth.backends.ModelBackend")
    assert "急救员证" in client.get(f"/events/{workshop.pk}/register/").content.decode()
