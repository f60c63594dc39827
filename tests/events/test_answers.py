"""Service standards see when something was asked, and the first word on it."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from events.approving import approval
from events.readouts.answers import alerts_asked, sign_ups_asked, wishes_asked, words_asked
from events.sign_up.admission import accept, decline
from events.sign_up.registration import cancel, sign_up
from organisations.readouts.answers import cases_asked
from tests import factories
from tests.events.test_approval import draft, send
from tests.organisations.joining import handed_in, verify


def found(source):
    at = timezone.now()
    return [
        (one.organisation_id, one.answered_at is not None)
        for one in source(at - timedelta(days=1), at + timedelta(days=1))
    ]


@pytest.fixture
def pending(organisation, resident):
    """A sign-up that somebody has to decide on."""
    event = factories.make_event(factories.make_programme(organisation, slug="selective"), allocation="approval")
    return sign_up(event=event, people=[resident.person], by=resident, key=uuid.uuid4(), at=timezone.now())


@pytest.mark.parametrize("act", ["accept", "decline"])
def test_a_sign_up_is_answered_when_somebody_decides(pending, organisation, organiser, act):
    assert found(sign_ups_asked) == [(organisation.pk, False)]
    at = timezone.now()
    if act == "accept":
        accept(pending, by=organiser, at=at)
    else:
        decline(pending, reason="已满", by=organiser, at=at)
    assert found(sign_ups_asked) == [(organisation.pk, True)]


def test_a_sign_up_that_was_taken_back_first_is_left_out(pending, resident):
    cancel(registration=pending.registrations.get(), by=resident, at=timezone.now())
    assert found(sign_ups_asked) == []


@pytest.mark.parametrize("act", ["approve", "return"])
def test_words_are_answered_by_the_home_centre_s_first_word(organisation, organiser, centre, centre_officer, act):
    page = send(draft(organisation), organiser)
    assert found(words_asked) == [(centre.pk, False)]
    seen = page.get_latest_revision()
    if act == "approve":
        approval.approve(page, seen=seen, by=centre_officer, at=timezone.now())
    else:
        approval.return_for_changes(page, comment="请写明材料费", by=centre_officer, at=timezone.now())
    assert found(words_asked) == [(centre.pk, True)]


def test_an_application_is_answered_by_a_move_of_the_staff_and_not_of_its_applicant(centre, centre_officer, outsider):
    case = handed_in(centre, outsider)
    assert found(cases_asked) == [(centre.pk, False)]
    verify(case, centre_officer)
    assert found(cases_asked) == [(centre.pk, True)]


def test_what_residents_say_is_asked_of_their_centre(event, centre):
    factories.make_said(event, centre, "象棋")
    assert found(wishes_asked) == found(alerts_asked) == [(centre.pk, False)]
