"""Every address × everyone who has no business there × a real object of somebody else's, by GET and by POST.

Made from the URL resolver: an address that is new and not classified below fails, so that whoever adds one says
who may have it. Every foreign record carries ``SECRET`` in its words; no answer may contain it.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, TaskState, UploadedFile, WorkflowState

from events import approval
from events.registration import sign_up
from organisations import admin_gate
from organisations.models import Membership
from tests import factories

SECRET = "机密"

#: Addresses of the admin that name no object: each answers with one's own, for the reason given.
WITHOUT_OBJECT = {
    "wagtailadmin_home": "one's own first page",
    "wagtailadmin_account": "one's own account",
    "wagtailadmin_dismissibles": "one's own settings",
    "wagtailadmin_explore_root": "one's own tree",
    "wagtailadmin_pages:search": "one's own tree",
    "wagtailadmin_pages:search_results": "one's own tree",
    "wagtailadmin_api:pages:listing": "one's own tree",
    "wagtailadmin_choose_page": "one's own tree",
    "wagtailadmin_choose_page_search": "one's own tree",
    "wagtailadmin_choose_page_chosen_multiple": "ids are in the query: tested with foreign ones below",
    "wagtailadmin_choose_page_external_link": "a form for a link",
    "wagtailadmin_choose_page_email_link": "a form for a link",
    "wagtailadmin_choose_page_phone_link": "a form for a link",
    "wagtailadmin_choose_page_anchor_link": "a form for a link",
    "wagtailadmin_block_preview": "a sample of a block",
    "wagtailadmin_editing_sessions:release": "one's own editing session, by its id",
    "wagtailimages:index": "one's own collection",
    "wagtailimages:index_results": "one's own collection",
    "wagtailimages:add": "into one's own collection",
    "wagtailimages:add_multiple": "into one's own collection",
    "wagtailimages_chooser:choose": "one's own collection",
    "wagtailimages_chooser:choose_results": "one's own collection",
    "wagtailimages_chooser:chosen_multiple": "ids are in the query: tested with foreign ones below",
    "wagtailimages_chooser:create": "into one's own collection",
    "wagtaildocs:index": "one's own collection",
    "wagtaildocs:index_results": "one's own collection",
    "wagtaildocs:add": "into one's own collection",
    "wagtaildocs:add_multiple": "into one's own collection",
    "wagtaildocs_chooser:choose": "one's own collection",
    "wagtaildocs_chooser:choose_results": "one's own collection",
    "wagtaildocs_chooser:chosen_multiple": "ids are in the query: tested with foreign ones below",
    "wagtaildocs_chooser:create": "into one's own collection",
    "approvals:index": "what waits for oneself",
    "planning:index": "one's own events",
    "planning:index_results": "one's own events",
    "organisations_admin:index": "one's own organisations",
    "organisations_admin:index_results": "one's own organisations",
    "staff:index": "one's own staff",
    "staff:index_results": "one's own staff",
    "facilities:index": "one's own centres'",
    "facilities:index_results": "one's own centres'",
    "facilities:add": "for one's own centres",
    "rooms:index": "one's own centres'",
    "rooms:index_results": "one's own centres'",
    "rooms:add": "for one's own centres",
    "categories:index": "words that all share",
    "categories:index_results": "words that all share",
    "languages:index": "words that all share",
    "languages:index_results": "words that all share",
}
#: These name their object in the query and are not there without it; the last two are the administrator's.
NAMED_IN_THE_QUERY = {
    "planning:add",
    "staff:add",
    "sign_ups:index",
    "sign_ups:index_results",
    "categories:add",
    "languages:add",
}
#: Wagtail answers these about a file of somebody else's upload with 400 or 404 and never with the file.
REFUSED_OTHERWISE = {
    "wagtailimages:create_multiple_from_uploaded_image",
    "wagtailimages:delete_upload_multiple",
    "wagtaildocs:create_multiple_from_uploaded_document",
    "wagtaildocs:delete_upload_multiple",
}


@dataclass
class Foreign:
    """An organisation with one of everything, none of which is anybody's business here."""

    page: Page
    arguments: dict[str, Any]
    by_namespace: dict[str, int]

    def for_address(self, name: str, wanted: list[str]) -> dict[str, Any]:
        """Return arguments for an address; raise KeyError for one that this test does not know."""
        namespace = name.rpartition(":")[0]
        known = {**self.arguments, "pk": self.by_namespace.get(namespace, self.page.pk)}
        return {argument: known[argument] for argument in wanted}


