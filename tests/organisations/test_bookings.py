"""A centre's officer books at once, others ask; a room is never given twice, and whoever asks hears the answer."""

from contextlib import contextmanager
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisations import bookings
from organisations.errors import AlreadyAnswered, CannotBook, Clash, NotYours
from organisations.free_times import alternatives
from organisations.models import Booking, Closure
from organisations.room_clashes import RoomSlot, clash_of
from portal.audit.models import Entry
from portal.outbox.models import Message
from portal.timetable.models import Commitment, Holiday
from tests import factories

DAY = timedelta(days=1)


def at_hour(hour: int, minute: int = 0, *, days: int = 3) -> datetime:
    """A local time so many days from now."""
    day = timezone.localdate() + days * DAY
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def slot(room, start=14, end=16, *, days=3) -> RoomSlot:
    return RoomSlot(at_hour(start, days=days), at_hour(end, days=days), room)


def book(room, organisation, by, *slots, **more):
    chosen = list(slots) or [slot(room)]
    return bookings.book(organisation=organisation, slots=chosen, purpose="例会", by=by, at=timezone.now(), **more)


@contextmanager
def refused(words: str):
    """The room is taken, and what is said names these words."""
    with pytest.raises(Clash) as refusal:
        yield
    assert words in str(refusal.value.sentence)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def halves(room, centre):
    return [factories.make_room(centre, name, parent=room, capacity=30) for name in ("东半厅", "西半厅")]


def test_an_officer_books_at_once_and_the_room_is_taken(room, centre, centre_officer):
    (made,) = book(room, centre, centre_officer)
    assert made.state == "confirmed"
    assert room.diary.commitments.get().source == "booking"
    with refused("多功能厅"):
        book(room, centre, centre_officer)


def test_an_organiser_asks_the_room_is_held_and_the_officers_hear_of_it_once(
    room, organisation, organiser, centre_officer
):
    made = book(room, organisation, organiser, slot(room), slot(room, days=10))
    assert {one.state for one in made} == {"requested"}
    assert room.diary.commitments.count() == 2
    assert Message.objects.get().recipient == centre_officer
    assert all(one.answer_by for one in made)


def test_a_stranger_cannot_book_for_an_organisation(room, organisation, other_organiser):
    with pytest.raises(NotYours):
        book(room, organisation, other_organiser)


def test_only_the_officers_of_the_room_answer(room, organisation, organiser, other_organiser, now):
    (made,) = book(room, organisation, organiser)
    for stranger in (organiser, other_organiser):
        with pytest.raises(NotYours):
            bookings.confirm(made, by=stranger, at=now)


def test_a_confirmed_request_keeps_its_room_and_is_confirmed_once(room, organisation, organiser, centre_officer, now):
    (made,) = book(room, organisation, organiser)
    for _twice in range(2):
        (answered,) = bookings.confirm(made, by=centre_officer, at=now)
    assert answered.state == "confirmed"
    assert room.diary.commitments.count() == 1
    assert Message.objects.filter(recipient=organiser, kind="booking.confirmed").count() == 1
    with pytest.raises(AlreadyAnswered):
        bookings.decline(made, answer="不行", by=centre_officer, at=now)


def test_a_declined_request_frees_the_room_and_says_why(room, organisation, organiser, centre_officer, now):
    (made,) = book(room, organisation, organiser)
    bookings.decline(made, answer="当天检修", by=centre_officer, at=now)
    assert not room.diary.commitments.exists()
    assert "当天检修" in Message.objects.get(recipient=organiser).body


def test_a_whole_series_is_answered_with_one_word(room, organisation, organiser, centre_officer, now):
    made = book(room, organisation, organiser, slot(room), slot(room, days=10))
    bookings.confirm(made[1], by=centre_officer, at=now, whole_series=True)
    assert set(Booking.objects.values_list("state", flat=True)) == {"confirmed"}
    assert Message.objects.filter(recipient=organiser).count() == 1


def test_what_is_offered_instead_is_held_until_it_is_taken(room, organisation, organiser, centre, centre_officer, now):
    (made,) = book(room, organisation, organiser)
    bookings.offer(made, slot(room, 17, 19), by=centre_officer, at=now)
    with pytest.raises(Clash):
        book(room, centre, centre_officer, slot(room, 18, 20))
    taken = bookings.accept_offer(made, by=organiser, at=now)
    assert (taken.state, taken.starts_at) == ("confirmed", at_hour(17))
    assert room.diary.commitments.get().starts_at == at_hour(17)
    assert bookings.accept_offer(made, by=organiser, at=now).pk == taken.pk


def test_what_is_taken_cannot_be_offered(room, organisation, organiser, centre, centre_officer, now):
    (made,) = book(room, organisation, organiser)
    book(room, centre, centre_officer, slot(room, 17, 19))
    with pytest.raises(Clash):
        bookings.offer(made, slot(room, 18, 20), by=centre_officer, at=now)
    assert Booking.objects.get(pk=made.pk).offered_room is None


def test_cancelling_frees_the_room_and_tells_the_other_side(room, organisation, organiser, centre_officer, now):
    (made,) = book(room, organisation, organiser)
    for _twice in range(2):
        bookings.cancel(made, by=organiser, at=now)
    assert not room.diary.commitments.exists()
    assert Message.objects.filter(kind="booking.cancelled").get().recipient == centre_officer


def test_somebody_else_cannot_cancel(room, organisation, organiser, other_organiser, now):
    (made,) = book(room, organisation, organiser)
    with pytest.raises(NotYours):
        bookings.cancel(made, by=other_organiser, at=now)


