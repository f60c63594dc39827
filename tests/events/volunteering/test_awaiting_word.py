"""Who missed several shifts and asks for another: on one page with what they say; excused, let in, or told why not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import NoShow, VolunteerRule
from events.readouts.awaiting_word import awaiting_word
from events.sign_up import no_shows
from events.volunteering import excusing, taking
from events.waiting_work import volunteers_awaiting_word
from portal.outbox.models import Message
from tests.factories.service import make_assignment
from tests.factories.volunteers import make_shift, make_volunteer

BACKEND = "django.contrib.auth.backends.ModelBackend"
NOW = timezone.now


@pytest.fixture
def staff(client, organiser):
    client.force_login(organiser, backend=BACKEND)
    return client


@pytest.fixture
def rule(organisation):
    return VolunteerRule.objects.create(organisation=organisation, absences=1)


def who_waits(organisation, supervisor=None):
    """Return somebody who missed a shift ten days ago and waits for another."""
    volunteer = make_volunteer()
    row = make_assignment(organisation, volunteer)
    row.mark = "absent"
    row.save()
    happened = NOW() - timedelta(days=10)
    NoShow.objects.create(assignment=row, person=volunteer.person, centre=organisation, happened_at=happened)
    shift = make_shift(organisation, starts_at=NOW() + timedelta(days=6), supervisor=supervisor)
    return taking.take(shift, volunteer, by=volunteer.person.user, at=NOW())


def test_they_stand_in_the_workspace_with_what_they_say(rule, organisation, organiser, other_organiser, staff, rf):
    row = who_waits(organisation)
    no_shows.reply(NoShow.objects.get(), "地铁停运", by=row.volunteer.person.user, at=NOW())
    shown = staff.get(reverse("absences:word")).content.decode()
    for words in (row.volunteer.person.name, row.shift.role.name, "地铁停运"):
        assert words in shown
    request = rf.get("/")
    request.user = organiser
    assert volunteers_awaiting_word(request).count == 1
    request.user = other_organiser
    assert volunteers_awaiting_word(request) is None


def test_who_waits_for_a_place_alone_needs_no_word(rule, organisation):
    shift = make_assignment(organisation).shift
    late = make_volunteer()
    assert taking.take(shift, late, by=late.person.user, at=NOW()).state == "waiting"
    assert awaiting_word([organisation], NOW()) == []


def test_the_person_in_charge_is_led_to_where_they_decide(rule, organisation, organiser):
    row = who_waits(organisation, supervisor=organiser)
    assert Message.objects.get(kind="shift.needs_word").path == reverse("absences:word")
    assert row.state == "waiting"


def test_whoever_is_excused_moves_up_at_once(rule, organisation, organiser):
    row = who_waits(organisation)
    excusing.excuse(NoShow.objects.get(), by=organiser, at=NOW())
    row.refresh_from_db()
    assert row.state == "confirmed"
    excusing.excuse(NoShow.objects.get(), by=organiser, at=NOW())
    row.shift.pool.refresh_from_db()
    assert (row.shift.pool.taken, row.shift.pool.waiting) == (1, 0)


def test_the_page_excuses_and_lets_in(rule, organisation, staff):
    first, second = who_waits(organisation), who_waits(organisation)
    no_show = NoShow.objects.get(person=first.volunteer.person)
    done = staff.post(reverse("absences:excuse", args=[no_show.pk]), {"back": "word"})
    assert done.url == reverse("absences:word")
    staff.post(reverse("rosters:put", args=[second.shift_id]), {"put": second.volunteer_id})
    for row in (first, second):
        row.refresh_from_db()
        assert row.state == "confirmed"
    assert awaiting_word([organisation], NOW()) == []


def test_as_many_queries_for_one_as_for_many(rule, organisation, staff):
    who_waits(organisation)
    staff.get(reverse("absences:word"))
    counts = []
    for more in (0, 6):
        for _number in range(more):
            who_waits(organisation)
        with CaptureQueriesContext(connection) as asked:
            staff.get(reverse("absences:word"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
