"""A proof of service: asked for, issued by who recorded, shown as the holder chooses, following the hours."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from events.errors import HoursRefused, NoMandate, NotAllowed
from events.models import ServiceProof
from events.volunteering import hours, service_proofs
from portal.audit.models import Entry
from portal.outbox.models import Message
from portal.proofs.issuing import revoke
from portal.proofs.readouts import public_view
from portal.proofs.states import Why
from tests import factories
from tests.factories.service import make_entry
from tests.factories.volunteers import make_volunteer

DAY = date(2026, 3, 14)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
ANSWERING = service_proofs.Issuing("周负责", "吴经办", "0512-66668888")
NUMBER = "320502199001011234"


@pytest.fixture
def volunteer(founded):
    return make_volunteer(name="沈志愿")


@pytest.fixture
def coordinator(organisation):
    user = factories.make_user("coordinator", "+8613700000001")
    factories.make_member(user, organisation, "owner")
    return user


@pytest.fixture
def approved(organisation, volunteer, coordinator):
    entry = make_entry(volunteer, organisation, 150, on=DAY)
    hours.approve([entry.pk], organisation_id=organisation.pk, by=coordinator, at=timezone.now())
    return entry


def words_of(paper: bytes) -> str:
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages)
    return text.replace("\x00", "")


def ask(volunteer, organisation, **details):
    document = service_proofs.Document("id_card", NUMBER)
    asked = {"days": YEAR, "document": document, "by": volunteer.person.user, "at": timezone.now(), **details}
    return service_proofs.ask(volunteer, organisation, **asked)


def issue(asked, by):
    return service_proofs.issue(asked, answering=ANSWERING, by=by, at=timezone.now())


def test_only_approved_hours_are_proved(organisation, volunteer):
    make_entry(volunteer, organisation, on=DAY)
    with pytest.raises(HoursRefused):
        ask(volunteer, organisation)


def test_a_proof_says_what_was_served_and_shows_strangers_nothing_unasked(
    organisation, volunteer, coordinator, approved
):
    proof = issue(ask(volunteer, organisation), coordinator).proof
    said = {one["name"]: one["value"]["zh-hans"] for one in proof.content["fields"]}
    assert said["hours"] == "2小时30分钟"
    assert said["content"] == "图书整理 2小时30分钟"
    assert (said["holder"], said["number"], said["phone"]) == ("沈志愿", volunteer.number, "0512-66668888")
    shown = public_view(proof, timezone.localdate())
    assert [line.name for line in shown.lines] == ["holder", "issuer"]
    assert shown.holder == "沈*愿"
    assert issue(ServiceProof.objects.get(), coordinator).proof == proof
    assert Message.objects.filter(kind="service_proof.issued").count() == 1


def test_the_document_is_encrypted_stands_on_one_paper_and_is_gone(
    organisation, volunteer, coordinator, approved, client: Client
):
    asked = issue(ask(volunteer, organisation), coordinator)
    assert asked.document_secret
    assert NUMBER not in asked.document_secret
    assert NUMBER not in str(asked.proof.content) + str(list(Entry.objects.values_list("facts", flat=True)))
    client.force_login(volunteer.person.user, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("events:service_proof_paper", args=[asked.pk])
    assert NUMBER in words_of(client.post(address).content)
    assert NUMBER not in words_of(client.post(address).content)
    asked.refresh_from_db()
    assert (asked.document_secret, asked.taken_at is not None) == ("", True)
    assert client.get(address).status_code == 405


def test_the_document_of_a_paper_that_nobody_took_goes_after_thirty_days(organisation, volunteer, approved):
    asked = ask(volunteer, organisation)
    assert service_proofs.erase_documents(asked.asked_at + timedelta(days=30) - timedelta(seconds=1)) == 0
    assert service_proofs.erase_documents(asked.asked_at + timedelta(days=30)) == 1
    asked.refresh_from_db()
    assert asked.document_secret == ""


def test_new_hours_issue_it_anew_and_the_old_number_says_so(organisation, volunteer, coordinator, approved):
    first = issue(ask(volunteer, organisation), coordinator).proof
    more = make_entry(volunteer, organisation, 60, on=DAY + timedelta(days=1))
    hours.approve([more.pk], organisation_id=organisation.pk, by=coordinator, at=timezone.now())
    first.refresh_from_db()
    newer = ServiceProof.objects.get().proof
    assert (first.state, newer.state, newer.replaces) == ("replaced", "issued", first)
    assert "3小时30分钟" in str(newer.content)
    outside = make_entry(volunteer, organisation, 60, on=date(2025, 12, 31))
    hours.approve([outside.pk], organisation_id=organisation.pk, by=coordinator, at=timezone.now())
    assert ServiceProof.objects.get().proof == newer


def test_when_nothing_is_left_it_verifies_as_revoked(organisation, volunteer, coordinator, approved, client):
    proof = issue(ask(volunteer, organisation), coordinator).proof
    none = hours.correct(approved, minutes=0, reason="当天没有来", by=coordinator, at=timezone.now())
    hours.approve([none.pk], organisation_id=organisation.pk, by=coordinator, at=timezone.now())
    page = client.get(reverse("proofs:check", args=[proof.number])).content.decode()
    assert "已撤销" in page
    assert "有效" not in page.partition("<main")[2].partition("</h1>")[0]


def test_a_revoked_proof_verifies_as_revoked(organisation, volunteer, coordinator, approved, client):
    proof = issue(ask(volunteer, organisation), coordinator).proof
    assert "已撤销" not in client.get(reverse("proofs:check", args=[proof.number])).content.decode()
    revoke(proof, why=Why.MISTAKE, by=coordinator, at=timezone.now())
    assert "已撤销" in client.get(reverse("proofs:check", args=[proof.number])).content.decode()
    asked = ServiceProof.objects.get()
    client.force_login(volunteer.person.user, backend="django.contrib.auth.backends.ModelBackend")
    assert "已撤销" in words_of(client.post(reverse("events:service_proof_paper", args=[asked.pk])).content)


def test_who_may_ask_and_who_may_issue(organisation, other_organisation, volunteer, coordinator, approved):
    with pytest.raises(NoMandate):
        ask(volunteer, organisation, by=coordinator)
    asked = ask(volunteer, organisation)
    stranger = factories.make_user("stranger", "+8613700000002")
    factories.make_member(stranger, other_organisation, "owner")
    with pytest.raises(NotAllowed):
        issue(asked, stranger)
    with pytest.raises(NotAllowed):
        service_proofs.decline(asked, reason="不行", by=stranger, at=timezone.now())
    with pytest.raises(NoMandate):
        service_proofs.take(asked, by=stranger, at=timezone.now())


def test_nobody_issues_a_proof_to_themselves(organisation, coordinator):
    own = make_volunteer(factories.make_person("周负责", user=coordinator))
    entry = make_entry(own, organisation, on=DAY)
    hours.approve(
        [entry.pk],
        organisation_id=organisation.pk,
        by=factories.make_user("root", is_superuser=True),
        at=timezone.now(),
    )
    with pytest.raises(HoursRefused):
        issue(ask(own, organisation), coordinator)


def test_asking_again_changes_the_request_and_declining_erases_the_document(
    organisation, volunteer, coordinator, approved
):
    asked = ask(volunteer, organisation)
    assert ask(volunteer, organisation, document=None) == asked
    again = ask(volunteer, organisation)
    declined = service_proofs.decline(again, reason="请到窗口核对", by=coordinator, at=timezone.now())
    assert (declined.document_secret, Message.objects.filter(kind="service_proof.declined").count()) == ("", 1)
    with pytest.raises(HoursRefused):
        issue(declined, coordinator)
    assert ask(volunteer, organisation) != declined


def test_a_request_that_waits_is_taken_back_with_its_document(organisation, volunteer, coordinator, approved, client):
    asked = ask(volunteer, organisation)
    with pytest.raises(NoMandate):
        service_proofs.withdraw(asked, by=coordinator, at=timezone.now())
    client.force_login(volunteer.person.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse("events:withdraw_service_proof", args=[asked.pk])).status_code == 302
    assert not ServiceProof.objects.exists()
    answered = issue(ask(volunteer, organisation), coordinator)
    client.post(reverse("events:withdraw_service_proof", args=[answered.pk]))
    with pytest.raises(HoursRefused):
        service_proofs.withdraw(answered, by=volunteer.person.user, at=timezone.now())
    assert ServiceProof.objects.get() == answered
