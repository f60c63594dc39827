"""Offers, reserves, approval, priority days and limits: what each promises, and what each refuses."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from events.errors import NotAllowed, NotEligible, NotPending, OfferOver, RulesRefused, TooFewPlaces
from events.models import Allowance, Event, Party, Registration
from events.planning.fairness import set_rules
from events.seating import offers
from events.seating.reserves import Reserve, keep, release_due
from events.seating.waiting_list import offer_deadline
from events.sign_up import admission
from events.sign_up.registration import cancel_party, sign_up
from organisations.models import Organisation
from portal.outbox.models import Message
from portal.timetable.models import Commitment
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(programme, room):
    return factories.make_event(programme, room=room, capacity=1)


@pytest.fixture
def at():
    return timezone.now()


def rule(event, **rules) -> Event:
    Event.objects.filter(pk=event.pk).update(**rules)
    return Event.objects.select_related("programme", "organisation").get(pk=event.pk)


def join(event, *people, by, at, **more) -> Party:
    return sign_up(event=event, people=people, by=by, key=uuid.uuid4(), at=at, **more)


def lives_in(person, code):
    person.household.estate_code = code
    person.household.save()
    return person


@pytest.fixture
def offered(event, resident, neighbour, at) -> Party:
    """The neighbour's party, offered the place that the resident gave back."""
    event = rule(event, offer_hours=24)
    first = join(event, resident.person, by=resident, at=at)
    party = join(event, neighbour.person, by=neighbour, at=at)
    cancel_party(party=first, by=resident, at=at)
    party.refresh_from_db()
    return party


def test_a_freed_place_is_offered_and_held(offered, event, at):
    assert offered.state == "offered"
    assert offered.registrations.get().state == "offered"
    pool = event.pools.get()
    assert (pool.taken, pool.waiting) == (1, 0)
    assert offered.offer_ends_at > at
    assert not Commitment.objects.filter(source="registration").exists()


def test_a_held_place_is_nobody_elses(offered, event, father, resident, at):
    assert join(rule(event), father, by=resident, at=at).state == "waiting"


def test_accepting_confirms_and_enters_the_diary(offered, neighbour, at):
    offers.accept(offered, by=neighbour, at=at)
    offers.accept(offered, by=neighbour, at=at)
    offered.refresh_from_db()
    assert (offered.state, offered.registrations.get().state) == ("confirmed", "confirmed")
    assert Commitment.objects.filter(diary=neighbour.person.diary).count() == 1
    assert Message.objects.filter(recipient=neighbour, kind="registration.confirmed").count() == 1


def test_an_offer_lapses_to_the_next(offered, event, father, resident, at):
    waiting = join(rule(event), father, by=resident, at=at)
    assert offers.lapse_due(offered.offer_ends_at - timedelta(seconds=1)) == 0
    assert offers.lapse_due(offered.offer_ends_at) == 1
    assert offers.lapse_due(offered.offer_ends_at) == 0
    offered.refresh_from_db()
    waiting.refresh_from_db()
    assert (offered.state, waiting.state) == ("lapsed", "offered")
    assert event.pools.get().taken == 1


def test_after_the_deadline_it_is_too_late_even_before_it_has_lapsed(offered, neighbour):
    with pytest.raises(OfferOver):
        offers.accept(offered, by=neighbour, at=offered.offer_ends_at)


def test_declining_gives_it_to_the_next(offered, neighbour, event, father, resident, at):
    waiting = join(rule(event), father, by=resident, at=at)
    cancel_party(party=offered, by=neighbour, at=at)
    waiting.refresh_from_db()
    assert waiting.state == "offered"


def test_somebody_elses_offer_cannot_be_accepted(offered, resident, client, at):
    client.force_login(resident)
    reference = offered.registrations.get().reference
    assert client.post(f"/me/registrations/{reference}/accept/").status_code == 404
    offered.refresh_from_db()
    assert offered.state == "offered"


