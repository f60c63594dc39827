"""Staff who run an event cancel in somebody's stead, and that person reads why."""

import uuid

import pytest
from django.utils import timezone

from events.errors import NotAllowed
from events.sign_up.registration import sign_up
from events.sign_up.serving import cancel_for
from portal.audit.models import Entry
from portal.outbox.models import Message


@pytest.fixture
def registration(event, resident):
    party = sign_up(event=event, people=[resident.person], by=resident, key=uuid.uuid4(), at=timezone.now())
    return party.registrations.get()


def cancel(registration, by):
    return cancel_for(registration, reason="场地改为亲子专场", by=by, at=timezone.now())


@pytest.mark.parametrize("who", ["organiser", "centre_officer"])
def test_staff_cancel_with_a_reason_that_is_told_once(who, registration, resident, request):
    user = request.getfixturevalue(who)
    cancelled = cancel(registration, user)
    registration.refresh_from_db()
    cancel(registration, user)
    assert cancelled.state == "cancelled"
    told = Message.objects.get(kind="registration.cancelled_by_staff")
    assert (told.recipient, told.body) == (resident, "场地改为亲子专场")
    entry = Entry.objects.get(act="registration.cancelled_by_staff")
    assert (entry.actor_id, entry.beneficiary_id) == (user.pk, resident.person.pk)
    assert "亲子" not in str(entry.facts)


def test_staff_of_another_organisation_and_the_public_cannot(registration, other_organiser, neighbour):
    for user in (other_organiser, neighbour):
        with pytest.raises(NotAllowed):
            cancel(registration, user)
