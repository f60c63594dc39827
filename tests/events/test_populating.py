"""A portal filled in bulk: as many rows as asked for, the same for the same seed, every rule of the engines kept."""

from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from wagtail.models import Page

from events.models import Category, Event, Pool, ProgrammePage, Registration, Session
from events.permissions import may_act_for
from events.populating import Wanted, populate, words
from events.sign_up import eligibility
from organisations.models import Organisation
from portal.accounts.models import Person
from portal.timetable.models import Commitment

AT = datetime(2027, 3, 10, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SOME = Wanted(residents=60, organisations=3, programmes=25, events=60, registrations=400)


@pytest.fixture
def full(founded):
    return populate(SOME, AT)


def test_as_many_rows_are_made_as_asked_for(full):
    assert full == {"residents": 60, "organisations": 3, "programmes": 25, "events": 60, "registrations": 400}
    counted = [model.objects.count() for model in (Person, Organisation, ProgrammePage, Event, Registration)]
    assert counted == [60, 3, 25, 60, 400]


def test_the_page_tree_is_sound_and_takes_another_page(full):
    assert not any(Page.find_problems())
    parent = Organisation.objects.first().page
    parent.add_child(
        instance=ProgrammePage(title="再来一个", slug="one-more", summary="一句话", category=Category.objects.first())
    )
    assert not any(Page.find_problems())


def test_pages_are_served_and_edited_like_any_other(full, client):
    page = ProgrammePage.objects.first()
    assert client.get(page.get_url()).status_code == 200
    page.title = "改过的标题"
    page.save_revision().publish()
    assert ProgrammePage.objects.get(pk=page.pk).title == "改过的标题"


def test_the_counters_and_queues_are_true(full):
    for pool in Pool.objects.all():
        rows = list(pool.parties.values_list("state", "ticket"))
        waiting = sorted(ticket for state, ticket in rows if state == "waiting")
        assert pool.taken == sum(state == "confirmed" for state, _ticket in rows)
        assert waiting == list(range(1, pool.waiting + 1))
        assert pool.next_ticket == pool.waiting + 1
    assert Pool.objects.filter(waiting__gt=0).exclude(taken=F("capacity")).count() == 0
    assert Pool.objects.filter(waiting__gt=0).exists()


def assert_no_two_sessions_meet_in_a_room():
    in_rooms = Session.objects.exclude(room=None)
    assert in_rooms.exists()
    for session in in_rooms:
        meeting = in_rooms.filter(room=session.room, starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
        assert list(meeting) == [session]
    assert Commitment.objects.filter(source="session").count() == in_rooms.count()


def test_rooms_are_free_and_their_diaries_agree(full):
    assert_no_two_sessions_meet_in_a_room()


def test_everybody_was_signed_up_by_somebody_who_may(full):
    for registration in Registration.objects.select_related("party__made_by", "person", "event"):
        assert may_act_for(registration.party.made_by, [registration.person_id], AT)
        assert eligibility.closed(registration.event, AT) is None


def test_the_same_seed_makes_the_same_words():
    def titles(seed: int) -> list[tuple[str, str]]:
        chance = Random(seed)
        return [words.programme(chance) for _ in range(50)]

    assert titles(1) == titles(1)
    assert titles(1) != titles(2)
    assert len(set(titles(1))) > 45


def test_adding_again_keeps_every_rule(full):
    populate(SOME, AT)
    assert not any(Page.find_problems())
    assert ProgrammePage.objects.count() == 50
    assert Person.objects.count() == 120
    assert_no_two_sessions_meet_in_a_room()


def test_where_short_messages_really_go_out_it_is_refused(settings, db):
    settings.SMS_ALIYUN = {**settings.SMS_ALIYUN, "key_id": "real"}
    with pytest.raises(CommandError, match="really go out"):
        call_command("populate", residents=1)
    assert not Person.objects.exists()
