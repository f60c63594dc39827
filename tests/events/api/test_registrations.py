"""Signing up by machine: one key one answer, refusals as on the page, and nobody else's people."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from events.models import Party, Registration
from events.sign_up.registration import sign_up
from organisations.models import ApiToken, Membership
from portal.audit.models import Entry
from tests import factories
from tests.events.api.asking import ask, items
from tests.events.api.conftest import issue

pytestmark = pytest.mark.django_db
Scope = ApiToken.Scope


def post(client, event, people, token, *, key=None, status=201, **more):
    headers = {"HTTP_IDEMPOTENCY_KEY": str(key or uuid4())}
    return ask(
        client,
        f"/api/v1/events/{event.pk}/registrations",
        method="post",
        body={"people": [person.pk for person in people]},
        token=token,
        status=status,
        **headers,
        **more,
    )


def test_a_family_is_signed_up_and_the_same_key_gives_the_same_answer(client, event, resident, father, residents_token):
    key = uuid4()
    first = post(client, event, [resident.person, father], residents_token, key=key)
    again = post(client, event, [father, resident.person], residents_token, key=key)
    assert first.json() == again.json()
    assert first.json()["state"] == "confirmed"
    assert first["Cache-Control"] == "no-store"
    assert Party.objects.count() == 1
    assert Registration.objects.count() == 2


def test_the_same_key_with_other_people_is_refused(client, event, resident, father, residents_token):
    key = uuid4()
    post(client, event, [resident.person], residents_token, key=key)
    assert post(client, event, [father], residents_token, key=key, status=422).json()["reason"] == "different_request"


@pytest.mark.parametrize("key", [None, "", "x", "1" * 500])
def test_without_a_key_nothing_happens(key, client, event, resident, residents_token):
    more = {} if key is None else {"HTTP_IDEMPOTENCY_KEY": key}
    answer = ask(
        client,
        f"/api/v1/events/{event.pk}/registrations",
        method="post",
        body={"people": [resident.person.pk]},
        token=residents_token,
        status=400,
        **more,
    )
    assert answer.json()["errors"][0]["where"] == "header"
    assert not Party.objects.exists()


def test_refusals_say_why_as_the_page_does(client, event, programme, resident, father, residents_token):
    programme.max_age = 60
    programme.save()
    answer = post(client, event, [father], residents_token, status=409, HTTP_ACCEPT_LANGUAGE="en").json()
    assert (answer["reason"], answer["detail"]) == ("too_old", "for people of up to 60")
    assert answer["errors"][0]["field"] == f"people.{father.pk}"
    post(client, event, [resident.person], residents_token)
    assert post(client, event, [resident.person], residents_token, status=409).json()["reason"] == "already"


def test_full_and_closed_are_conflicts(client, programme, resident, neighbour, residents_token):
    event = factories.make_event(programme, capacity=1, has_waiting_list=False)
    sign_up(event=event, people=[neighbour.person], by=neighbour, key=uuid4(), at=timezone.now())
    assert post(client, event, [resident.person], residents_token, status=409).json()["reason"] == "full"
    type(event).objects.filter(pk=event.pk).update(closes_at=timezone.now() - timedelta(hours=1))
    assert post(client, event, [resident.person], residents_token, status=409).json()["reason"] == "closed"


def test_foreign_people_and_people_who_are_not_there_look_alike(client, event, neighbour, resident, residents_token):
    foreign = post(client, event, [neighbour.person], residents_token, status=404).json()
    neighbour.person.pk = 999_999
    assert post(client, event, [neighbour.person], residents_token, status=404).json() == foreign
    assert not Party.objects.exists()


def test_whoever_waits_sees_their_position_and_moves_up(client, programme, resident, neighbour, residents_token):
    event = factories.make_event(programme, capacity=1)
    first = sign_up(event=event, people=[neighbour.person], by=neighbour, key=uuid4(), at=timezone.now())
    answer = post(client, event, [resident.person], residents_token).json()
    assert (answer["state"], answer["position"]) == ("waiting", 1)
    path = f"/api/v1/registrations/{answer['registrations'][0]['reference']}"
    assert ask(client, path, token=residents_token).json()["position"] == 1
    ask(client, f"/api/v1/registrations/{first.registrations.get().reference}", token=residents_token, status=404)


def test_cancelling_twice_is_cancelling_once(client, event, resident, residents_token):
    reference = post(client, event, [resident.person], residents_token).json()["registrations"][0]["reference"]
    path = f"/api/v1/registrations/{reference}"
    first = ask(client, path, method="delete", token=residents_token).json()
    assert first["state"] == "cancelled"
    assert ask(client, path, method="delete", token=residents_token).json() == first
    assert ask(client, path, token=residents_token).json() == first
    assert Entry.objects.filter(act="registration.cancelled").count() == 1


def test_the_list_is_for_those_who_run_the_event(client, event, resident, father, organisers_token, others_token):
    sign_up(event=event, people=[resident.person, father], by=resident, key=uuid4(), at=timezone.now())
    child = factories.make_person("王小小明", agent=resident, relation="child", birth_date=date(2020, 1, 1))
    sign_up(event=event, people=[child], by=resident, key=uuid4(), at=timezone.now())
    path = f"/api/v1/events/{event.pk}/registrations"
    listed = items(client, path, token=organisers_token)
    assert [one["name"] for one in listed] == ["王小英", "王建国", "王**明"]
    assert listed[0]["party"] == listed[1]["party"] != listed[2]["party"]
    assert len(items(client, f"{path}?state=cancelled", token=organisers_token)) == 0
    ask(client, path, token=others_token, status=404)
    reference = listed[0]["reference"]
    ask(client, f"/api/v1/registrations/{reference}", token=organisers_token)
    ask(client, f"/api/v1/registrations/{reference}", token=others_token, status=404)
    ask(client, f"/api/v1/registrations/{reference}", method="delete", token=others_token, status=404)
    assert Registration.objects.filter(state="confirmed").count() == 3


def test_the_list_asks_as_often_for_many_as_for_one(client, event, organisers_token, django_assert_num_queries):
    path = f"/api/v1/events/{event.pk}/registrations?limit=100"
    for number in range(3):
        user = factories.make_user(f"u{number}")
        person = factories.make_person(f"甲{number}", user=user)
        sign_up(event=event, people=[person], by=user, key=uuid4(), at=timezone.now())
    ask(client, path, token=organisers_token)
    with django_assert_num_queries(6):
        ask(client, path, token=organisers_token)
    for number in range(3, 9):
        user = factories.make_user(f"u{number}")
        person = factories.make_person(f"甲{number}", user=user)
        sign_up(event=event, people=[person], by=user, key=uuid4(), at=timezone.now())
    with django_assert_num_queries(6):
        assert len(items(client, path, token=organisers_token)) == 9


def test_a_residents_token_has_none_of_a_members_rights(client, event, resident, neighbour, organisation):
    """Without an organisation a token is its owner's as a resident, whatever else they are."""
    factories.make_member(resident, organisation, "owner")
    token = issue(resident, Scope.REGISTRATIONS_READ, Scope.REGISTRATIONS_WRITE)
    party = sign_up(event=event, people=[neighbour.person], by=neighbour, key=uuid4(), at=timezone.now())
    ask(client, f"/api/v1/events/{event.pk}/registrations", token=token, status=404)
    path = f"/api/v1/registrations/{party.registrations.get().reference}"
    ask(client, path, token=token, status=404)
    ask(client, path, method="delete", token=token, status=404)


