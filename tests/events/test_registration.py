"""Signing up and cancelling: the rules that always hold, one by one."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from events.errors import DifferentRequest, Full, NoMandate, NotEligible, SignUpClosed
from events.models import Party, Pool, Registration
from events.seating.waiting_list import change_capacity, position
from events.sign_up import registration as registering
from portal.audit.models import Entry
from portal.outbox.models import Message
from portal.timetable.models import Commitment
from tests import factories


def sign_up(event, *people, by, key=None, at=None):
    return registering.sign_up(event=event, people=people, by=by, key=key or uuid.uuid4(), at=at or timezone.now())


def residents(count: int):
    for number in range(count):
        user = factories.make_user(f"r{number}", f"+86139000000{number:02d}")
        factories.make_person(f"居民{number}", user=user)
        yield user


def open_pool(event) -> Pool:
    return event.pools.get(kind="open")


def test_sign_up_takes_a_place_and_writes_everything_that_belongs_to_it(event, resident, father):
    party = sign_up(event, father, by=resident)
    assert party.state == "confirmed"
    assert open_pool(event).taken == 1
    assert party.registrations.get().person == father
    assert Commitment.objects.filter(source="registration", diary=father.diary).count() == 1
    entry = Entry.objects.get(act="party.confirmed")
    assert (entry.actor_id, entry.beneficiary_id) == (resident.pk, father.pk)
    assert "王" not in str(entry.facts)
    assert Message.objects.get(recipient=resident).kind == "registration.confirmed"


def test_whom_to_call_is_the_person_or_whoever_of_their_household_signed_them_up(event, resident, father):
    party = sign_up(event, resident.person, father, by=resident)
    assert [row.phone for row in party.registrations.all()] == ["138 0000 0001"] * 2
    type(father).objects.filter(pk=father.pk).update(contact_phone="051262880000")
    assert Registration.objects.get(person=father).phone == "051262880000"
    stranger = factories.make_person("客人", agent=resident, contact_phone="")
    assert sign_up(event, stranger, by=resident).registrations.get().phone == ""


def test_a_party_is_confirmed_together(event, resident, father):
    party = sign_up(event, resident.person, father, by=resident)
    assert {row.state for row in party.registrations.all()} == {"confirmed"}
    assert open_pool(event).taken == 2


def test_a_party_that_does_not_fit_waits_together_and_a_newcomer_waits_behind_it(
    programme, resident, father, neighbour
):
    event = factories.make_event(programme, capacity=1)
    pair = sign_up(event, resident.person, father, by=resident)
    single = sign_up(event, neighbour.person, by=neighbour)
    assert (pair.state, single.state) == ("waiting", "waiting")
    assert (position(pair), position(single)) == (1, 2)
    assert open_pool(event).taken == 0


def test_from_the_published_time_the_first_party_that_fits_is_taken(programme, resident, father, neighbour):
    event = factories.make_event(programme, capacity=1, fills_from=timezone.now() + timedelta(hours=1))
    sign_up(event, resident.person, father, by=resident)
    late = sign_up(event, neighbour.person, by=neighbour, at=timezone.now() + timedelta(hours=2))
    assert late.state == "confirmed"
    assert Commitment.objects.filter(diary=neighbour.person.diary).exists()


def test_the_same_request_twice_gives_one_party(event, resident):
    key = uuid.uuid4()
    first = sign_up(event, resident.person, by=resident, key=key)
    assert sign_up(event, resident.person, by=resident, key=key) == first
    assert open_pool(event).taken == 1
    assert Message.objects.count() == 1


def test_the_same_request_answers_the_same_even_after_the_event_filled_up(programme, resident, neighbour):
    event = factories.make_event(programme, capacity=1, has_waiting_list=False)
    key = uuid.uuid4()
    first = sign_up(event, resident.person, by=resident, key=key)
    assert sign_up(event, resident.person, by=resident, key=key) == first


def test_a_request_key_with_another_body_is_refused(event, resident, father):
    key = uuid.uuid4()
    sign_up(event, resident.person, by=resident, key=key)
    with pytest.raises(DifferentRequest):
        sign_up(event, father, by=resident, key=key)


def test_the_same_person_is_never_registered_twice(event, resident, father):
    other = factories.make_user("brother", "+8613900000077")
    factories.make_person("王小弟", user=other)
    father.mandates.create(agent=other, relation="father", basis="family", starts_on=timezone.localdate())
    sign_up(event, father, by=resident)
    with pytest.raises(NotEligible) as refused:
        sign_up(event, father, by=other)
    assert refused.value.reason == "already"


def test_nobody_signs_up_people_without_a_mandate(event, father, neighbour):
    with pytest.raises(NoMandate):
        sign_up(event, father, by=neighbour)
    assert not Registration.objects.exists()


def test_an_ended_mandate_gives_no_right(event, resident, father):
    father.mandates.update(starts_on=date(2020, 1, 1), ends_on=timezone.localdate())
    with pytest.raises(NoMandate):
        sign_up(event, father, by=resident)


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        ({"opens_at": timedelta(hours=1)}, "not_open_yet"),
        ({"closes_at": timedelta(hours=-1)}, "closed"),
        ({"needs_sign_up": False}, "no_sign_up"),
    ],
)
def test_outside_the_window_sign_up_is_refused(programme, resident, details, reason):
    at = timezone.now()
    details = {name: at + value if isinstance(value, timedelta) else value for name, value in details.items()}
    event = factories.make_event(programme, **details)
    with pytest.raises(SignUpClosed) as refused:
        sign_up(event, resident.person, by=resident, at=at)
    assert refused.value.reason == reason


def test_full_without_a_waiting_list_is_refused_and_leaves_nothing(programme, resident, neighbour):
    event = factories.make_event(programme, capacity=1, has_waiting_list=False)
    sign_up(event, resident.person, by=resident)
    with pytest.raises(Full):
        sign_up(event, neighbour.person, by=neighbour)
    assert Party.objects.count() == 1


def test_more_people_than_a_party_may_have_are_refused(programme, resident, father):
    event = factories.make_event(programme, max_party_size=1)
    with pytest.raises(NotEligible) as refused:
        sign_up(event, resident.person, father, by=resident)
    assert refused.value.reason == "too_many"


def test_cancelling_gives_the_place_to_the_head_of_the_queue(programme):
    event = factories.make_event(programme, capacity=1)
    holder, second, third = residents(3)
    first = sign_up(event, holder.person, by=holder)
    waiting = [sign_up(event, user.person, by=user) for user in (second, third)]
    registering.cancel(registration=first.registrations.get(), by=holder, at=timezone.now())
    states = [Party.objects.get(pk=party.pk).state for party in waiting]
    assert states == ["confirmed", "waiting"]
    pool = open_pool(event)
    assert (pool.taken, pool.waiting) == (1, 1)
    assert Message.objects.filter(recipient=second, kind="registration.moved_up").count() == 1
    assert not Commitment.objects.filter(diary=holder.person.diary).exists()
    assert Commitment.objects.filter(diary=second.person.diary).exists()


def test_cancelling_twice_gives_back_one_place(programme):
    event = factories.make_event(programme, capacity=2)
    (user,) = residents(1)
    row = sign_up(event, user.person, by=user).registrations.get()
    for _ in range(2):
        registering.cancel(registration=row, by=user, at=timezone.now())
    assert open_pool(event).taken == 0
    assert Message.objects.filter(kind="registration.cancelled").count() == 1


def test_one_of_a_party_cancels_and_the_other_keeps_the_place(event, resident, father):
    party = sign_up(event, resident.person, father, by=resident)
    registering.cancel(registration=party.registrations.get(person=father), by=resident, at=timezone.now())
    party.refresh_from_db()
    assert (party.state, party.size, open_pool(event).taken) == ("confirmed", 1, 1)


def test_cancel_party_cancels_everybody(event, resident, father):
    party = sign_up(event, resident.person, father, by=resident)
    party = registering.cancel_party(party=party, by=resident, at=timezone.now())
    assert party.state == "cancelled"
    assert open_pool(event).taken == 0


def test_a_stranger_cannot_cancel(event, resident, neighbour):
    row = sign_up(event, resident.person, by=resident).registrations.get()
    with pytest.raises(NoMandate):
        registering.cancel(registration=row, by=neighbour, at=timezone.now())
    assert open_pool(event).taken == 1


def test_staff_of_the_organisation_cancels_and_staff_of_another_does_not(event, resident, organiser, other_organiser):
    row = sign_up(event, resident.person, by=resident).registrations.get()
    with pytest.raises(NoMandate):
        registering.cancel(registration=row, by=other_organiser, at=timezone.now())
    registering.cancel(registration=row, by=organiser, at=timezone.now())
    assert Entry.objects.get(act="registration.cancelled").actor_id == organiser.pk


def test_nobody_cancels_what_is_over(event, resident):
    row = sign_up(event, resident.person, by=resident).registrations.get()
    with pytest.raises(SignUpClosed):
        registering.cancel(registration=row, by=resident, at=event.ends_at)


def test_somebody_who_cancelled_can_sign_up_again(event, resident):
    row = sign_up(event, resident.person, by=resident).registrations.get()
    registering.cancel(registration=row, by=resident, at=timezone.now())
    assert sign_up(event, resident.person, by=resident).state == "confirmed"


def test_more_places_go_to_the_queue_and_fewer_than_taken_are_refused(programme, centre_officer):
    event = factories.make_event(programme, capacity=1)
    parties = [sign_up(event, user.person, by=user) for user in residents(3)]
    change_capacity(event, 2, by=centre_officer, at=timezone.now())
    assert [Party.objects.get(pk=party.pk).state for party in parties] == ["confirmed", "confirmed", "waiting"]
    with pytest.raises(Exception, match="too_few_places"):
        change_capacity(event, 1, by=centre_officer, at=timezone.now())


def test_nobody_is_moved_up_once_the_last_session_has_begun(programme):
    event = factories.make_event(programme, capacity=1)
    holder, waiting = residents(2)
    row = sign_up(event, holder.person, by=holder).registrations.get()
    party = sign_up(event, waiting.person, by=waiting)
    registering.cancel(registration=row, by=holder, at=event.starts_at)
    assert Party.objects.get(pk=party.pk).state == "waiting"
