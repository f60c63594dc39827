"""The centre looks, answers, joins and passes on; those who asked are told once; nobody else's officer may."""

import pytest

from events.errors import NotAllowed, WishRefused
from events.models import Wish
from events.wishes import answering, asking
from portal.outbox.models import Message
from tests import factories


def told(user, kind):
    return list(Message.objects.filter(recipient=user, kind=f"wish.{kind}"))


@pytest.fixture
def other_officer(areas):
    other = factories.make_organisation("other-centre", "别的联络所", kind="centre", area=areas["subdistrict"])
    user = factories.make_user("other_officer")
    factories.make_member(user, other, "officer")
    return user


def test_showing_a_wish_makes_it_public_in_the_officers_words_and_tells_whoever_asked(
    ask, resident, centre_officer, at
):
    wish = answering.show(ask("教我用手机"), title="手机入门", title_en="Phones", by=centre_officer, at=at)
    assert (wish.state, wish.title, wish.title_en) == ("open", "手机入门", "Phones")
    answering.show(wish, title="手机入门课", by=centre_officer, at=at)
    assert len(told(resident, "shown")) == 1


def test_a_hidden_wish_is_gone_for_all_and_only_its_writer_reads_why(shown, resident, neighbour, centre_officer, at):
    asking.second(shown, by=neighbour, at=at)
    hidden = answering.hide(shown, answer="这里不登广告。", by=centre_officer, at=at)
    answering.hide(shown, answer="这里不登广告。", by=centre_officer, at=at)
    assert hidden.state == "hidden"
    assert [message.body for message in told(resident, "hidden")] == ["这条心愿不予显示。这里不登广告。"]
    assert not told(neighbour, "hidden")
    assert answering.show(hidden, title="手机", by=centre_officer, at=at).state == "open"


def test_answers_reach_everybody_who_asked_once(shown, resident, neighbour, centre_officer, at):
    asking.second(shown, by=neighbour, at=at)
    for _time in range(2):
        answering.look_for_somebody(shown, answer="在找老师。", by=centre_officer, at=at)
    answering.decline(shown, answer="没有找到老师。", by=centre_officer, at=at)
    answering.decline(shown, answer="没有找到老师。", by=centre_officer, at=at)
    for user in (resident, neighbour):
        assert len(told(user, "looking")) == len(told(user, "declined")) == 1
    with pytest.raises(WishRefused):
        answering.pass_on(shown, reach="all", by=centre_officer, at=at)


def test_passing_on_tells_the_writers_of_the_hosted_organisations(shown, organiser, resident, centre_officer, at):
    answering.pass_on(shown, reach="hosted", by=centre_officer, at=at)
    answering.pass_on(shown, reach="hosted", by=centre_officer, at=at)
    assert len(told(organiser, "for_organisations")) == 1
    assert len(told(resident, "passed_on")) == 1


def test_a_wider_reach_tells_only_those_who_were_not_told(shown, areas, organiser, centre_officer, resident, at):
    far = factories.make_organisation("far", "远方组织", kind="social", area=areas["subdistrict"])
    writer = factories.make_user("far_writer")
    factories.make_member(writer, far, "owner")
    answering.pass_on(shown, reach="hosted", by=centre_officer, at=at)
    assert not told(writer, "for_organisations")
    answering.pass_on(shown, reach="all", by=centre_officer, at=at)
    assert len(told(writer, "for_organisations")) == len(told(organiser, "for_organisations")) == 1
    assert len(told(resident, "passed_on")) == 1


def test_merging_counts_every_account_once(ask, shown, resident, neighbour, centre_officer, at):
    other = answering.show(ask("教老人挂号", by=neighbour), title="教老人挂号", by=centre_officer, at=at)
    asking.second(other, by=resident, at=at)
    for _time in range(2):
        answering.merge(other, into=shown, by=centre_officer, at=at)
    other.refresh_from_db()
    assert (other.state, other.merged_into) == ("merged", shown)
    assert set(shown.voices.values_list("user", flat=True)) == {resident.pk, neighbour.pk}
    assert len(told(neighbour, "merged")) == 1


def test_a_wish_is_not_joined_with_itself_a_settled_or_another_centres(ask, shown, areas, centre_officer, at):
    away = factories.make_organisation("away", "远处联络所", kind="centre", area=areas["subdistrict"])
    settled = ask("办不了的")
    answering.decline(settled, answer="x", by=centre_officer, at=at)
    foreign = Wish.objects.create(title="x", audience="everyone", centre=away, state="open", created_at=at)
    for into in (shown, settled):
        with pytest.raises(WishRefused):
            answering.merge(shown, into=into, by=centre_officer, at=at)
    with pytest.raises(NotAllowed):
        answering.merge(shown, into=foreign, by=centre_officer, at=at)


def test_nobody_but_the_centres_officers_answers(shown, organiser, other_officer, resident, at):
    for user in (organiser, other_officer, resident):
        for act, words in [
            (answering.show, {"title": "x"}),
            (answering.hide, {"answer": "x"}),
            (answering.let_stand, {}),
            (answering.look_for_somebody, {"answer": "x"}),
            (answering.decline, {"answer": "x"}),
            (answering.pass_on, {"reach": "all"}),
            (answering.merge, {"into": shown}),
        ]:
            with pytest.raises(NotAllowed):
                act(shown, **words, by=user, at=at)
    shown.refresh_from_db()
    assert shown.state == "open"
