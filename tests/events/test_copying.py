"""Last season's programme begins again: words as a draft, dates from a new day on, clashes shown before."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.errors import NotAllowed
from events.models import Event, ProgrammePage, ProgrammeSpeaker, Session
from events.planning.copying import copy_programme, planned
from events.planning.scheduling import Slot, schedule_event
from organisations.errors import Clash
from organisations.repeating import slots_of
from portal.timetable.errors import NoSuchDates
from portal.timetable.models import Holiday
from portal.timetable.recurrence import Frequency, Rule
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def start():
    return (timezone.now() + timedelta(days=3)).replace(hour=2, minute=0, second=0, microsecond=0)


@pytest.fixture
def season(programme, room, organisation, start):
    """A course of three weeks with subjects, and a speaker whose credentials are checked."""
    day = timezone.localdate(start)
    programme.speakers = [ProgrammeSpeaker(name="张医生", checked_by="陈主任", checked_on=day)]
    programme.save_revision().publish()
    Holiday.objects.filter(on__gte=day).delete()
    rule = Rule(day, Frequency.WEEKLY, count=3)
    event = schedule_event(
        programme=programme,
        organisation=organisation,
        slots=slots_of(Slot(start, start + timedelta(hours=1), room=room), rule),
        capacity=12,
        by="test",
        at=timezone.now(),
        rule=rule,
        label="秋季班",
        max_party_size=2,
        closes_at=start - timedelta(days=1),
    )
    for number, session in enumerate(event.sessions.order_by("number"), start=1):
        Session.objects.filter(pk=session.pk).update(title=f"第{number}讲")
    return event


def copy(page, event, start, by, weeks=10, days=-2):
    first_on = timezone.localdate(start) + timedelta(weeks=weeks, days=days)
    return copy_programme(page, title="新一期", events=[event], first_on=first_on, by=by, at=timezone.now())


def test_the_words_become_a_draft_whose_speakers_are_checked_anew(programme, season, start, organiser):
    draft = copy(ProgrammePage.objects.get(pk=programme.pk), season, start, organiser)
    assert (draft.live, draft.title, draft.summary) == (False, "新一期", programme.summary)
    speaker = draft.speakers.get()
    assert (speaker.name, speaker.checked_by, speaker.checked_on) == ("张医生", "", None)
    assert draft.get_latest_revision_as_object().speakers.get().checked_by == ""
    assert programme.speakers.get().checked_by == "陈主任"


def test_the_dates_keep_weekday_room_places_and_rules(programme, season, start, organiser, room):
    event = copy(programme, season, start, organiser).events.get()
    weeks = timedelta(weeks=10)
    assert [one.starts_at for one in event.sessions.all()] == [start + weeks + timedelta(weeks=n) for n in range(3)]
    assert [one.title for one in event.sessions.all()] == ["第1讲", "第2讲", "第3讲"]
    assert {one.room for one in event.sessions.all()} == {room}
    assert (event.label, event.max_party_size, event.pools.get().capacity) == ("秋季班", 2, 12)
    assert event.closes_at == season.closes_at + weeks
    assert event.code != season.code
    assert event.recurrence.count == 3


def test_a_holiday_of_the_new_season_is_left_out(programme, season, start, organiser):
    Holiday.objects.create(on=timezone.localdate(start) + timedelta(weeks=11), name="春节")
    event = copy(programme, season, start, organiser).events.get()
    assert [(one.starts_at - start).days // 7 for one in event.sessions.all()] == [10, 12, 13]


def test_clashes_are_named_before_and_refuse_everything_after(programme, season, start, organiser, room):
    for week in (10, 11):
        factories.make_event(programme, room=room, starts_at=start + timedelta(weeks=week))
    first_on = timezone.localdate(start) + timedelta(weeks=10)
    (look,) = planned([season], first_on, at=timezone.now())
    assert [bool(one.clash) for one in look.dates] == [True, True, False]
    pages, events = ProgrammePage.objects.count(), Event.objects.count()
    with pytest.raises(Clash) as refused:
        copy(programme, season, start, organiser, days=0)
    assert len(refused.value.each) == 2
    assert (ProgrammePage.objects.count(), Event.objects.count()) == (pages, events)


def test_a_season_in_the_past_or_before_itself_is_refused(programme, season, start, organiser, other_organiser):
    for weeks in (-10, 0):
        with pytest.raises(NoSuchDates):
            copy(programme, season, start, organiser, weeks=weeks, days=-1)
    with pytest.raises(NotAllowed):
        copy(programme, season, start, other_organiser)


def test_dates_without_a_rule_are_shifted_as_they_are(programme, start, organiser, room):
    event = factories.make_event(programme, starts_at=start, room=room)
    draft = copy(programme, event, start, organiser, weeks=4, days=0)
    assert draft.events.get().starts_at == start + timedelta(weeks=4)


def test_in_the_admin_one_looks_first(client, organiser, other_organiser, programme, season, start):
    client.force_login(organiser, backend=BACKEND)
    address = reverse("planning:copy", args=[programme.pk])
    assert client.get(address).status_code == 200
    first_on = (timezone.localdate(start) + timedelta(weeks=10)).isoformat()
    body = {"title": "新一期", "events": [season.pk], "first_on": first_on}
    shown = client.post(address, {**body, "show_dates": "1"})
    assert len(shown.context["planned"][0].dates) == 3
    assert not ProgrammePage.objects.filter(title="新一期").exists()
    for wrong, where in (({"first_on": ""}, "first_on"), ({"title": ""}, "title"), ({"events": ["0"]}, "events")):
        assert where in client.post(address, {**body, **wrong}).context["form"].errors
    assert client.post(address, body).status_code == 302
    assert ProgrammePage.objects.get(title="新一期").events.count() == 1
    client.force_login(other_organiser, backend=BACKEND)
    assert client.get(address).status_code == client.post(address, body).status_code == 404
