"""A role allows acts in its own organisation; an officer of a centre also answers for those it hosts."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from organisations.models import Membership
from organisations.permissions import ADMIN_ACCESS, Act, may, reach_of, staff_for
from tests import factories


def fresh(user):
    """The user as the next request loads them."""
    return get_user_model().objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        ("owner", {Act.SEE, Act.WRITE, Act.SERVE, Act.ROSTER, Act.MANAGE}),
        ("organiser", {Act.SEE, Act.WRITE, Act.SERVE, Act.ROSTER}),
        ("officer", set(Act)),
        ("desk", {Act.SEE, Act.SERVE, Act.ROSTER}),
        ("coordinator", {Act.SEE, Act.ROSTER}),
        ("viewer", {Act.SEE}),
    ],
)
def test_a_role_allows_its_acts_in_its_own_organisation_and_none_elsewhere(
    role, acts, organisation, other_organisation
):
    user = factories.make_user(role)
    factories.make_member(user, organisation, role)
    assert {act for act in Act if may(user, act, organisation.pk)} == acts
    assert not any(may(user, act, other_organisation.pk) for act in Act)


def test_an_officer_of_a_centre_answers_for_the_organisations_it_hosts(centre_officer, organisation, areas):
    stranger = factories.make_organisation("other-centre", "另一联络所", kind="centre", area=areas["committee"])
    guest = factories.make_organisation(
        "guest", "别处的组织", kind="social", area=areas["committee"], home_centre=stranger
    )
    assert all(may(centre_officer, act, organisation.pk) for act in Act)
    assert not any(may(centre_officer, act, guest.pk) for act in Act)


def test_an_organiser_of_the_centre_does_not_reach_the_organisations_it_hosts(centre, organisation):
    user = factories.make_user("u")
    factories.make_member(user, centre, "organiser")
    assert not may(user, Act.SEE, organisation.pk)


@pytest.mark.parametrize(
    ("starts", "ends", "valid"), [(0, None, True), (1, None, False), (-5, 0, False), (-5, 1, True), (-5, -1, False)]
)
def test_a_membership_counts_from_its_first_day_until_the_day_before_its_end(organisation, starts, ends, valid):
    today = timezone.localdate()
    user = factories.make_user("u")
    Membership.objects.create(
        user=user,
        organisation=organisation,
        role="organiser",
        starts_on=today + timedelta(days=starts),
        ends_on=None if ends is None else today + timedelta(days=ends),
    )
    assert may(user, Act.WRITE, organisation.pk) is valid
    assert user.has_perm(ADMIN_ACCESS) is valid


def test_staff_of_a_suspended_organisation_may_only_look(organiser, organisation, centre_officer):
    organisation.state = "suspended"
    organisation.save()
    assert may(organiser, Act.SEE, organisation.pk)
    assert not may(organiser, Act.WRITE, organisation.pk)
    assert may(centre_officer, Act.WRITE, organisation.pk)


def test_a_suspended_centre_s_officers_answer_for_nobody(centre, centre_officer, organisation):
    centre.state = "suspended"
    centre.save()
    assert not may(centre_officer, Act.SEE, organisation.pk)


def test_an_inactive_account_may_nothing(organiser, organisation):
    organiser.is_active = False
    organiser.save()
    assert not may(fresh(organiser), Act.SEE, organisation.pk)
    assert not fresh(organiser).has_perm(ADMIN_ACCESS)


def test_residents_have_no_place_in_the_admin(resident):
    assert not resident.has_perm(ADMIN_ACCESS)
    assert not resident.has_perm("wagtailcore.add_page")


def test_membership_gives_no_other_permission_of_django_s(organiser):
    assert organiser.has_perm(ADMIN_ACCESS)
    assert not organiser.has_perm("auth.add_user")


def test_staff_for_an_organisation_are_its_own_and_its_home_centre_s_officers(
    organiser, other_organiser, centre_officer, organisation
):
    today = timezone.localdate()
    assert {member.user for member in staff_for(organisation.pk, Act.WRITE, today)} == {organiser, centre_officer}
    assert {member.user for member in staff_for(organisation.pk, Act.APPROVE, today)} == {centre_officer}


def test_reach_takes_two_queries_however_many_organisations(centre, centre_officer, areas, django_assert_num_queries):
    for number in range(30):
        factories.make_organisation(f"o{number}", "组织", kind="social", area=areas["committee"], home_centre=centre)
    with django_assert_num_queries(2):
        assert len(reach_of(centre_officer).acts) == 31
    with django_assert_num_queries(0):
        reach_of(centre_officer)
