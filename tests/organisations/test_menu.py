"""Each member of staff finds in the menu what is theirs, below a few heads, and nothing else."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


def menu_of(client, user):
    """Return the menu that Wagtail draws for this user: pairs of a name and what is below it."""
    client.force_login(user, backend=BACKEND)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    props = json.loads(page.split('id="wagtail-sidebar-props"')[1].split(">", 1)[1].split("</script>")[0])
    modules = {module["_type"]: module["_args"] for module in props["modules"]}
    return modules["wagtail.sidebar.MainMenuModule"][0]


def leaves(items):
    """Return the address of each item that leads somewhere, by its label."""
    found = {}
    for item in items:
        given = item["_args"]
        if item["_type"] == "wagtail.sidebar.LinkMenuItem":
            found[given[0]["url"]] = given[0]["label"]
        elif item["_type"] == "wagtail.sidebar.SubMenuItem":
            found |= leaves(given[1])
    return found


def heads(items):
    return [item["_args"][0]["label"] for item in items]


def member(role, organisation):
    user = factories.make_user(role)
    factories.make_member(user, organisation, role)
    return user


@pytest.mark.parametrize("role", ["owner", "organiser", "coordinator", "door", "viewer"])
def test_every_item_of_the_menu_leads_somewhere(client, organisation, role):
    items = menu_of(client, member(role, organisation))
    addresses = leaves(items)
    assert reverse("rights:index") in addresses
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)
    assert len(items) <= 10


@pytest.mark.parametrize("role", ["officer", "desk"])
def test_every_item_of_a_centre_s_menu_leads_somewhere(client, centre, role):
    items = menu_of(client, member(role, centre))
    addresses = leaves(items)
    assert len(addresses) > 20
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)
    assert len(items) <= 12


def test_every_item_of_an_authority_s_menu_leads_somewhere(client, areas):
    authority = factories.make_organisation("street", "东沙湖街道办事处", kind="authority", area=areas["committee"])
    addresses = leaves(menu_of(client, member("officer", authority)))
    assert len(addresses) > 10
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_what_one_may_not_is_absent_from_the_menu(client, organisation, centre, centre_officer):
    viewer, officer = leaves(menu_of(client, member("viewer", organisation))), leaves(menu_of(client, centre_officer))
    for name in ("history:index", "wagtailimages:index", "rosters:index", "closures:index", "approval_plans:index"):
        assert reverse(name) not in viewer
        assert reverse(name) in officer
    for of_the_administrator in ("wagtailusers_users:index", "deliveries:index", "workflows:index"):
        assert reverse(of_the_administrator) not in officer


def test_a_head_with_one_item_alone_is_that_item(client, organisation, centre_officer):
    bookings = str(leaves(menu_of(client, centre_officer))[reverse("bookings:index")])
    assert bookings not in heads(menu_of(client, centre_officer))
    assert bookings in heads(menu_of(client, member("viewer", organisation)))


def test_cases_are_in_the_menu_of_whom_a_case_can_ever_come_to(client, organisation, centre, centre_officer):
    cases = reverse("cases_admin:index")
    assert cases in leaves(menu_of(client, centre_officer))
    assert cases not in leaves(menu_of(client, member("owner", organisation)))
    assert cases not in leaves(menu_of(client, member("desk", centre)))


def test_the_menu_is_looked_through_once(client, centre_officer):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("rights:index"))
        return len(captured)

    menu_of(client, centre_officer)
    assert queries() <= 14