def test_a_token_stays_within_its_organisation(client, resident, organisation, other_organisation):
    factories.make_member(resident, organisation, "organiser")
    factories.make_member(resident, other_organisation, "organiser")
    token = issue(resident, Scope.REGISTRATIONS_READ, Scope.REGISTRATIONS_WRITE, organisation=organisation)
    elsewhere = factories.make_event(factories.make_programme(other_organisation))
    post(client, elsewhere, [resident.person], token, status=404)
    ask(client, f"/api/v1/events/{elsewhere.pk}/registrations", token=token, status=404)


def test_a_draft_takes_no_sign_up(client, event, programme, resident, residents_token):
    programme.live = False
    programme.save()
    post(client, event, [resident.person], residents_token, status=404)


NEEDED = [
    ("get", "/api/v1/events/{event}/registrations", "registrations:read"),
    ("post", "/api/v1/events/{event}/registrations", "registrations:write"),
    ("get", "/api/v1/registrations/K7M2PQ4X", "registrations:read"),
    ("delete", "/api/v1/registrations/K7M2PQ4X", "registrations:write"),
    ("post", "/api/v1/events/{event}/attendances", "checkin:write"),
    ("post", "/api/v1/people", "people:write"),
]


@pytest.mark.parametrize(("method", "path", "scope"), NEEDED)
def test_each_address_needs_its_own_scope(method, path, scope, client, event, centre_officer, centre):
    path = path.format(event=event.pk)
    others = [one for one in Scope.values if one != scope]
    answer = ask(client, path, method=method, token=issue(centre_officer, *others, organisation=centre), status=403)
    assert answer.json()["reason"] == "not_in_scope"
    assert scope in answer.json()["detail"]
    mine = issue(centre_officer, scope, organisation=centre)
    more = {"body": {}} if method == "post" else {}
    assert ask(client, path, method=method, token=mine, status=None, **more).status_code in (200, 400, 404, 422)
    for header in ({}, {"token": "x"}, {"HTTP_AUTHORIZATION": f"Basic {mine}"}, {"HTTP_AUTHORIZATION": "Bearer"}):
        refused = ask(client, path, method=method, status=401, **header)
        assert refused["WWW-Authenticate"].startswith("Bearer")


