"""A draw gives the places in the order of the seed, once, and anyone can work it out again from what is public."""

import hashlib
import json
import re
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from events.errors import NoDraw, SignUpClosed
from events.models import Ballot, Event, Party
from events.seating.reserves import Reserve, keep
from events.sign_up import ballot
from events.sign_up.registration import cancel, cancel_party, sign_up
from portal.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
SEED = "3 5 2 6 1 4"
WITNESSES = ("周阿婆", "陈师傅")


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def event(programme, room, at):
    made = factories.make_event(programme, room=room, capacity=3, starts_at=at + timedelta(days=5))
    Event.objects.filter(pk=made.pk).update(allocation="ballot", closes_at=at + timedelta(days=1))
    return Event.objects.select_related("programme", "organisation").get(pk=made.pk)


@pytest.fixture
def enter(event, at):
    """Enter parties of these sizes, each made by somebody of their own; return them."""

    def make(*sizes, estate_code="") -> list[Party]:
        made = []
        for size in sizes:
            number = Party.objects.count()
            user = factories.make_user(f"u{number}", f"+86139111{number:05}")
            people = [factories.make_person(f"人{number}", user=user, estate_code=estate_code)]
            people += [
                factories.make_person(f"同行{more}", agent=user, estate_code=estate_code) for more in range(size - 1)
            ]
            made.append(sign_up(event=event, people=people, by=user, key=uuid.uuid4(), at=at))
        return made

    return make


@pytest.fixture
def closed(at):
    return at + timedelta(days=1, minutes=1)


def draw(event, closed, by, **more) -> Ballot:
    return ballot.draw(event, **{"seed": SEED, "witnesses": WITNESSES, "by": by, "at": closed, **more})


def states(parties) -> list[str]:
    return [Party.objects.get(pk=party.pk).state for party in parties]


def test_who_enters_takes_no_place(event, enter):
    (party,) = enter(2)
    pool = event.pools.get()
    assert (party.state, pool.taken, pool.waiting) == ("entered", 0, 0)
    assert party.registrations.order_by("pk").first().reference in Message.objects.get().body


def test_the_order_is_the_seeds_and_not_that_of_coming(event, enter, closed, organiser):
    parties = enter(1, 1, 1, 1, 1, 1)
    draw(event, closed, organiser)
    lots = {party.registrations.get().reference: party for party in parties}
    order = sorted(lots, key=lambda lot: hashlib.sha256(f"{SEED}:{lot}".encode()).hexdigest())
    assert states(lots[lot] for lot in order) == ["confirmed"] * 3 + ["waiting"] * 3
    waiting = [Party.objects.get(pk=lots[lot].pk).ticket for lot in order[3:]]
    assert waiting == sorted(waiting)
    pool = event.pools.get()
    assert (pool.taken, pool.waiting) == (3, 3)


def test_parties_stay_whole_and_a_smaller_one_fits_behind():
    order = [{"size": 2, "reserve": ""}, {"size": 2, "reserve": ""}, {"size": 1, "reserve": ""}]
    assert ballot.allocate(order, {"open": 3}) == ["open", "", "open"]


def test_a_reserve_serves_those_whom_it_is_for_and_then_the_open_places():
    order = [{"size": 1, "reserve": "7"}, {"size": 1, "reserve": "7"}, {"size": 1, "reserve": ""}]
    assert ballot.allocate(order, {"open": 1, "7": 1}) == ["7", "open", ""]


def test_neighbours_are_drawn_into_their_reserve(event, enter, closed, organiser, at):
    keep(event, [Reserve(2, at + timedelta(days=3), ("jinyuan",))], by="test", at=at)
    enter(1, 1, 1)
    enter(1, 1, estate_code="jinyuan")
    draw(event, closed, organiser)
    assert Party.objects.filter(state="confirmed").count() == 5
    assert event.pools.get(kind="estate").taken == 2


def test_nothing_is_drawn_before_the_window_has_closed(event, enter, organiser, at):
    enter(1)
    with pytest.raises(NoDraw):
        draw(event, at + timedelta(hours=23), organiser)
    assert not Ballot.objects.exists()


def test_a_draw_is_never_repeated(event, enter, closed, organiser):
    enter(1, 1)
    draw(event, closed, organiser)
    with pytest.raises(NoDraw):
        draw(event, closed, organiser, seed="another seed")
    assert Ballot.objects.get().seed == SEED


