"""A kind of programme is approved in levels, by different people, with what was looked at kept beside each word."""

import pytest
from django.urls import reverse
from django.utils import timezone

from events.approving import approval, approval_settings
from events.errors import ChecksMissing, NotAllowed, SettingRefused
from events.models import ApprovalPlan, Category, HostApproval
from events.readouts.approval_history import history_of
from events.readouts.approvals import waiting_for
from portal.outbox.models import Message
from tests import factories
from tests.events.test_approval import approve, draft, fresh, send

BACKEND = "django.contrib.auth.backends.ModelBackend"
LOOKED_AT = {"licence": True, "consent": True, "no-sales": True, "filing": "", "filing:why": "普通讲座"}


@pytest.fixture
def root(db):
    return factories.make_user("root", is_superuser=True)


@pytest.fixture
def officials(areas):
    """The officers of the sub-district's and of the district's authority."""
    users = []
    for code in ("subdistrict", "district"):
        authority = factories.make_organisation(f"a-{code}", f"{code}办", kind="authority", area=areas[code])
        users.append(factories.make_user(f"officer-{code}"))
        factories.make_member(users[-1], authority, "officer")
    return users


def plan(root, *levels, category="culture", centre=None):
    first, second, third = (*levels, "", "")[:3]
    details = {"category": Category.objects.get(code=category), "centre": centre}
    levels = {"first": first, "second": second, "third": third}
    return approval_settings.set_plan({**details, **levels}, by=root, at=timezone.now())


def test_three_levels_follow_one_another_and_the_last_publishes(
    root, organisation, organiser, centre_officer, officials
):
    plan(root, "centre", "subdistrict", "district")
    page = send(draft(organisation), organiser)
    subdistrict, district = officials
    with pytest.raises(NotAllowed):
        approve(page, district)
    assert not approve(page, centre_officer)
    assert [entry.page.pk for entry in waiting_for(subdistrict)] == [page.pk]
    assert waiting_for(district) == []
    assert not approve(fresh(page), subdistrict)
    assert approve(fresh(page), district)
    assert fresh(page).live
    assert [said.by for said in history_of(page)] == [district, subdistrict, centre_officer]


def test_those_of_the_next_level_are_told_when_it_is_their_turn(
    root, organisation, organiser, centre_officer, officials
):
    plan(root, "centre", "subdistrict")
    page = send(draft(organisation), organiser)
    told = Message.objects.filter(kind="words.waiting").values_list("recipient", flat=True)
    assert list(told) == [centre_officer.pk]
    approve(page, centre_officer)
    assert set(told.all()) == {centre_officer.pk, officials[0].pk}


def test_nobody_gives_two_levels_whatever_offices_they_hold(root, organisation, organiser, centre_officer):
    plan(root, "centre", "centre")
    page = send(draft(organisation), organiser)
    assert not approve(page, centre_officer)
    with pytest.raises(NotAllowed):
        approve(fresh(page), centre_officer)
    assert waiting_for(centre_officer) == []
    colleague = factories.make_user("colleague")
    factories.make_member(colleague, organisation.home_centre, "officer")
    assert approve(fresh(page), colleague)


def test_the_administrator_gives_one_level_alone(root, organisation, organiser):
    plan(root, "centre", "district")
    page = send(draft(organisation), organiser)
    assert not approve(page, root)
    with pytest.raises(NotAllowed):
        approve(fresh(page), root)


def test_changed_words_go_round_from_the_first_level(root, organisation, organiser, centre_officer, officials):
    plan(root, "centre", "subdistrict")
    page = send(draft(organisation), organiser)
    approve(page, centre_officer)
    page = fresh(page)
    page.title = "改过的标题"
    page.save_revision()
    with pytest.raises(NotAllowed):
        approve(fresh(page), officials[0])
    approve(fresh(page), centre_officer)
    assert approve(fresh(page), officials[0])


def test_a_later_level_returns_it_and_sent_again_it_begins_anew(
    root, organisation, organiser, centre_officer, officials
):
    plan(root, "centre", "subdistrict")
    page = send(draft(organisation), organiser)
    approve(page, centre_officer)
    approval.return_for_changes(fresh(page), comment="请补充主讲人", by=officials[0], at=timezone.now())
    assert Message.objects.get(recipient=organiser, kind="words.returned").body == "请补充主讲人"
    page = send(fresh(page), organiser)
    assert [entry.page.pk for entry in waiting_for(centre_officer)] == [page.pk]
    assert [said.comment for said in history_of(page) if said.comment] == ["请补充主讲人"]


