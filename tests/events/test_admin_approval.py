"""In the admin: an organiser sends words, the officer sees what waits, looks, and approves or returns."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from events.models import Category, ProgrammeHost
from portal.outbox.models import Message
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


def words(**changes):
    """What the editor sends for a programme."""
    data = {
        "title": "秋季养生讲座",
        "summary": "一句话",
        "category": str(Category.objects.get(code="culture").pk),
        "audience": "everyone",
        "fee_yuan": "0",
        "slug": "",
        "body-count": "0",
    }
    for formset in ("hosts", "speakers"):
        data |= {f"{formset}-TOTAL_FORMS": "0", f"{formset}-INITIAL_FORMS": "0"}
    return {**data, **changes}


@pytest.fixture
def sent(client, organiser, organisation, centre_officer):
    """A programme written and sent for approval in the editor."""
    client.force_login(organiser, backend=BACKEND)
    address = reverse("wagtailadmin_pages:add", args=["events", "programmepage", organisation.page_id])
    response = client.post(address, words(**{"action-submit": "1"}))
    assert response.status_code == 302, response.context["form"].errors
    return Page.objects.get(title="秋季养生讲座")


def decision(client, page):
    """The officer's form as it is shown."""
    response = client.get(reverse("approvals:review", args=[page.pk]))
    assert response.status_code == 200
    return response.context["form"].initial


def test_what_was_sent_waits_on_the_officer_s_first_page_and_in_their_inbox(sent, client, centre_officer):
    client.force_login(centre_officer, backend=BACKEND)
    assert sent.title in client.get(reverse("wagtailadmin_home")).content.decode()
    message = Message.objects.get(recipient=centre_officer)
    assert message.path == reverse("approvals:review", args=[sent.pk])


def test_wagtail_sends_no_mail_of_its_own(organiser, centre_officer, sent, client, mailoutbox):
    for user in (organiser, centre_officer):
        type(user).objects.filter(pk=user.pk).update(email=f"{user.username}@example.org")
    client.force_login(centre_officer, backend=BACKEND)
    body = {**decision(client, sent), "return": "1", "comment": "请写明材料费"}
    client.post(reverse("approvals:review", args=[sent.pk]), body)
    assert mailoutbox == []


def test_the_officer_approves_what_they_looked_at(sent, client, centre_officer):
    client.force_login(centre_officer, backend=BACKEND)
    preview = client.get(reverse("approvals:preview", args=[sent.pk]))
    assert sent.title in preview.content.decode()
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]
    review = reverse("approvals:review", args=[sent.pk])
    client.post(review, {**decision(client, sent), "approve": "1"})
    assert Page.objects.get(pk=sent.pk).live
    assert client.get(review).status_code == 404


def test_approving_a_version_that_was_not_the_one_looked_at_says_so(sent, client, centre_officer):
    client.force_login(centre_officer, backend=BACKEND)
    seen = decision(client, sent)
    Page.objects.get(pk=sent.pk).specific.save_revision()
    response = client.post(reverse("approvals:review", args=[sent.pk]), {**seen, "approve": "1"})
    assert response.context["form"].non_field_errors()
    assert not Page.objects.get(pk=sent.pk).live


def test_returning_needs_a_comment_which_the_organiser_reads(sent, client, centre_officer, organiser):
    client.force_login(centre_officer, backend=BACKEND)
    review = reverse("approvals:review", args=[sent.pk])
    response = client.post(review, {**decision(client, sent), "return": "1", "comment": ""})
    assert "comment" in response.context["form"].errors
    client.post(review, {**decision(client, sent), "return": "1", "comment": "请写明材料费"})
    assert Message.objects.get(recipient=organiser).body == "请写明材料费"


@pytest.mark.parametrize("tampered", [{"revision": "0"}, {"revision": "x"}, {"written_at": "x"}, {"written_at": ""}])
def test_a_tampered_form_approves_nothing(tampered, sent, client, centre_officer):
    client.force_login(centre_officer, backend=BACKEND)
    body = {**decision(client, sent), "approve": "1", **tampered}
    assert client.post(reverse("approvals:review", args=[sent.pk]), body).status_code == 200
    assert not Page.objects.get(pk=sent.pk).live


def test_what_waits_is_locked_for_the_organiser_who_can_withdraw_it(sent, client, organiser):
    client.force_login(organiser, backend=BACKEND)
    address = reverse("wagtailadmin_pages:edit", args=[sent.pk])
    client.post(address, words(title="偷偷改过", slug=sent.slug))
    assert Page.objects.get(pk=sent.pk).get_latest_revision_as_object().title == sent.title
    client.post(address, words(slug=sent.slug, **{"action-cancel-workflow": "1"}))
    assert Page.objects.get(pk=sent.pk).current_workflow_state is None


def test_wagtail_s_own_way_to_approve_is_not_there(sent, client, centre_officer):
    client.force_login(centre_officer, backend=BACKEND)
    step = sent.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[sent.pk, "approve", step.pk])
    assert client.post(address).status_code == 404
    assert not Page.objects.get(pk=sent.pk).live


def test_an_officer_s_publish_button_waits_for_the_co_host(client, centre_officer, organisation, areas):
    co_host = factories.make_organisation("cohost", "共同主办方", kind="social", area=areas["committee"])
    page = factories.make_programme(organisation, live=False, slug="both", category="culture")
    page.hosts.set([ProgrammeHost(organisation=co_host, role="host")])
    page.save()
    page.save_revision()
    client.force_login(centre_officer, backend=BACKEND)
    hosts = {
        "hosts-TOTAL_FORMS": "1",
        "hosts-INITIAL_FORMS": "1",
        "hosts-0-id": str(page.hosts.get().pk),
        "hosts-0-role": "host",
        "hosts-0-organisation": str(co_host.pk),
        "hosts-0-ORDER": "1",
    }
    body = words(slug="both", **hosts, **{"action-publish": "1"})
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), body)
    assert response.status_code == 302
    page = Page.objects.get(pk=page.pk)
    assert (page.live, page.current_workflow_task_state is None) == (False, False)
