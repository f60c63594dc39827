"""My page: everything of mine and my family's, in as many queries for three sign-ups as for three hundred."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import Party, Registration
from events.sign_up.registration import sign_up
from events.states import PartyState
from portal.outbox.models import Message
from portal.pages.personal import is_personal, personal_pages
from tests import factories

pytestmark = pytest.mark.django_db

HOME = "/me/"


@pytest.fixture
def signed_in(client, resident):
    client.force_login(resident)
    return client


def sign(user, event, *people) -> Party:
    return sign_up(event=event, people=people or [user.person], by=user, key=uuid4(), at=timezone.now())


def section_of(answer) -> dict:
    """Return what the events contribute."""
    return next(section.context for section in answer.context["my_page"].sections if "outings" in section.context)


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(client):
    assert client.get(HOME).url == f"{reverse('accounts:sign_in')}?next={HOME}"


def test_it_greets_by_name_and_counts_what_is_unread(signed_in, resident, neighbour):
    for reader, is_read in ((resident, False), (resident, True), (neighbour, False)):
        Message.objects.create(
            recipient=reader,
            kind="test",
            subject="x",
            body="x",
            created_at=timezone.now(),
            read_at=timezone.now() if is_read else None,
        )
    answer = signed_in.get(HOME)
    assert "王小英" in answer.content.decode()
    assert answer.context["my_page"].unread_count == 1


def test_somebody_without_a_name_yet_gets_a_page_too(client, outsider):
    client.force_login(outsider)
    assert client.get(HOME).status_code == 200


def test_it_shows_the_familys_sign_ups_soonest_first_and_nobody_elses(
    signed_in, programme, resident, father, neighbour
):
    later = factories.make_event(programme, starts_at=timezone.now() + timedelta(days=9))
    sooner = factories.make_event(programme, starts_at=timezone.now() + timedelta(days=2))
    sign(resident, later, resident.person, father)
    sign(resident, sooner, father)
    sign(neighbour, sooner)
    answer = signed_in.get(HOME)
    assert [outing.names for outing in section_of(answer)["outings"]] == [("王建国",), ("王小英", "王建国")]
    assert neighbour.person.name not in answer.content.decode()


def test_a_class_is_listed_under_its_next_session(signed_in, programme, resident):
    course = factories.make_event(programme, starts_at=timezone.now() + timedelta(days=1), sessions=4)
    sign(resident, course)
    course.sessions.filter(number=1).update(
        starts_at=timezone.now() - timedelta(days=6), ends_at=timezone.now() - timedelta(days=6, hours=-1)
    )
    between = factories.make_event(programme, starts_at=timezone.now() + timedelta(days=3))
    sign(resident, between)
    first, second = section_of(signed_in.get(HOME))["outings"]
    assert first.starts_at == between.starts_at
    assert second.starts_at == course.sessions.get(number=2).starts_at


def test_those_who_wait_see_their_position(signed_in, event, resident, neighbour):
    event.pools.update(capacity=0)
    sign(neighbour, event)
    sign(resident, event)
    assert "候补第 2 位" in signed_in.get(HOME).content.decode()


def test_what_is_over_is_folded_away(signed_in, event, resident):
    sign(resident, event)
    past = timezone.now() - timedelta(days=2)
    type(event).objects.filter(pk=event.pk).update(starts_at=past, ends_at=past + timedelta(hours=1))
    section = section_of(signed_in.get(HOME))
    assert section["outings"] == []
    assert len(section["past"]) == 1


def make_confirmed(event, user, count) -> None:
    """Write sign-ups for as many new people of one's own as wanted: what three hundred operations would leave."""
    pool = event.pools.get()
    people = [factories.make_person(f"亲友{number}", agent=user) for number in range(count)]
    for person in people:
        state = PartyState.WAITING if person.pk % 2 else PartyState.CONFIRMED
        party = Party.objects.create(
            event=event,
            pool=pool,
            made_by=user,
            request_key=uuid4(),
            request_digest="",
            state=state,
            size=1,
            ticket=person.pk,
            created_at=timezone.now(),
        )
        Registration.objects.create(party=party, event=event, person=person, state=state, reference=f"R{person.pk:07}")


def test_the_same_number_of_queries_for_three_and_for_three_hundred(signed_in, programme, resident):
    over = factories.make_event(programme)
    events = [factories.make_event(programme) for _ in range(3)]
    for event in (over, *events):
        make_confirmed(event, resident, 3)
    past = timezone.now() - timedelta(days=2)
    type(over).objects.filter(pk=over.pk).update(starts_at=past, ends_at=past + timedelta(hours=1))
    signed_in.get(HOME)
    with CaptureQueriesContext(connection) as few:
        assert signed_in.get(HOME).status_code == 200
    for event in (over, *events):
        make_confirmed(event, resident, 75)
    with CaptureQueriesContext(connection) as many:
        answer = signed_in.get(HOME)
    assert section_of(answer)["has_more"]
    assert len(many) == len(few), [query["sql"][:90] for query in many]
    # Each section of a trade asks once or twice; what must not happen is that it grows with the rows.
    assert len(many) <= 28


# Kept by nobody


def test_every_answer_below_me_is_private_even_when_a_view_forgot():
    forgetful = personal_pages(lambda request: HttpResponse())
    assert forgetful(RequestFactory().get("/en/me/anything/"))["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in forgetful(RequestFactory().get("/programmes/"))


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("/me/", True),
        ("/en/me/", True),
        ("/me/household/", True),
        ("/meet/", False),
        ("/en/", False),
        ("/x/me/", False),
    ],
)
def test_which_addresses_are_somebodys_own(path, is_one):
    assert is_personal(path) is is_one


def test_the_page_is_private(signed_in):
    kept = signed_in.get(HOME)["Cache-Control"]
    assert "private" in kept
    assert "no-store" in kept
