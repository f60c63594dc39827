"""The day after, whoever signed up those who came is thanked and asked, once, by day, and not every week."""

from datetime import timedelta

from events.feedback.inviting import coming_next, invite
from events.models import Event
from portal.outbox.models import Delivery, Message
from tests import factories


def asked(user):
    return list(Message.objects.filter(recipient=user, kind="feedback"))


def test_who_came_is_asked_the_day_after_once_and_who_did_not_is_not(joined, own, resident, neighbour, next_day):
    joined(neighbour, came=False)
    assert invite(next_day - timedelta(days=1, hours=-9)) == 0
    assert (invite(next_day), invite(next_day + timedelta(hours=1))) == (1, 0)
    [message] = asked(resident)
    assert "王小英" in message.body
    assert message.path == f"/me/registrations/{own.reference}/feedback/"
    assert Delivery.objects.get(message=message).template == "feedback"
    assert asked(neighbour) == []


def test_nobody_is_asked_at_night(own, next_day):
    assert invite(next_day.replace(hour=3)) == 0
    assert invite(next_day.replace(hour=23)) == 0


def test_an_agent_gets_one_message_for_all_who_came_along(joined, resident, father, next_day):
    joined(resident, [resident.person, father])
    assert invite(next_day) == 1
    [message] = asked(resident)
    assert "王小英" in message.body
    assert "王建国" in message.body


def test_whoever_comes_every_week_is_asked_once_in_four_weeks(
    own, joined, resident, programme, organiser, started, next_day
):
    assert invite(next_day) == 1
    for week, count in ((1, 0), (4, 1)):
        event = factories.make_event(programme, starts_at=started + timedelta(weeks=week))
        joined(resident, event=event)
        assert invite(next_day + timedelta(weeks=week)) == count


def test_paper_entered_late_still_counts_and_old_events_do_not(own, next_day):
    assert invite(next_day + timedelta(days=4)) == 0
    assert invite(next_day + timedelta(days=2)) == 1


def test_what_comes_next_is_of_the_same_programme_first_then_of_the_same_kind_nearby(
    lecture, organisation, other_organisation, started, next_day, own, resident
):
    assert coming_next(lecture, next_day) is None
    elsewhere = factories.make_programme(other_organisation, "别处的健康讲座")
    factories.make_event(elsewhere, starts_at=started + timedelta(days=2))
    assert coming_next(lecture, next_day) is None
    alike = factories.make_programme(organisation, "另一场健康讲座")
    factories.make_event(alike, starts_at=started + timedelta(days=3))
    assert coming_next(lecture, next_day).event.programme_id == alike.pk
    again = factories.make_event(lecture.programme, starts_at=started + timedelta(days=9))
    assert coming_next(lecture, next_day).event_id == again.pk
    invite(next_day)
    assert "接下来还有" in asked(resident)[0].body


def test_asking_takes_as_many_queries_for_many_as_for_one(
    joined, programme, room, next_day, django_assert_num_queries, own
):
    for number in range(8):
        user = factories.make_user(f"guest-{number}")
        factories.make_person(f"来客{number}", user=user)
        joined(user)
    assert Event.objects.count() == 1
    with django_assert_num_queries(9):
        assert invite(next_day) == 9
