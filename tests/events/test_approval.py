"""Words reach the public when every host has agreed to the same version, and not before."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import Page, WorkflowPage

from events.approving import approval
from events.errors import NotAllowed, NotWaiting, WordsChanged
from events.models import HostApproval, ProgrammeHost, WordsApproval
from portal.audit.models import Entry
from portal.outbox.models import Message
from tests import factories


def fresh(record):
    return (
        Page.objects.get(pk=record.pk).specific
        if isinstance(record, Page)
        else get_user_model().objects.get(pk=record.pk)
    )


def draft(organisation, title="新讲座", co_hosts=(), category="culture", **fields):
    """A draft with its first version saved, as the editor leaves it."""
    page = factories.make_programme(organisation, title, live=False, category=category, **fields)
    page.hosts.set([ProgrammeHost(organisation=host, role="host") for host in co_hosts])
    page.save()
    page.save_revision()
    return fresh(page)


def send(page, by):
    approval.send_for_approval(page, by=by, at=timezone.now())
    return fresh(page)


def approve(page, by, seen=None):
    return approval.approve(page, seen=seen or page.get_latest_revision(), by=by, at=timezone.now())


def test_sent_words_stay_hidden_until_the_home_centre_s_officer_approves(organisation, organiser, centre_officer):
    page = send(draft(organisation), organiser)
    assert not page.live
    assert approve(page, centre_officer)
    assert fresh(page).live


def test_approval_is_audited_and_told_to_whoever_sent_it(organisation, organiser, centre_officer):
    page = send(draft(organisation), organiser)
    approve(page, centre_officer)
    assert Message.objects.get(recipient=organiser).kind == "words.published"
    entry = Entry.objects.get(act="words.approved")
    assert (entry.actor_id, entry.organisation_id) == (centre_officer.pk, organisation.pk)


def test_an_organiser_cannot_approve_even_their_own_words(organisation, organiser):
    page = send(draft(organisation), organiser)
    with pytest.raises(NotAllowed):
        approve(page, organiser)
    assert not fresh(page).live


def test_an_owner_cannot_approve_what_their_own_organisation_publishes(organisation, organiser):
    owner = factories.make_user("owner")
    factories.make_member(owner, organisation, "owner")
    page = send(draft(organisation), organiser)
    with pytest.raises(NotAllowed):
        approve(page, owner)


def test_an_officer_of_another_centre_cannot_approve(organisation, organiser, areas):
    elsewhere = factories.make_organisation("elsewhere", "别的联络所", kind="centre", area=areas["committee"])
    stranger = factories.make_user("stranger")
    factories.make_member(stranger, elsewhere, "officer")
    page = send(draft(organisation), organiser)
    with pytest.raises(NotAllowed):
        approve(page, stranger)


def test_words_of_another_organisation_cannot_be_sent(organisation, other_organiser):
    with pytest.raises(NotAllowed):
        send(draft(organisation), other_organiser)


def test_returned_words_keep_the_comment_and_can_be_sent_again(organisation, organiser, centre_officer):
    page = send(draft(organisation), organiser)
    approval.return_for_changes(page, comment="请写明材料费", by=centre_officer, at=timezone.now())
    message = Message.objects.get(recipient=organiser)
    assert (message.kind, message.body) == ("words.returned", "请写明材料费")
    with pytest.raises(NotWaiting):
        approve(fresh(page), centre_officer)
    page = send(fresh(page), organiser)
    assert approve(page, centre_officer)


def test_a_co_hosted_programme_needs_each_host(organisation, other_organisation, organiser, areas):
    """The publisher's officer and the co-host's owner are different people; neither is enough alone."""
    centre = factories.make_organisation("far", "远处联络所", kind="centre", area=areas["committee"])
    co_host = factories.make_organisation(
        "cohost", "共同主办方", kind="social", area=areas["committee"], home_centre=centre
    )
    officer, owner = factories.make_user("officer"), factories.make_user("owner")
    factories.make_member(officer, organisation.home_centre, "officer")
    factories.make_member(owner, co_host, "owner")
    page = send(draft(organisation, co_hosts=[co_host]), organiser)
    assert not approve(page, officer)
    assert not fresh(page).live
    assert approve(fresh(page), owner)
    assert fresh(page).live
    assert HostApproval.objects.filter(at__isnull=False).count() == 2


def test_one_officer_of_both_hosts_gives_both_words_at_once(
    organisation, other_organisation, organiser, centre_officer
):
    page = send(draft(organisation, co_hosts=[other_organisation]), organiser)
    assert approve(page, centre_officer)
    assert fresh(page).live


def test_a_word_given_to_an_older_version_does_not_count(organisation, organiser, centre_officer, areas):
    co_host = factories.make_organisation("cohost", "共同主办方", kind="social", area=areas["committee"])
    owner = factories.make_user("owner")
    factories.make_member(owner, co_host, "owner")
    page = send(draft(organisation, co_hosts=[co_host]), organiser)
    assert not approve(page, owner)
    page = fresh(page)
    page.title = "改过的标题"
    page.save_revision()
    page = fresh(page)
    assert not approve(page, centre_officer)
    assert not fresh(page).live
    assert approve(fresh(page), owner)
    assert fresh(page).title == "改过的标题"


def test_approving_a_version_that_has_been_rewritten_meanwhile_is_refused(organisation, organiser, centre_officer):
    page = send(draft(organisation), organiser)
    seen = page.get_latest_revision()
    page.save_revision()
    with pytest.raises(WordsChanged):
        approve(fresh(page), centre_officer, seen=seen)


def test_changed_words_of_a_live_page_go_to_approval_again_and_the_live_version_stays(
    organisation, organiser, centre_officer
):
    page = send(draft(organisation, "旧题目"), organiser)
    approve(page, centre_officer)
    page = fresh(page)
    page.title = "新题目"
    page.save_revision()
    page = send(fresh(page), organiser)
    assert (fresh(page).live, Page.objects.get(pk=page.pk).title) == (True, "旧题目")
    assert approve(page, centre_officer)
    assert Page.objects.get(pk=page.pk).title == "新题目"


def test_a_publishing_moment_in_the_future_is_kept(organisation, organiser, centre_officer):
    later = timezone.now() + timedelta(days=2)
    page = send(draft(organisation, go_live_at=later), organiser)
    assert approve(page, centre_officer)
    assert not fresh(page).live
    assert fresh(page).approved_schedule


def test_the_publish_button_of_an_officer_is_their_word_and_waits_for_the_other_hosts(
    organisation, organiser, centre_officer, areas
):
    co_host = factories.make_organisation("cohost", "共同主办方", kind="social", area=areas["committee"])
    page = draft(organisation, co_hosts=[co_host])
    assert approval.publish_directly(page, by=centre_officer, at=timezone.now()) is False
    assert not fresh(page).live
    assert fresh(page).current_workflow_task_state
    assert HostApproval.objects.get(at__isnull=False).organisation == organisation


def test_the_publish_button_publishes_at_once_when_nobody_else_s_word_is_needed(organisation, centre_officer):
    assert approval.publish_directly(draft(organisation), by=centre_officer, at=timezone.now()) is True


def test_all_who_may_approve_are_told_once(organisation, organiser, centre_officer, areas):
    co_host = factories.make_organisation("cohost", "共同主办方", kind="social", area=areas["committee"])
    owner = factories.make_user("owner")
    factories.make_member(owner, co_host, "owner")
    page = send(draft(organisation, co_hosts=[co_host]), organiser)
    step = page.current_workflow_task_state
    for _twice in range(2):
        approval.tell_approvers(step, at=timezone.now())
    told = Message.objects.filter(kind="words.waiting").values_list("recipient", flat=True)
    assert sorted(told) == sorted([centre_officer.pk, owner.pk])


def test_found_approval_can_be_repeated(founded):
    before = WorkflowPage.objects.count()
    approval.found_approval()
    assert WorkflowPage.objects.count() == before
    assert WordsApproval.objects.count() == 1
