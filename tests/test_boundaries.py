"""Every address × everyone who has no business there × a real object of somebody else's, by GET and by POST.

Made from the URL resolver: an address that is new and not classified below fails, so that whoever adds one says
who may have it. Every foreign record (``tests.foreign``) carries ``SECRET`` in its words; no answer may contain it.
"""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from incubator.models import Appointment, Meeting, Milestone, Placement, PublicNotice, Review
from organisations import admin_gate
from organisations.models import Membership
from portal.cases.models import Case
from tests import factories
from tests.addresses import NAMED_IN_THE_QUERY, REFUSED_OTHERWISE, WITHOUT_OBJECT, admin_addresses, other_addresses
from tests.foreign import SECRET, Foreign


def test_every_address_of_the_admin_is_classified(foreign):
    """One that names an object has arguments here; one that names none says what it answers with."""
    unknown = []
    for name, arguments in admin_addresses():
        allowed = name in admin_gate.allowed_names(Membership.Role.values)
        try:
            foreign.for_address(name, arguments)
        except KeyError as argument:
            unknown.append(f"{name}: argument {argument}")
        if allowed and not arguments and name not in {*WITHOUT_OBJECT, *NAMED_IN_THE_QUERY}:
            unknown.append(f"{name}: names no object and is not classified")
    assert unknown == []
    assert len(list(admin_addresses())) > 200


def strangers() -> dict[str, Any]:
    """Return who comes to the door, by name: a role in an organisation of their own, or nothing."""
    return {role: role for role in ("organiser", "owner", "viewer", "desk")} | {"officer of another centre": "officer"}


def stranger(kind: str, areas: Any) -> Any:
    """Return staff with this role in an organisation that has nothing to do with the foreign one."""
    organisation = factories.make_organisation(
        "mine", "我的组织", kind="centre" if kind == "officer" else "social", area=areas["committee"]
    )
    user = factories.make_user(f"stranger-{kind}")
    factories.make_member(user, organisation, kind)
    return user


def knock(client: Client, foreign: Foreign) -> Iterator[tuple[str, str, Any]]:
    """Ask for every address with foreign arguments, by GET and POST; yield method, name and answer."""
    body = {
        "new_parent_page": foreign.page.get_parent().pk,
        "new_title": "copy",
        "new_slug": "copy",
        "id": [foreign.page.pk],
        "comment": "x",
        "note": "x",
        "reason": "x",
        "external-link-chooser-url": "https://example.org/",
        "revision": foreign.page.latest_revision_id,
        "approve": "1",
        "organisation": foreign.by_namespace["organisations_admin"],
        "programme": foreign.page.pk,
    }
    query = f"?event={foreign.by_namespace['planning']}&programme={foreign.page.pk}"
    query += f"&organisation={foreign.by_namespace['organisations_admin']}"
    for name, arguments in admin_addresses():
        if name == "wagtailadmin_logout":
            continue
        plain = name in WITHOUT_OBJECT or name in admin_gate.FOR_VISITORS
        address = reverse(name, kwargs=foreign.for_address(name, arguments)) + ("" if plain else query)
        yield "GET", name, client.get(address)
        yield "POST", name, client.post(address, body)