def test_one_tap_accepts(offered, neighbour, client):
    client.force_login(neighbour)
    reference = offered.registrations.get().reference
    page = client.get(f"/me/registrations/{reference}/").content.decode()
    assert "确认参加" in page
    assert client.get(f"/me/registrations/{reference}/accept/").status_code == 302
    offered.refresh_from_db()
    assert offered.state == "offered", "looking accepted it"
    client.post(f"/me/registrations/{reference}/accept/")
    offered.refresh_from_db()
    assert offered.state == "confirmed"


@pytest.mark.parametrize(
    ("made", "hours", "ends"),
    [
        # Local time is eight hours ahead: 20:00 there is 12:00 UTC.
        ((1, 2), 4, (1, 6)),  # 10:00 to 14:00
        ((1, 10), 4, (2, 2)),  # 18:00 + 4 is 22:00: the next morning at ten
        ((1, 16), 4, (2, 2)),  # midnight + 4 is 4:00: the same morning at ten
        ((1, 9), 4, (2, 2)),  # 17:00 + 4 is 21:00: the night begins
        ((1, 8), 4, (1, 12)),  # 16:00 to 20:00
    ],
)
def test_nobody_has_to_answer_at_night(event, made, hours, ends):
    far = rule(event, offer_hours=hours)
    far.sessions.update(starts_at=datetime(2026, 6, 1, tzinfo=UTC), ends_at=datetime(2026, 6, 2, tzinfo=UTC))
    day, hour = made
    deadline = offer_deadline(far, datetime(2026, 3, day, hour, tzinfo=UTC))
    assert deadline == datetime(2026, 3, ends[0], ends[1], tzinfo=UTC)


def test_an_offer_ends_when_the_session_begins(event, at):
    soon = rule(event, offer_hours=200)
    assert offer_deadline(soon, at) == soon.starts_at


def reserve(event, places, *estates, at, days=1):
    keep(event, [Reserve(places, at + timedelta(days=days), estates)], by="test", at=at)
    return event.pools.exclude(kind="open").get()


def test_a_reserve_is_for_its_estates_alone(event, resident, neighbour, father, at):
    pool = reserve(event, 1, "jinyuan", at=at)
    assert join(rule(event), neighbour.person, by=neighbour, at=at).pool.kind == "open"
    lives_in(resident.person, "jinyuan")
    party = join(rule(event), resident.person, by=resident, at=at)
    assert (party.state, party.pool_id) == ("confirmed", pool.pk)


def test_everybody_of_a_party_has_to_live_there(event, resident, neighbour, at):
    reserve(event, 2, "jinyuan", at=at)
    stranger = factories.make_person("客人", agent=resident, estate_code="tangyuan")
    lives_in(resident.person, "jinyuan")
    assert join(rule(event), resident.person, stranger, by=resident, at=at).state == "waiting"


def test_the_windows_places_are_taken_by_staff_alone(event, resident, neighbour, centre_officer, at):
    pool = reserve(event, 1, at=at)
    person = factories.make_person("窗口来的", agent=centre_officer)
    with pytest.raises(Exception, match="no_mandate"):
        join(rule(event), resident.person, by=resident, at=at, at_desk=True)
    party = join(rule(event), person, by=centre_officer, at=at, at_desk=True)
    assert party.pool_id == pool.pk


def test_a_released_reserve_goes_to_the_queue_first(event, resident, neighbour, father, at):
    pool = reserve(event, 2, "jinyuan", at=at)
    join(rule(event), neighbour.person, by=neighbour, at=at)
    waiting = join(rule(event), resident.person, father, by=resident, at=at)
    assert waiting.state == "waiting"
    assert release_due(at + timedelta(hours=23)) == 0
    assert release_due(at + timedelta(days=1)) == 1
    assert release_due(at + timedelta(days=1)) == 0
    waiting.refresh_from_db()
    pool.refresh_from_db()
    assert waiting.state == "confirmed"
    assert (pool.capacity, event.pools.get(kind="open").capacity) == (0, 3)


