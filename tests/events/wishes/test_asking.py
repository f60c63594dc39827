"""Residents ask, join in and take back: one voice an account, nobody named, nothing public before the centre looked."""

from datetime import timedelta

import pytest

from events.errors import WishRefused
from events.models import Wish, WishReport, WishVoice
from events.wishes import answering, asking
from portal.audit.models import Entry
from tests import factories


def test_a_wish_begins_unseen_with_the_voice_of_whoever_asked(ask, resident):
    resident.person.household.estate_code = "jinyuan"
    resident.person.household.save()
    wish = ask()
    assert wish.state == "new"
    assert not Wish.objects.public().exists()
    voice = wish.voices.get()
    assert (voice.user, voice.estate_code, voice.is_first) == (resident, "jinyuan", True)
    entry = Entry.objects.get(act="wish.made")
    assert "手机" not in str(entry.facts)


def test_asking_twice_for_the_same_is_one_wish(ask):
    assert ask().pk == ask().pk
    assert Wish.objects.count() == 1


@pytest.mark.parametrize("text", ["找王阿姨 13912345678", "0512 6288 1234 打我", "写给 a@b.cn"])
def test_a_number_or_an_address_is_refused_where_it_stands(ask, text):
    with pytest.raises(WishRefused) as title:
        ask(text)
    with pytest.raises(WishRefused) as detail:
        ask(detail=text)
    assert (title.value.field, detail.value.field) == ("title", "detail")
    assert not Wish.objects.exists()


def test_a_wish_goes_to_an_active_centre_and_to_nobody_else(ask, organisation, centre):
    with pytest.raises(WishRefused) as refused:
        ask(centre=organisation)
    centre.state = "suspended"
    with pytest.raises(WishRefused):
        ask(centre=centre)
    assert refused.value.field == "centre"


def test_at_most_three_a_day_and_five_unsettled(ask, at):
    for number in range(3):
        ask(f"心愿{number}")
    with pytest.raises(WishRefused) as today:
        ask("第四个")
    for number in (3, 4):
        ask(f"心愿{number}", at=at + timedelta(days=1))
    with pytest.raises(WishRefused) as open_ones:
        ask("第六个", at=at + timedelta(days=2))
    assert (today.value.reason, open_ones.value.reason) == ("too_many_today", "too_many")
    Wish.objects.filter(title="心愿0").update(state="declined")
    ask("第六个", at=at + timedelta(days=2))


def test_neighbours_join_in_once_each(shown, neighbour, at):
    asking.second(shown, by=neighbour, at=at)
    asking.second(shown, by=neighbour, at=at)
    assert shown.voices.count() == 2
    assert Entry.objects.filter(act="wish.seconded").count() == 1


@pytest.mark.parametrize("state", ["new", "hidden", "declined", "fulfilled", "closed"])
def test_nobody_joins_in_with_what_is_not_open(shown, neighbour, organisation, at, state):
    Wish.objects.filter(pk=shown.pk).update(state=state, taken_by=organisation)
    with pytest.raises(WishRefused):
        asking.second(shown, by=neighbour, at=at)


def test_the_wish_stays_while_somebody_else_asks_and_goes_with_the_last_voice(shown, resident, neighbour, at):
    asking.second(shown, by=neighbour, at=at)
    assert asking.take_back(shown, by=resident, at=at).state == "open"
    assert asking.take_back(shown, by=resident, at=at).state == "open"
    assert asking.take_back(shown, by=neighbour, at=at).state == "withdrawn"


def test_what_an_organisation_is_at_work_on_stays_without_a_voice(taken, resident, at):
    assert asking.take_back(taken, by=resident, at=at).state == "taken"


def test_a_report_counts_once_an_account_and_waits_until_the_centre_looked(shown, neighbour, centre_officer, at):
    asking.report(shown, "写了别人的名字", by=neighbour, at=at)
    asking.report(shown, "再说一遍", by=neighbour, at=at)
    assert WishReport.objects.get().reason == "写了别人的名字"
    answering.let_stand(shown, by=centre_officer, at=at)
    assert WishReport.objects.get().settled_at == at


def test_what_is_not_public_cannot_be_reported(ask, neighbour, at):
    with pytest.raises(WishRefused):
        asking.report(ask(), "x", by=neighbour, at=at)


def test_an_account_that_goes_takes_its_voice_along(shown, db):
    leaver = factories.make_user("leaver")
    asking.second(shown, by=leaver, at=shown.created_at)
    leaver.delete()
    assert WishVoice.objects.filter(wish=shown).count() == 1