@pytest.fixture
def foreign(areas, resident) -> Foreign:
    centre = factories.make_organisation("secret-centre", f"{SECRET}所", kind="centre", area=areas["committee"])
    organisation = factories.make_organisation(
        "secret", f"{SECRET}组织", kind="social", area=areas["committee"], home_centre=centre
    )
    owner = factories.make_user("owner")
    membership = factories.make_member(owner, organisation, "owner")
    room = factories.make_room(centre, f"{SECRET}厅")
    page = factories.make_programme(organisation, f"{SECRET}活动", live=False)
    event = factories.make_event(page, room=room, capacity=5)
    party = sign_up_privately(event, resident)
    page.save_revision(user=owner)
    page = Page.objects.get(pk=page.pk).specific
    step = approval.send_for_approval(page, by=owner, at=timezone.now())
    image = get_image_model().objects.create(
        title=f"{SECRET}图", file=get_test_image_file(), collection=organisation.collection
    )
    document = get_document_model().objects.create(
        title=f"{SECRET}文件", file=ContentFile(b"x", "x.txt"), collection=organisation.collection
    )
    upload = UploadedFile.objects.create(for_content_type_id=1, file=ContentFile(b"x", "x.txt"), uploaded_by_user=owner)
    numbers = {
        "page": ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "object_id", "page_pk"),
        "revision": ("revision_id", "revision_id_a", "revision_id_b"),
    }
    arguments: dict[str, Any] = {
        **dict.fromkeys(numbers["page"], page.pk),
        **dict.fromkeys(numbers["revision"], page.latest_revision_id),
        "parent_page_id": organisation.page_id,
        "task_state_id": step.pk,
        "task_id": TaskState.objects.get(pk=step.pk).task_id,
        "workflow_state_id": WorkflowState.objects.get().pk,
        "workflow_pk": WorkflowState.objects.get().workflow_id,
        "collection_id": organisation.collection_id,
        "image_id": image.pk,
        "document_id": document.pk,
        "doc_id": document.pk,
        "uploaded_file_id": upload.pk,
        "session_id": 1,
        "redirect_id": 1,
        "page_view_restriction_id": 1,
        "restriction_id": 1,
        "content_type_app_name": "events",
        "content_type_model_name": "programmepage",
        "app_name": "taggit",
        "app_label": "wagtailcore",
        "model_name": "page",
        "action": "delete",
        "action_name": "approve",
        "filter_spec": "original",
        "uidb64": "x",
        "token": "x",
    }
    by_namespace = {
        "planning": event.pk,
        "sign_ups": party.registrations.get().pk,
        "staff": membership.pk,
        "rooms": room.pk,
        "organisations_admin": organisation.pk,
        "categories": page.category_id,
        "languages": 1,
        "wagtailimages_chooser": image.pk,
        "wagtaildocs_chooser": document.pk,
        "wagtailadmin_collections": organisation.collection_id,
        "wagtailusers_users": owner.pk,
    }
    return Foreign(page, arguments, by_namespace)


def sign_up_privately(event, resident):
    resident.person.name = f"{SECRET}人"
    resident.person.save()
    type(event.programme).objects.filter(pk=event.programme_id).update(live=True)
    event.refresh_from_db()
    event = type(event).objects.get(pk=event.pk)
    party = sign_up(event=event, people=[resident.person], by=resident, key=uuid.uuid4(), at=timezone.now())
    type(event.programme).objects.filter(pk=event.programme_id).update(live=False)
    return party


def admin_addresses() -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the arguments of every address below /admin/."""

    def walk(patterns: Any, namespace: str, arguments: list[str]) -> Iterator[tuple[str, list[str]]]:
        for pattern in patterns:
            here = [*arguments, *pattern.pattern.regex.groupindex]
            if isinstance(pattern, URLPattern):
                if pattern.name:
                    yield f"{namespace}{pattern.name}", here
            else:
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from walk(pattern.url_patterns, inner, here)

    for entry in get_resolver().url_patterns:
        if str(entry.pattern) == "admin/":
            yield from walk(entry.url_patterns, "", [])


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
    return {
        "organiser": "organiser",
        "owner": "owner",
        "viewer": "viewer",
        "desk": "desk",
        "officer of another centre": "officer",
    }


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
    if response.streaming:
        return b"".join(response.streaming_content).decode(errors="replace")
    return response.content.decode(errors="replace")


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
        and response.status_code not in (403, 404)
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
    ("planning:add", "programme", "page"),
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
        ("planning:call_off", [foreign.by_namespace["planning"]], ""),
        ("sign_ups:index", [], f"?event={foreign.by_namespace['planning']}"),
        ("sign_ups:cancel", [foreign.by_namespace["sign_ups"]], ""),
        ("staff:index", [], ""),
        ("organisations_admin:edit", [foreign.by_namespace["organisations_admin"]], ""),
    ]:
        response = client.get(reverse(name, args=arguments) + query)
        assert response.status_code == 200, name
        assert SECRET in contents(response), name