def contents(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace")


@pytest.mark.parametrize("kind", strangers().values(), ids=strangers().keys())
def test_staff_of_another_organisation_find_nothing(kind, foreign, areas, client):
    client.force_login(stranger(kind, areas), backend="django.contrib.auth.backends.ModelBackend")
    before = snapshot(foreign)
    wrong = []
    for method, name, response in knock(client, foreign):
        if name in WITHOUT_OBJECT or name in admin_gate.FOR_VISITORS:
            if response.status_code >= 500 or SECRET in contents(response):
                wrong.append(f"{method} {name}: {response.status_code}, or somebody else's words")
        elif name in REFUSED_OTHERWISE:
            if response.status_code not in (400, 404, 405) or SECRET in contents(response):
                wrong.append(f"{method} {name}: {response.status_code}")
        elif response.status_code == 405 and not response.content:
            continue  # the address has no such method for anybody, whatever it names
        elif response.status_code != 404 or SECRET in contents(response):
            wrong.append(f"{method} {name}: {response.status_code}")
    assert wrong == []
    assert snapshot(foreign) == before


@pytest.mark.parametrize("who", ["resident", "removed"])
def test_residents_and_removed_staff_find_no_admin_at_all(who, foreign, resident, client):
    user = resident
    if who == "removed":
        membership = Membership.objects.get(pk=foreign.by_namespace["staff"])
        client.force_login(membership.user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(reverse("wagtailadmin_pages:edit", args=[foreign.page.pk])).status_code == 200
        membership.ends_on = timezone.localdate()
        membership.starts_on -= timedelta(days=1)
        membership.save()
        user = membership.user
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    wrong = [
        f"{method} {name}: {response.status_code}"
        for method, name, response in knock(client, foreign)
        if name not in admin_gate.FOR_VISITORS and response.status_code != 404
    ]
    assert wrong == []


def test_visitors_are_shown_the_way_to_sign_in(foreign, client):
    wrong = [
        f"{method} {name}: {response.status_code}"
        for method, name, response in knock(client, foreign)
        if name not in admin_gate.FOR_VISITORS
        and not (response.status_code == 302 and "/sign-in/" in response["Location"])
        and response.status_code not in (403, 404, 405)
    ]
    assert wrong == []


def snapshot(foreign: Foreign) -> tuple[Any, ...]:
    """Return what must not change by knocking."""
    page = Page.objects.get(pk=foreign.page.pk)
    return (page.title, page.live, page.path, page.latest_revision_id, Page.objects.count(), Membership.objects.count())


QUERIES = [
    ("wagtailadmin_choose_page_chosen_multiple", "id", "page"),
    ("wagtailadmin_choose_page_external_link", "parent_page_id", "page"),
    ("wagtailimages_chooser:chosen_multiple", "id", "image"),
    ("wagtaildocs_chooser:chosen_multiple", "id", "document"),
    ("planning:index", "programme", "page"),
    ("staff:index", "organisation", "organisation"),
    ("staff:add", "organisation", "organisation"),
    ("sign_ups:index", "event", "event"),
    ("sessions:index", "event", "event"),
    ("planning:add", "programme", "page"),
    ("questions:make", "organisation", "organisation"),
    ("message_texts:index", "organisation", "organisation"),
    ("figures:index", "organisation", "organisation"),
    ("figures:hand_out", "organisation", "organisation"),
    ("service_figures:index", "organisation", "organisation"),
    ("service_figures:hand_out", "organisation", "organisation"),
    ("service_figures:national", "organisation", "organisation"),
    ("service_figures:write", "organisation", "organisation"),
]


def test_a_foreign_id_in_the_query_finds_nothing(foreign, areas, client):
    client.force_login(stranger("owner", areas), backend="django.contrib.auth.backends.ModelBackend")
    values = {
        "page": foreign.page.pk,
        "image": foreign.arguments["image_id"],
        "document": foreign.arguments["document_id"],
        "organisation": foreign.by_namespace["organisations_admin"],
        "event": foreign.by_namespace["planning"],
    }
    for name, argument, kind in QUERIES:
        response = client.get(reverse(name), {argument: values[kind]})
        harmless = kind in ("image", "document") and SECRET not in contents(response)
        assert response.status_code == 404 or harmless, name


def test_the_owner_does_reach_these_addresses(foreign, client):
    """The control: the same objects are there for whom they belong to, so that the 404s above mean something."""
    owner = Membership.objects.get(pk=foreign.by_namespace["staff"]).user
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    for name, arguments, query in [
        ("wagtailadmin_pages:edit", [foreign.page.pk], ""),
        ("wagtailadmin_pages:history", [foreign.page.pk], ""),
        ("wagtailimages:edit", [foreign.arguments["image_id"]], ""),
        ("wagtaildocs:edit", [foreign.arguments["document_id"]], ""),
        ("planning:edit", [foreign.by_namespace["planning"]], ""),
        ("planning:ask", [foreign.by_namespace["planning"]], ""),
        ("questions:change", [foreign.by_namespace["questions"]], ""),
        ("questions:preview", [foreign.by_namespace["questions"]], ""),
        ("sign_ups:answers", [foreign.by_namespace["sign_ups"]], ""),
        ("volunteers:look", [foreign.by_namespace["volunteers"]], ""),
        ("calls:answer", [foreign.by_namespace["calls"]], ""),
        ("planning:call_off", [foreign.by_namespace["planning"]], ""),
        ("sign_ups:index", [], f"?event={foreign.by_namespace['planning']}"),
        ("sign_ups:cancel", [foreign.by_namespace["sign_ups"]], ""),
        ("staff:index", [], ""),
        ("bookings:show", [foreign.by_namespace["bookings"]], ""),
        ("bookings:change", [foreign.by_namespace["bookings"]], ""),
        ("organisations_admin:edit", [foreign.by_namespace["organisations_admin"]], ""),
    ]:
        response = client.get(reverse(name, args=arguments) + query)
        assert response.status_code == 200, name
        assert SECRET in contents(response), name


#: Open to all, and about nobody's object: the reason.
FOR_ALL = {
    "accounts:notice": "a notice's text",
    "organisations:facility": "a place of an active centre, open to all",
    "organisations:room": "a place of an active centre, open to all",
    "account_confirm_email": "a page that says that the link is not valid",
    "proofs:check": "what a proof shows to everybody; test_checking holds what that is",
    "events:month_sheet": "the public sessions of a centre, whose name is public; a draft is not among them",
    "events:month_print": "the same on paper",
    "me:read": "marks one's own message; somebody else's stays unread and answers as a missing one does",
    "wagtailcore_authenticate_with_password": "a shared password, asked for again",
    "wagtaildocs_authenticate_with_password": "a shared password, asked for again",
}


@pytest.mark.parametrize("who", ["visitor", "neighbour", "organiser of another organisation"])
def test_other_addresses_show_nothing_of_a_draft_or_of_somebody_else(who, foreign, areas, neighbour, resident, client):
    """A draft's event, its sign-up and its person, asked for by whoever they do not belong to."""
    if who != "visitor":
        user = neighbour if who == "neighbour" else stranger("organiser", areas)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    sign_up_of = resident.parties.get().registrations.get()
    known = {
        "event_id": foreign.by_namespace["planning"],
        "code": sign_up_of.event.code,
        "reference": sign_up_of.reference,
        "session_id": sign_up_of.event.sessions.get().pk,
        "helper_id": foreign.by_namespace["helpers"],
        "organisation": "secret",
        "centre": "secret-centre",
        "kind": "club",
        "room": "room-1",
        "programme": foreign.page.slug,
        "call": "secret-call",
        "programme_id": foreign.page.pk,
        "person_id": resident.person.pk,
        "pk": resident.inbox.latest("pk").pk,
        "secret": "0" * 32,
        "token": "0" * 32,
        "case_reference": Case.objects.get(kind="joining").reference,
        "key": "x",
        "file_key": uuid.uuid4(),
        "purpose": "service",
        "paper": "a4",
        "restriction_id": 1,
        "page_view_restriction_id": 1,
        "page_id": foreign.page.pk,
        "number": resident.person.proofs.get().number,
        "review_id": Review.objects.get().pk,
        "appointment_id": Appointment.objects.first().pk,
        "notice_id": PublicNotice.objects.get().pk,
        "placement_id": Placement.objects.get().pk,
        "milestone_id": Milestone.objects.get().pk,
        "meeting_id": Meeting.objects.get().pk,
        "shift_id": foreign.arguments["shift_id"],
        "volunteer_id": foreign.arguments["volunteer_id"],
        "year": timezone.localdate().year,
    }
    wrong = []
    for name, arguments in other_addresses():
        if set(arguments) - set(known):
            wrong.append(f"{name}: unclassified arguments {arguments}")
        if not arguments or name in FOR_ALL:
            continue
        address = reverse(name, kwargs={argument: known[argument] for argument in arguments})
        for answer in (client.get(address), client.post(address)):
            asked_in = answer.status_code == 302 and "next=" in answer["Location"]
            if (answer.status_code not in (400, 401, 404, 405) and not asked_in) or SECRET in contents(answer):
                wrong.append(f"{name}: {answer.status_code}")
    assert wrong == []
    assert not resident.inbox.exclude(read_at=None).exists()