@pytest.mark.parametrize(
    "said",
    [
        {"seed": "12345"},
        {"seed": " " * 20},
        {"seed": "x" * 101},
        {"witnesses": ("甲", "甲")},
        {"witnesses": ("甲", "")},
    ],
)
def test_a_seed_and_two_witnesses_are_needed(event, enter, closed, organiser, said):
    enter(1)
    with pytest.raises(NoDraw):
        draw(event, closed, organiser, **said)
    assert not Ballot.objects.filter(drawn_at__isnull=False).exists()


def test_a_stranger_draws_nothing(event, enter, closed, other_organiser):
    enter(1)
    with pytest.raises(NoDraw):
        draw(event, closed, other_organiser)


def test_once_the_list_is_fixed_nobody_enters(event, enter, closed, at):
    enter(1)
    assert ballot.close_due(closed) == 1
    assert ballot.close_due(closed) == 0
    # A request that began in time and was slow: the list is fixed already.
    with pytest.raises(SignUpClosed):
        enter(1)
    assert len(Ballot.objects.get().entries) == 1


def test_who_withdraws_is_passed_over(event, enter, closed, organiser):
    stays, goes = enter(1, 1)
    ballot.close(event, at=closed)
    cancel_party(party=goes, by=goes.made_by, at=closed)
    drawn = draw(event, closed, organiser)
    assert states([stays, goes]) == ["confirmed", "cancelled"]
    assert sorted(entry["outcome"] for entry in drawn.result) == ["drawn", "withdrawn"]


def test_a_party_keeps_its_lot_when_the_one_it_is_named_after_withdraws(event, enter, closed, organiser):
    (party,) = enter(3)
    ballot.close(event, at=closed)
    first = party.registrations.order_by("pk").select_related("party", "event").first()
    cancel(registration=first, by=party.made_by, at=closed)
    (entry,) = draw(event, closed, organiser).result
    assert (entry["lot"], entry["size"], entry["outcome"]) == (first.reference, 2, "drawn")
    assert event.pools.get().taken == 2


def test_everybody_is_told_what_the_draw_brought(event, enter, closed, organiser):
    enter(1, 1, 1, 1)
    draw(event, closed, organiser)
    kinds = Message.objects.exclude(kind="registration.entered").values_list("kind", flat=True)
    assert sorted(kinds) == ["registration.drawn"] * 3 + ["registration.not_drawn"]


def test_anyone_can_replay_it_with_the_script_of_the_documentation(event, enter, closed, organiser, client, capsys):
    enter(2, 1, 3, 1, 1)
    draw(event, closed, organiser)
    facts = client.get(f"/events/{event.pk}/ballot.json").json()
    (script,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "ballot.md").read_text(), re.DOTALL)
    exec(compile(script, "docs/ballot.md", "exec"), {"facts": facts})
    assert "The result is what the seed gives." in capsys.readouterr().out
    facts["result"][0], facts["result"][1] = facts["result"][1], facts["result"][0]
    with pytest.raises(SystemExit):
        exec(compile(script, "docs/ballot.md", "exec"), {"facts": json.loads(json.dumps(facts))})


def test_the_page_says_who_was_drawn_by_number_and_never_by_name(event, enter, closed, organiser, client):
    parties = enter(1, 1)
    page = client.get(f"/events/{event.pk}/ballot/").content.decode()
    assert parties[0].registrations.get().reference not in page, "the list is public only once it is fixed"
    draw(event, closed, organiser)
    for address in (f"/events/{event.pk}/ballot/", f"/en/events/{event.pk}/ballot/", f"/events/{event.pk}/ballot.json"):
        page = client.get(address).content.decode()
        assert SEED in page
        assert all(party.registrations.get().reference in page for party in parties)
        assert "人0" not in page
    assert client.get("/events/999999/ballot/").status_code == 404


def test_an_event_without_a_ballot_has_no_page(event, client):
    Event.objects.filter(pk=event.pk).update(allocation="first_come")
    assert client.get(f"/events/{event.pk}/ballot/").status_code == 404
    assert client.get(f"/events/{event.pk}/ballot.json").status_code == 404


def test_staff_draw_in_the_admin(event, enter, organiser, client):
    enter(1, 1)
    Event.objects.filter(pk=event.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    client.force_login(organiser)
    address = f"/admin/events/draw/{event.pk}/"
    assert "2" in client.get(address).content.decode()
    refused = client.post(address, {"seed": "12", "first_witness": "甲", "second_witness": "乙"})
    assert (refused.status_code, "6 至 100" in refused.content.decode()) == (422, True)
    assert client.post(address, {"seed": SEED, "first_witness": "甲", "second_witness": "乙"}).status_code == 302
    assert Ballot.objects.get().drawn_by == organiser