def test_a_freed_place_of_a_reserve_goes_to_a_neighbour_who_waits(event, resident, neighbour, father, at):
    reserve(event, 1, "jinyuan", at=at)
    join(rule(event), neighbour.person, by=neighbour, at=at)
    lives_in(resident.person, "jinyuan")
    first = join(rule(event), resident.person, by=resident, at=at)
    second = join(rule(event), father, by=resident, at=at)
    assert second.state == "waiting"
    cancel_party(party=first, by=resident, at=at)
    second.refresh_from_db()
    assert (second.state, second.pool.kind) == ("confirmed", "estate")


def test_a_reserve_cannot_shrink_below_what_is_taken(event, resident, at):
    pool = reserve(event, 2, "jinyuan", at=at)
    lives_in(resident.person, "jinyuan")
    join(rule(event), resident.person, by=resident, at=at)
    with pytest.raises(TooFewPlaces):
        keep(event, [Reserve(0, at + timedelta(days=1), ("jinyuan",), pool.pk)], by="test", at=at)


@pytest.fixture
def pending(event, resident, father, at) -> Party:
    return join(rule(event, allocation="approval"), resident.person, by=resident, at=at)


def test_awaiting_approval_takes_no_place_and_is_no_waiting_list(pending, event, resident, client):
    pool = event.pools.get()
    assert (pending.state, pool.taken, pool.waiting) == ("pending", 0, 0)
    client.force_login(resident)
    page = client.get(f"/me/registrations/{pending.registrations.get().reference}/").content.decode()
    assert "待审核" in page
    assert "候补" not in page


def test_accepted_is_confirmed_and_told(pending, event, centre_officer, resident, at):
    admission.accept(pending, by=centre_officer, at=at)
    pending.refresh_from_db()
    assert (pending.state, event.pools.get().taken) == ("confirmed", 1)
    assert Message.objects.filter(recipient=resident, kind="registration.accepted").exists()


def test_accepted_when_full_waits(pending, event, father, resident, centre_officer, at):
    second = join(rule(event), father, by=resident, at=at)
    for party in (pending, second):
        admission.accept(party, by=centre_officer, at=at)
    second.refresh_from_db()
    assert (second.state, second.ticket, event.pools.get().waiting) == ("waiting", 1, 1)


def test_declined_reads_why_and_can_ask_again(pending, event, resident, centre_officer, at):
    admission.decline(pending, reason="本次面向零基础学员", by=centre_officer, at=at)
    assert "本次面向零基础学员" in Message.objects.get(recipient=resident, kind="registration.declined").body
    with pytest.raises(NotPending):
        admission.accept(pending, by=centre_officer, at=at)
    assert join(rule(event), resident.person, by=resident, at=at).state == "pending"


def test_a_stranger_decides_nothing(pending, other_organiser, resident, at):
    for act in (admission.accept, lambda *a, **k: admission.decline(*a, reason="x", **k)):
        with pytest.raises(NotAllowed):
            act(pending, by=other_organiser, at=at)
        with pytest.raises(NotAllowed):
            act(pending, by=resident, at=at)


def test_only_for_estates_which_are_named(event, areas, resident, at):
    with translation.override("en"), pytest.raises(NotEligible) as refused:
        join(rule(event, estate_codes=["jinyuan"]), resident.person, by=resident, at=at)
    assert refused.value.reason == "estate"
    assert str(refused.value.sentence) == f"only for residents of {areas['estate'].local_name}"
    lives_in(resident.person, "jinyuan")
    assert join(rule(event), resident.person, by=resident, at=at).state == "confirmed"


def test_in_the_first_days_the_centres_residents_come_first(event, resident, at):
    event = rule(event, priority_until=at + timedelta(days=1))
    with pytest.raises(NotEligible) as refused:
        join(event, resident.person, by=resident, at=at)
    assert refused.value.reason == "priority"
    lives_in(resident.person, "jinyuan")
    assert join(event, resident.person, by=resident, at=at).state == "confirmed"


def test_after_the_first_days_everybody_can(event, resident, at):
    event = rule(event, priority_until=at)
    assert join(event, resident.person, by=resident, at=at).state == "confirmed"