def test_an_authority_elsewhere_has_no_say(root, organisation, organiser, centre_officer, areas):
    elsewhere = type(areas["subdistrict"]).objects.create(
        code="elsewhere", name="别的街道", level="subdistrict", parent=areas["district"]
    )
    authority = factories.make_organisation("other", "别的街道办", kind="authority", area=elsewhere)
    stranger = factories.make_user("stranger")
    factories.make_member(stranger, authority, "officer")
    plan(root, "subdistrict")
    page = send(draft(organisation), organiser)
    with pytest.raises(NotAllowed):
        approve(page, stranger)
    assert waiting_for(stranger) == []


def test_the_centre_s_own_levels_count_before_the_district_s(root, organisation, organiser, centre, centre_officer):
    plan(root, "centre", "district")
    plan(root, "centre", centre=centre)
    assert approve(send(draft(organisation), organiser), centre_officer)


def test_a_second_plan_of_the_same_kind_and_a_third_level_without_a_second_are_refused(root):
    plan(root, "centre")
    with pytest.raises(SettingRefused):
        plan(root, "district")
    with pytest.raises(SettingRefused):
        plan(root, "centre", "", "district", category="sport")


def test_only_the_administrator_sets_levels_and_checks(centre_officer):
    with pytest.raises(NotAllowed):
        plan(centre_officer, "centre")
    with pytest.raises(NotAllowed):
        approval_settings.change_checks(Category.objects.first(), [], by=centre_officer, at=timezone.now())
    assert not ApprovalPlan.objects.exists()


def test_what_has_to_be_looked_at_is_asked_and_kept_with_its_version(root, organisation, organiser, centre_officer):
    page = send(draft(organisation, category="health"), organiser)
    given = {"seen": page.get_latest_revision(), "by": centre_officer, "at": timezone.now()}
    with pytest.raises(ChecksMissing) as refused:
        approval.approve(page, checks={"licence": True}, **given)
    assert set(refused.value.fields) == {"consent", "filing", "no-sales"}
    assert not fresh(page).live
    assert approval.approve(fresh(page), checks=LOOKED_AT, **given)
    approval_settings.change_checks(Category.objects.get(code="health"), [], by=root, at=timezone.now())
    word = HostApproval.objects.get()
    assert (word.check_list.version, word.checks["licence"], word.checks["filing:why"]) == (1, True, "普通讲座")
    assert ("已查看主讲人的执业证书", "已勾选") in history_of(page)[0].checks


def test_the_publish_button_passes_by_no_check(root, organisation, centre_officer):
    page = draft(organisation, category="health")
    for user in (centre_officer, root):
        assert approval.publish_directly(fresh(page), by=user, at=timezone.now()) is False
    assert not fresh(page).live


def test_a_missing_tick_is_named_at_its_field_and_nothing_typed_is_lost(
    client, organisation, organiser, centre_officer
):
    page = send(draft(organisation, category="health"), organiser)
    client.force_login(centre_officer, backend=BACKEND)
    address = reverse("approvals:review", args=[page.pk])
    seen = client.get(address).context["form"].initial
    body = {**seen, "approve": "1", "check-licence": "on", "check-filing": "苏义诊1号"}
    answer = client.post(address, body)
    assert set(answer.context["form"].errors) == {"check-consent", "check-no-sales"}
    assert "苏义诊1号" in answer.content.decode()
    client.post(address, {**body, "check-consent": "on", "check-no-sales": "on"})
    assert fresh(page).live
    assert client.get(reverse("approvals:history", args=[page.pk])).status_code == 200


def test_the_administrator_edits_levels_and_lists_in_the_admin(client, root):
    client.force_login(root, backend=BACKEND)
    made = client.post(
        reverse("approval_plans:add"), {"category": "", "centre": "", "first": "centre", "second": "district"}
    )
    assert made.status_code == 302, made.context["form"].errors
    address = reverse("check_lists:change", args=[Category.objects.get(code="youth").pk])
    rows = {
        "rows-TOTAL_FORMS": "1",
        "rows-INITIAL_FORMS": "0",
        "rows-0-words": "已查看场地",
        "rows-0-is_required": "on",
    }
    assert client.post(address, rows).status_code == 302
    assert "已查看场地" in client.get(reverse("check_lists:index")).content.decode()
    assert [one.version for one in Category.objects.get(code="youth").check_lists.all()] == [2, 1]