def test_a_session_opens_nothing(client, event, organiser):
    client.force_login(organiser, backend="django.contrib.auth.backends.ModelBackend")
    ask(client, f"/api/v1/events/{event.pk}/registrations", status=401)


def test_removed_staff_lose_the_next_request(client, event, organiser, organisers_token):
    path = f"/api/v1/events/{event.pk}/registrations"
    ask(client, path, token=organisers_token)
    today = timezone.localdate()
    Membership.objects.filter(user=organiser).update(starts_on=today - timedelta(days=1), ends_on=today)
    assert ask(client, path, token=organisers_token, status=401).json()["reason"] == "no_longer_staff"


def test_every_use_is_in_the_audit(client, event, organisers_token, organiser):
    answer = ask(client, f"/api/v1/events/{event.pk}/registrations", token=organisers_token)
    entry = Entry.objects.get(act="token.used")
    assert answer["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer
    assert (entry.actor_id, entry.facts["event_id"]) == (organiser.pk, event.pk)
    assert entry.facts["scope"] == "registrations:read"


def test_too_many_wrong_tokens_are_told_to_wait_and_a_right_one_still_works(client, event, organisers_token):
    path = f"/api/v1/events/{event.pk}/registrations"
    for number in range(30):
        ask(client, path, token=f"linli_{number}_x", status=401)
    assert ask(client, path, token="linli_1_x", status=429)["Retry-After"] == "900"
    ask(client, path, token=organisers_token)


BODIES = [b"", b"{", b"[]", b"null", b'{"people": []}', b'{"people": ["1"]}', b'{"people": [true]}']
BODIES += [b'{"people": [1, 1]}', b'{"people": [1.5]}', b'{"people": [-1]}', b'{"people": [1], "state": "confirmed"}']
BODIES += [b'{"people": [%s]}' % (b"9" * digits) for digits in (19, 30, 5000)] + [b'{"people": "\\u0000"}', b"\xff\xfe"]
BODIES += [b"[" * 100_000]


@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_makes_no_sense_is_a_problem(body, client, event, residents_token):
    answer = client.post(
        f"/api/v1/events/{event.pk}/registrations",
        data=body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {residents_token}", "Idempotency-Key": str(uuid4())},
    )
    assert answer.status_code in (400, 422), answer.content
    assert answer["Content-Type"] == "application/problem+json"