def test_a_household_has_its_limit(event, resident, father, at):
    event = rule(event, max_per_household=1)
    with pytest.raises(NotEligible) as refused:
        join(event, resident.person, father, by=resident, at=at)
    assert refused.value.reason == "household"
    join(event, father, by=resident, at=at)
    with pytest.raises(NotEligible) as refused:
        join(event, resident.person, by=resident, at=at)
    assert refused.value.reason == "household"


def test_an_allowance_is_shared_by_its_events(programme, room, resident, father, at):
    today = timezone.localdate(at)
    allowance = Allowance.objects.create(
        organisation=Organisation.objects.get(page=programme.get_parent()),
        name="冬季限报一项",
        most=1,
        starts_on=today,
        ends_on=today + timedelta(days=30),
    )
    first, second, later = (
        rule(factories.make_event(programme, starts_at=at + timedelta(days=days)), allowance=allowance)
        for days in (3, 5, 40)
    )
    join(first, resident.person, by=resident, at=at)
    with pytest.raises(NotEligible) as refused:
        join(second, resident.person, by=resident, at=at)
    assert (refused.value.reason, "冬季限报一项" in str(refused.value.sentence)) == ("allowance", True)
    assert join(second, father, by=resident, at=at).state == "confirmed"
    assert join(later, resident.person, by=resident, at=at).state == "confirmed"


def test_what_is_given_up_can_be_used_again(programme, room, resident, at):
    today = timezone.localdate(at)
    organisation = Organisation.objects.get(page=programme.get_parent())
    allowance = Allowance.objects.create(
        organisation=organisation, name="限报", most=1, starts_on=today, ends_on=today + timedelta(days=30)
    )
    first, second = (rule(factories.make_event(programme), allowance=allowance) for _number in range(2))
    cancel_party(party=join(first, resident.person, by=resident, at=at), by=resident, at=at)
    assert join(second, resident.person, by=resident, at=at).state == "confirmed"


def test_how_places_are_given_cannot_change_under_people(event, resident, organiser, at):
    join(rule(event), resident.person, by=resident, at=at)
    with pytest.raises(RulesRefused) as refused:
        set_rules(rule(event), {"allocation": "approval"}, by=organiser, at=at)
    assert refused.value.field == "allocation"
    assert rule(event).allocation == "first_come"


def test_a_ballot_needs_an_end_of_sign_up(event, organiser, at):
    with pytest.raises(RulesRefused):
        set_rules(rule(event), {"allocation": "ballot"}, by=organiser, at=at)


def test_a_stranger_sets_no_rules(event, other_organiser, at):
    with pytest.raises(NotAllowed):
        set_rules(rule(event), {"max_party_size": 1}, by=other_organiser, at=at)


def test_the_organiser_sets_rules_and_reserves_in_the_admin(event, organiser, client):
    client.force_login(organiser)
    address = f"/admin/events/rules/{event.pk}/"
    assert client.get(address).status_code == 200
    said = {
        "allocation": "approval",
        "max_party_size": "2",
        "has_waiting_list": "on",
        "offer_hours": "24",
        "reserves-TOTAL_FORMS": "1",
        "reserves-INITIAL_FORMS": "0",
        "reserves-0-capacity": "3",
        "reserves-0-estate_codes": ["jinyuan"],
        "reserves-0-releases_at": timezone.localtime(event.starts_at - timedelta(days=1)).strftime("%Y-%m-%d %H:%M"),
    }
    answer = client.post(address, said)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    changed = rule(event)
    assert (changed.allocation, changed.max_party_size, changed.offer_hours) == ("approval", 2, 24)
    pool = event.pools.get(kind="estate")
    assert (pool.capacity, pool.estate_codes) == (3, ["jinyuan"])


def test_staff_decide_in_the_list(pending, event, centre_officer, client):
    client.force_login(centre_officer)
    row = Registration.objects.get(party=pending)
    assert f"/admin/sign_ups/decide/{row.pk}/" in client.get(f"/admin/sign_ups/?event={event.pk}").content.decode()
    assert client.post(f"/admin/sign_ups/decide/{row.pk}/", {"decline": "1"}).status_code == 422
    client.post(f"/admin/sign_ups/decide/{row.pk}/", {"accept": "1"})
    pending.refresh_from_db()
    assert pending.state == "confirmed"
