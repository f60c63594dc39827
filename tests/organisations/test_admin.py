"""Staff see and edit their own part of the tree and nothing else, in a constant number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from events.models import Category
from organisations.models import Invitation, Membership, Room
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(client, user):
    client.force_login(user, backend=BACKEND)
    return client


def queries_of(client, address):
    """Return how many queries a page takes, look-ups in the cache aside: Wagtail asks it for each row's address."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return sum("portal_cache" not in query["sql"] for query in captured)


@pytest.mark.parametrize("name", ["wagtailadmin_home", "planning:index", "explorer"])
def test_an_officer_s_pages_cost_the_same_for_few_and_for_many_organisations(
    name, client, centre, centre_officer, organisation, areas
):
    address = (
        reverse("wagtailadmin_explore", args=[centre.page.get_parent().pk]) if name == "explorer" else reverse(name)
    )
    factories.make_event(factories.make_programme(organisation))
    sign_in(client, centre_officer)
    few = queries_of(client, address)
    for number in range(40):
        guest = factories.make_organisation(
            f"o{number}", "组织", kind="social", area=areas["committee"], home_centre=centre
        )
        if number < 8:
            factories.make_event(factories.make_programme(guest, slug=f"x{number}"))
    assert queries_of(client, address) <= few + 1


def test_the_tree_of_an_organiser_begins_at_their_organisation(
    client, organiser, organisation, programme, other_organisation
):
    factories.make_programme(other_organisation, "别人的活动", slug="theirs")
    html = sign_in(client, organiser).get(reverse("wagtailadmin_explore", args=[organisation.page_id])).content.decode()
    assert programme.title in html
    assert "别人的活动" not in html
    search = client.get(reverse("wagtailadmin_pages:search"), {"q": "活动"}).content.decode()
    assert "别人的活动" not in search


def test_an_officer_sees_the_hosted_organisations_and_not_those_of_another_centre(
    client, centre_officer, centre, organisation, areas
):
    factories.make_organisation("stranger", "外来组织", kind="social", area=areas["committee"])
    html = (
        sign_in(client, centre_officer)
        .get(reverse("wagtailadmin_explore", args=[centre.page.get_parent().pk]))
        .content.decode()
    )
    assert organisation.name in html
    assert "外来组织" not in html


def words(**changes):
    """What the editor sends for a programme."""
    data = {
        "title": "健康养生知识讲座",
        "summary": "一句话",
        "category": "1",
        "audience": "everyone",
        "fee_yuan": "0",
        "slug": "",
        "body-count": "0",
    }
    for formset in ("hosts", "speakers"):
        data |= {f"{formset}-TOTAL_FORMS": "0", f"{formset}-INITIAL_FORMS": "0"}
    return {**data, **changes}


def category():
    return str(Category.objects.get(code="health").pk)


def test_an_organiser_writes_a_draft_with_an_address_from_its_title(client, organiser, organisation):
    address = reverse("wagtailadmin_pages:add", args=["events", "programmepage", organisation.page_id])
    response = sign_in(client, organiser).post(address, words(category=category()))
    assert response.status_code == 302, response.context["form"].errors
    page = Page.objects.get(title="健康养生知识讲座")
    assert (page.slug, page.live, page.owner) == ("jiankang-yangsheng-zhishijiangzuo", False, organiser)


def test_an_organiser_s_publish_button_does_not_publish(client, organiser, organisation):
    address = reverse("wagtailadmin_pages:add", args=["events", "programmepage", organisation.page_id])
    sign_in(client, organiser).post(address, words(category=category(), **{"action-publish": "1"}))
    assert not Page.objects.get(title="健康养生知识讲座").live


def test_a_foreign_picture_in_the_body_is_refused_and_one_s_own_is_taken(
    client, organiser, organisation, other_organisation
):
    address = reverse("wagtailadmin_pages:add", args=["events", "programmepage", organisation.page_id])
    sign_in(client, organiser)
    foreign, own = (
        get_image_model().objects.create(title="图", file=get_test_image_file(), collection=owner.collection)
        for owner in (other_organisation, organisation)
    )
    refused = client.post(address, words(category=category(), picture=foreign.pk))
    assert refused.status_code == 200
    assert refused.context["form"].non_field_errors()
    assert client.post(address, words(category=category(), picture=own.pk)).status_code == 302


def test_a_page_cannot_be_copied_into_another_organisation(client, organiser, programme, other_organisation):
    address = reverse("wagtailadmin_pages:copy", args=[programme.pk])
    body = {"new_title": "复制", "new_slug": "copy", "new_parent_page": other_organisation.page_id}
    sign_in(client, organiser).post(address, body)
    assert not Page.objects.filter(title="复制").exists()
    client.post(address, {**body, "new_parent_page": programme.get_parent().pk})
    assert not Page.objects.get(title="复制").live


def test_a_new_colleague_joins_by_mobile_number_and_leaves_at_the_next_request(client, organisation):
    owner = factories.make_user("boss")
    factories.make_member(owner, organisation, "owner")
    sign_in(client, owner)
    address = reverse("staff:add") + f"?organisation={organisation.pk}"
    response = client.post(address, {"phone": "138 0000 0123", "name": "小李", "role": "organiser"})
    assert response.status_code == 302, response.context["form"].errors
    assert not Membership.objects.filter(user__phone="+8613800000123").exists()
    colleague = factories.make_user("li", "+8613800000123", phone_verified_at=timezone.now())
    other = type(client)()
    sign_in(other, colleague)
    invitation = Invitation.objects.get(phone="+8613800000123")
    other.post(reverse("organisations:answer_invitation", args=[invitation.pk]), {"accept": "1"})
    membership = Membership.objects.get(user=colleague)
    assert other.get(reverse("wagtailadmin_home")).status_code == 200
    client.post(reverse("staff:end", args=[membership.pk]))
    assert other.get(reverse("wagtailadmin_home")).status_code == 404


def test_an_owner_cannot_make_an_officer(client, organisation):
    owner = factories.make_user("boss")
    factories.make_member(owner, organisation, "owner")
    address = reverse("staff:add") + f"?organisation={organisation.pk}"
    response = sign_in(client, owner).post(address, {"phone": "13800000123", "name": "小李", "role": "officer"})
    assert "role" in response.context["form"].errors


def test_an_officer_adds_a_room_to_their_own_centre_only(client, centre_officer, room, areas):
    elsewhere = factories.make_organisation("elsewhere", "别的联络所", kind="centre", area=areas["committee"])
    foreign = factories.make_room(elsewhere, "别处").facility
    body = {"name": "西半厅", "capacity": "30", "parent": room.pk}
    sign_in(client, centre_officer)
    refused = client.post(reverse("rooms:add"), {**body, "facility": foreign.pk})
    assert "facility" in refused.context["form"].errors
    assert client.post(reverse("rooms:add"), {**body, "facility": room.facility_id}).status_code == 302
    assert Room.objects.get(name="西半厅").parent == room


def test_the_admin_speaks_the_language_of_the_account(client, organiser):
    sign_in(client, organiser)
    assert "新建活动" in client.get(reverse("wagtailadmin_home")).content.decode()
    organiser.language = "en"
    organiser.save()
    assert "New programme" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_admin_has_a_looser_policy_that_still_names_no_foreign_host(client, organiser):
    policy = sign_in(client, organiser).get(reverse("wagtailadmin_home"))["Content-Security-Policy"]
    assert "'unsafe-inline'" in policy
    assert "http" not in policy
    assert "nonce" not in policy
