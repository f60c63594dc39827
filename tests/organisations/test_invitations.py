"""Whoever proves the number may join, and nobody else; roles have days, and somebody is always left to manage."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from organisations import invitations, membership
from organisations.errors import AlreadyStaff, LastOwner, NotWaitingForYou, NotYours
from organisations.models import Invitation, Membership
from organisations.permissions import Act, may
from portal.audit.models import Entry
from portal.outbox.models import Delivery, Message
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"
NUMBER = "+8613800000155"


@pytest.fixture
def owner(organisation):
    user = factories.make_user("owner", "+8613800000150")
    factories.make_member(user, organisation, "owner")
    return user


@pytest.fixture
def guest(db):
    return factories.make_user("guest", NUMBER, phone_verified_at=timezone.now())


def invite(organisation, by, *, role="organiser", phone=NUMBER, **offer):
    at = timezone.now()
    return invitations.invite(organisation=organisation, phone=phone, name="小李", role=role, by=by, at=at, **offer)


def test_a_number_without_an_account_gets_an_sms_and_no_account(organisation, owner):
    invite(organisation, owner)
    delivery = Delivery.objects.get()
    assert (delivery.channel, delivery.address, delivery.template) == ("sms", NUMBER, "staff_invitation")
    assert delivery.variables["organisation"] == organisation.name
    assert delivery.message.recipient is None
    assert not type(owner).objects.filter(phone=NUMBER).exists()
    assert NUMBER not in str(Entry.objects.get(act="invitation.sent").facts)


def test_an_account_is_told_in_its_inbox_with_the_way_to_the_page(organisation, owner, guest):
    invitation = invite(organisation, owner)
    assert Message.objects.get(recipient=guest).path == reverse("organisations:invitation", args=[invitation.pk])


def test_accepting_gives_the_role_once_and_tells_whoever_invited(organisation, owner, guest):
    invitation = invite(organisation, owner)
    first, again = (invitations.accept(invitation, by=guest, at=timezone.now()) for _twice in range(2))
    assert first == again
    assert may(guest, Act.WRITE, organisation.pk)
    assert Message.objects.filter(recipient=owner, kind="staff.answered").count() == 1


def test_somebody_with_another_number_can_neither_see_nor_take_it(organisation, owner, resident, client):
    invitation = invite(organisation, owner)
    with pytest.raises(NotWaitingForYou):
        invitations.accept(invitation, by=resident, at=timezone.now())
    client.force_login(resident, backend=BACKEND)
    assert client.get(reverse("organisations:invitation", args=[invitation.pk])).status_code == 404
    answer = client.post(reverse("organisations:answer_invitation", args=[invitation.pk]), {"accept": "1"})
    assert answer.status_code == 404
    assert not Membership.objects.filter(user=resident).exists()


def test_a_number_that_was_not_proven_opens_no_invitation(organisation, owner, client):
    unproven = factories.make_user("unproven", NUMBER)
    invitation = invite(organisation, owner)
    client.force_login(unproven, backend=BACKEND)
    assert client.get(reverse("organisations:invitation", args=[invitation.pk])).status_code == 404


def test_the_page_says_who_invites_to_what_and_accepts(organisation, owner, guest, client):
    invitation = invite(organisation, owner)
    client.force_login(guest, backend=BACKEND)
    assert organisation.name in client.get("/me/").content.decode()
    page = client.get(reverse("organisations:invitation", args=[invitation.pk])).content.decode()
    assert all(words in page for words in (organisation.name, "撰写活动", str(invitation.get_role_display())))
    client.post(reverse("organisations:answer_invitation", args=[invitation.pk]), {"accept": "1"})
    assert client.get(reverse("rights:index")).status_code == 200


def test_an_invitation_lapses_and_forgets_number_and_name_a_month_later(organisation, owner, guest):
    invitation = invite(organisation, owner)
    later = timezone.now() + invitations.OPEN_FOR
    with pytest.raises(NotWaitingForYou):
        invitations.accept(invitation, by=guest, at=later)
    assert (invitations.lapse_invitations(later), invitations.lapse_invitations(later)) == (1, 0)
    invitations.lapse_invitations(later + invitations.KEPT_FOR + timedelta(seconds=1))
    invitation.refresh_from_db()
    assert (invitation.state, invitation.phone, invitation.name) == ("lapsed", "", "")


def test_a_withdrawn_invitation_cannot_be_accepted(organisation, owner, guest):
    invitation = invite(organisation, owner)
    invitations.withdraw(invitation, by=owner, at=timezone.now())
    with pytest.raises(NotWaitingForYou):
        invitations.accept(invitation, by=guest, at=timezone.now())


def test_a_stranger_can_neither_invite_nor_withdraw(organisation, owner, other_organiser):
    invitation = invite(organisation, owner)
    with pytest.raises(NotYours):
        invite(organisation, other_organiser)
    with pytest.raises(NotYours):
        invitations.withdraw(invitation, by=other_organiser, at=timezone.now())


def test_the_offer_is_worth_no_more_than_the_rights_of_whoever_made_it(organisation, owner, guest):
    invitation = invite(organisation, owner)
    factories.make_member(factories.make_user("second"), organisation, "owner")
    membership.leave(owner.memberships.get(), by=owner, at=timezone.now())
    with pytest.raises(NotWaitingForYou):
        invitations.accept(invitation, by=guest, at=timezone.now())


def test_inviting_again_keeps_one_invitation_and_another_role_takes_its_place(organisation, owner):
    first = invite(organisation, owner)
    assert invite(organisation, owner) == first
    invite(organisation, owner, role="viewer")
    assert [one.role for one in Invitation.objects.filter(state="waiting")] == ["viewer"]


def test_a_colleague_with_this_role_is_not_invited_again(organisation, owner, guest):
    factories.make_member(guest, organisation, "organiser")
    with pytest.raises(AlreadyStaff):
        invite(organisation, owner)


def test_nobody_becomes_an_officer_of_a_social_organisation(organisation, centre_officer):
    with pytest.raises(NotYours):
        invite(organisation, centre_officer, role="officer")


def test_a_role_holds_from_its_first_day_until_before_its_end(organisation, owner, guest):
    today = timezone.localdate()
    offer = {"starts_on": today + timedelta(days=2), "until": today + timedelta(days=5)}
    held = invitations.accept(invite(organisation, owner, **offer), by=guest, at=timezone.now())
    assert (held.starts_on, held.ends_on) == (offer["starts_on"], offer["until"])
    assert not may(guest, Act.SEE, organisation.pk)


def test_the_last_owner_can_neither_leave_nor_become_less(organisation, owner):
    own = owner.memberships.get()
    with pytest.raises(LastOwner):
        membership.leave(own, by=owner, at=timezone.now())
    with pytest.raises(LastOwner):
        membership.grant(organisation=organisation, user=owner, role="viewer", by=owner, at=timezone.now())
    second = factories.make_user("second")
    factories.make_member(second, organisation, "owner")
    membership.leave(own, by=owner, at=timezone.now())
    assert not may(type(owner).objects.get(pk=owner.pk), Act.SEE, organisation.pk)


def test_nobody_leaves_for_somebody_else(organisation, owner, organiser):
    with pytest.raises(NotYours):
        membership.leave(organiser.memberships.get(), by=owner, at=timezone.now())


def test_changing_a_role_ends_the_old_one(organisation, owner, organiser):
    membership.grant(organisation=organisation, user=organiser, role="viewer", by=owner, at=timezone.now())
    fresh = type(organiser).objects.get(pk=organiser.pk)
    assert (may(fresh, Act.SEE, organisation.pk), may(fresh, Act.WRITE, organisation.pk)) == (True, False)
    assert Membership.objects.filter(user=organiser, ends_on=None).count() == 1


def test_who_serves_two_looks_at_one_and_at_all_again(organisation, other_organisation, organiser, client):
    factories.make_member(organiser, other_organisation, "organiser")
    for one in (organisation, other_organisation):
        factories.make_event(factories.make_programme(one, f"活动{one.code}", slug=f"x{one.code}"))
    client.force_login(organiser, backend=BACKEND)
    client.post(reverse("rights:switch"), {"organisation": organisation.pk})
    page = client.get(reverse("planning:index")).content.decode()
    assert ("活动huiyue" in page, "活动wuyun" in page) == (True, False)
    client.post(reverse("rights:switch"), {"organisation": ""})
    assert "活动wuyun" in client.get(reverse("planning:index")).content.decode()