def test_a_confirmed_booking_that_an_organiser_moves_is_asked_for_again(
    room, organisation, organiser, centre_officer, now
):
    (made,) = book(room, organisation, organiser)
    bookings.confirm(made, by=centre_officer, at=now)
    moved = bookings.change(made, details={"purpose": "培训"}, slot=slot(room, 18, 20), by=organiser, at=now)
    assert (moved.state, moved.purpose) == ("requested", "培训")
    assert room.diary.commitments.get().starts_at == at_hour(18)


def test_the_hall_takes_its_halves_and_a_half_takes_the_hall(room, halves, centre, centre_officer):
    east, west = halves
    book(east, centre, centre_officer, slot(east))
    book(west, centre, centre_officer, slot(west))
    with refused("东半厅在"):
        book(room, centre, centre_officer)
    book(room, centre, centre_officer, slot(room, 17, 18))
    with pytest.raises(Clash):
        book(west, centre, centre_officer, slot(west, 17, 18))


def test_the_time_to_set_up_and_clear_away_is_kept_free(room, centre, centre_officer):
    room.set_up_minutes, room.clear_up_minutes = 15, 30
    room.save()
    book(room, centre, centre_officer)
    for start, end in ((16, 17), (12, 14)):
        with refused("布置和清场"):
            book(room, centre, centre_officer, slot(room, start, end))
    late = RoomSlot(at_hour(16, 45), at_hour(18), room)
    assert book(room, centre, centre_officer, late)


def test_a_closure_may_begin_the_moment_a_booking_ends(room, centre, centre_officer):
    room.clear_up_minutes = 30
    room.save()
    closure = Closure.objects.create(centre=centre, starts_at=at_hour(16), ends_at=at_hour(20), reason="检修")
    Commitment.objects.create(
        diary=room.diary, starts_at=closure.starts_at, ends_at=closure.ends_at, source="closure", source_id=closure.pk
    )
    assert book(room, centre, centre_officer)
    with refused("检修"):
        book(room, centre, centre_officer, slot(room, 17, 18))


def test_outside_its_opening_hours_a_room_is_refused_and_on_a_holiday_others_count(room, centre, centre_officer):
    room.opening_hours = {str(day): [["09:00", "18:00"]] for day in range(7)} | {"holiday": [["09:00", "12:00"]]}
    room.save()
    with refused("09:00–18:00"):
        book(room, centre, centre_officer, slot(room, 17, 19))
    assert book(room, centre, centre_officer)
    Holiday.objects.create(on=timezone.localdate() + 4 * DAY, name="元旦", kind="holiday")
    assert "09:00–12:00" in clash_of(slot(room, days=4))


def test_only_an_officer_books_in_spite_of_a_clash_with_a_reason_that_is_kept(
    room, centre, centre_officer, organisation, organiser
):
    book(room, centre, centre_officer)
    with pytest.raises(Clash):
        book(room, organisation, organiser, override="想要")
    (made,) = book(room, centre, centre_officer, override="同一批人")
    assert made.override_reason == "同一批人"
    entry = Entry.objects.filter(act="booking.made").latest("pk")
    assert entry.facts["in_spite_of"] == 1
    assert "同一批人" not in str(entry.facts)


@pytest.mark.parametrize(
    ("start", "end", "days", "people", "field"),
    [(14, 16, -1, 10, "day"), (16, 14, 3, 10, "end"), (14, 16, 3, 61, "attendance")],
)
def test_nonsense_is_refused_at_its_field(start, end, days, people, field, room, centre, centre_officer):
    with pytest.raises(CannotBook) as refusal:
        book(room, centre, centre_officer, slot(room, start, end, days=days), attendance=people)
    assert refusal.value.field == field
    assert not Booking.objects.exists()


def test_the_nearest_free_times_and_rooms_that_fit_are_found(room, centre, centre_officer, now):
    small = factories.make_room(centre, "小房间", capacity=10)
    big = factories.make_room(centre, "大厅", capacity=90)
    book(room, centre, centre_officer, slot(room, 13, 17))
    found = alternatives([slot(room)], at=now)
    assert found.earlier == RoomSlot(at_hour(11), at_hour(13), room)
    assert found.later == RoomSlot(at_hour(17), at_hour(19), room)
    assert [one.room for one in found.rooms] == [big]
    assert small in [one.room for one in alternatives([slot(room)], people=8, at=now).rooms]
    for one in found.each:
        assert clash_of(one) == ""


def test_a_time_that_is_proposed_for_a_series_is_free_on_all_its_days(room, centre, centre_officer, now):
    book(room, centre, centre_officer, slot(room), slot(room, 16, 18, days=10))
    later = alternatives([slot(room), slot(room, days=10)], at=now).later
    assert later == RoomSlot(at_hour(18), at_hour(20), room)


def test_alternatives_take_as_many_queries_for_many_rooms_as_for_few(room, centre, centre_officer, now):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            alternatives([slot(room)], at=now)
        return len(captured)

    book(room, centre, centre_officer)
    factories.make_room(centre, "一", capacity=90)
    few = cost()
    for number in range(8):
        factories.make_room(centre, f"房{number}", capacity=90)
    assert cost() == few


def test_a_request_that_nobody_answers_is_declined_when_its_time_comes(room, organisation, organiser, now):
    (made,) = book(room, organisation, organiser)
    assert bookings.lapse_due(now) == 0
    assert bookings.lapse_due(made.starts_at) == 1
    assert bookings.lapse_due(made.starts_at) == 0
    assert Message.objects.filter(recipient=organiser, kind="booking.declined").count() == 1


def test_officers_are_reminded_once_of_an_answer_that_is_due(room, organisation, organiser, centre_officer, now):
    (made,) = book(room, organisation, organiser, slot(room, days=30))
    assert [bookings.remind_due(moment) for moment in (now, made.answer_by, made.answer_by)] == [0, 1, 0]
