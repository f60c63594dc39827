"""A room of its own stands in the room's timetable: nobody else books it, and it is free again afterwards."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from incubator import placing, premises
from incubator.errors import NotComplete, NotYours
from incubator.placing import Terms, sign
from organisations.bookings import book
from organisations.errors import Clash
from organisations.readouts.planner import day_plan
from organisations.room_clashes import RoomSlot
from portal.timetable.models import Commitment
from tests import factories
from tests.incubator.deciding import paper, placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre(areas):
    return factories.make_organisation("plum-centre", "梅园联络所", kind="centre", area=areas["committee"])


@pytest.fixture
def room(centre):
    return factories.make_room(centre)


@pytest.fixture
def both(operator, centre):
    """Somebody who prepares at the base and gives the centre's rooms away."""
    factories.make_member(operator, centre, "officer")
    return operator


def terms(room, days=365):
    today = timezone.localdate()
    return Terms(today, today + timedelta(days=days), room=room)


def slot(room, days, hour=9):
    begins = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), time(hour)))
    return RoomSlot(begins, begins + timedelta(hours=2), room)


def test_a_room_is_taken_for_the_term_shown_in_the_planner_and_freed_at_the_end(call, both, centre, room, at):
    placement = sign(placed(call, both), terms(room), [paper()], by=both, at=at)
    assert (placement.premises, premises.room_of(placement)) == (room.local_name, room)
    with pytest.raises(Clash) as refused:
        book(organisation=centre, slots=[slot(room, 200)], purpose="棋会", by=both, at=at)
    assert "入驻孵化的组织" in str(refused.value.sentence)
    assert f"孵化入驻：{placement.name}" in str(
        day_plan(centre, timezone.localdate() + timedelta(days=200), viewer=both)
    )
    placing.begin_leaving(placement, reason="自愿退出", by=both, at=at)
    with pytest.raises(Clash):
        book(organisation=centre, slots=[slot(room, 10)], purpose="棋会", by=both, at=at)
    placing.finish_leaving(placement, by=both, at=at)
    assert book(organisation=centre, slots=[slot(room, 10)], purpose="棋会", by=both, at=at)


def test_a_room_that_is_not_free_all_the_time_is_refused_and_so_is_a_longer_term(call, both, centre, room, at):
    book(organisation=centre, slots=[slot(room, 40)], purpose="棋会", by=both, at=at)
    placement = placed(call, both)
    with pytest.raises(NotComplete, match="room"):
        sign(placement, terms(room), [paper()], by=both, at=at)
    assert not Commitment.objects.filter(source=premises.SOURCE).exists()
    placement = sign(placement, terms(room, 30), [paper()], by=both, at=at)
    with pytest.raises(NotComplete, match="room"):
        placing.extend(placement, placement.ends_on + timedelta(days=20), reason="再留一阵", by=both, at=at)
    placing.extend(placement, placement.ends_on + timedelta(days=5), reason="再留几天", by=both, at=at)
    held = Commitment.objects.get(source=premises.SOURCE)
    assert timezone.localtime(held.ends_at).date() == timezone.localdate() + timedelta(days=36)


def test_nobody_gives_away_another_centre_s_room(call, operator, room, at):
    assert not premises.rooms_for(operator).exists()
    with pytest.raises(NotYours):
        sign(placed(call, operator), terms(room), [paper()], by=operator, at=at)
