"""An organisation joins: it applies, its centre checks, and the decision makes it a place of its own."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisations.errors import NotPossible, NotYours
from organisations.joining.applying import KIND, apply, found_joining
from organisations.joining.expiring import remind_of_ends
from organisations.models import Fact, Membership, Organisation, Standing
from organisations.permissions import Act, may
from organisations.suspending import resume, suspend
from portal.cases.drafting import known_answers
from portal.cases.errors import NotReady
from portal.cases.errors import NotYours as NotYourCase
from portal.cases.models import Case, Workflow, WorkflowVersion
from portal.outbox.models import Message
from portal.questions.credit_code import is_credit_code, tidied
from portal.questions.versions import make_set
from tests import factories
from tests.organisations import joining


@pytest.fixture
def applicant(db):
    return factories.make_user("applicant", "+8613800000041")


@pytest.fixture
def case(centre, applicant):
    return joining.handed_in(centre, applicant)


def fresh(user):
    """Return the account as the next request has it."""
    return type(user).objects.get(pk=user.pk)


# Published codes of well-known bodies: the check digit of each is the registry's own.
@pytest.mark.parametrize("code", ["91110000600037341L", "91350100M000100Y43"])
def test_a_true_credit_code_is_known_by_its_check_digit(code):
    assert is_credit_code(code)
    for wrong in (code[:-1] + ("0" if code[-1] != "0" else "1"), code[:-1], code.lower(), code[:8] + "I" + code[9:]):
        assert not is_credit_code(wrong)


def test_a_credit_code_is_taken_however_it_is_typed():
    assert tidied(" 9111 0000-６００037341l ") == "91110000600037341L"


def test_a_swap_of_two_neighbours_is_found():
    code = joining.CODE
    swapped = code[:3] + code[4] + code[3] + code[5:]
    assert swapped == code or not is_credit_code(swapped)


def test_what_is_asked_follows_from_the_legal_form(centre, applicant):
    case = apply(centre=centre, by=applicant, at=timezone.now())
    given = joining.answers(applicant)
    for gone in ("credit_code", "registrar", "certificate_until", "rating", "rated_on", "certificate"):
        given.pop(gone)
    joining.write(case, applicant, given | {"legal_form": "filed"})
    with pytest.raises(NotReady) as refusal:
        joining.go(case, "submit", applicant)
    sentence = str(refusal.value.sentence)
    assert all(label in sentence for label in ("备案编号", "指导社区（村）居委会", "备案证明"))
    assert "统一社会信用代码" not in sentence
    proof = joining.paper(applicant, "filing_proof")
    more = {"filing_number": "园社备〔2026〕8号", "guiding_committee": "锦塘社区", "filing_proof": proof}
    joining.write(case, applicant, more)
    assert joining.go(case, "submit", applicant).state == "checking"


def test_verifying_makes_everything_at_once_with_the_applicant_as_owner(case, centre, applicant, centre_officer):
    standing = joining.verify(case, centre_officer, code="nuanlin")
    organisation = standing.organisation
    assert (organisation.code, organisation.kind, organisation.home_centre) == ("nuanlin", "social", centre)
    assert organisation.page.live
    assert organisation.collection.name == "暖邻社会服务中心"
    assert (standing.rating, standing.has_party_branch, standing.credit_code) == ("3A", True, joining.CODE)
    assert may(fresh(applicant), Act.MANAGE, organisation.pk)
    assert not may(fresh(applicant), Act.APPROVE, organisation.pk)
    page = Client().get("/organisations/nuanlin/").content.decode()
    assert "陪伴独居老人" in page
    assert "3A" in page


def test_an_address_is_made_from_the_name_or_refused_in_words(case, centre_officer, centre):
    joining.check_all(case, centre_officer)
    until = timezone.localdate().isoformat()
    for wrong in ("join", "Ä", centre.code):
        with pytest.raises(NotPossible):
            joining.go(case, "verify", centre_officer, answers={"until": until, "code": wrong})
    assert not Organisation.objects.filter(name="暖邻社会服务中心").exists()
    assert Case.objects.get().state == "checking"
    assert joining.verify(case, centre_officer).organisation.code == "nlshfwzx"


def test_a_code_that_is_here_already_is_not_handed_in_again(case, centre, centre_officer):
    joining.verify(case, centre_officer)
    other = factories.make_user("other", "+8613800000043")
    with pytest.raises(NotReady) as refusal:
        joining.handed_in(centre, other)
    assert "暖邻社会服务中心" in str(refusal.value.sentence)


def test_only_the_officers_of_the_centre_it_was_sent_to_check_it(case, areas, centre_officer):
    elsewhere = factories.make_organisation("hubin", "湖滨所", kind="centre", area=areas["committee"])
    stranger = factories.make_user("stranger")
    factories.make_member(stranger, elsewhere, "officer")
    with pytest.raises(NotYourCase):
        joining.go(case, "refuse", stranger, reason="不行")
    assert list(Case.objects.handled_by(stranger)) == []
    assert list(Case.objects.handled_by(centre_officer)) == [case]


def test_what_waits_to_be_checked_stands_on_the_officer_s_first_page(case, centre, applicant, centre_officer, client):
    def first_page(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client.get(reverse("wagtailadmin_home")).content.decode()

    address = reverse("cases_admin:case", args=[case.pk])
    assert address in first_page(centre_officer)
    fault = {"phone": "号码少了几位。"}
    joining.go(case, "return", centre_officer, defects=fault)
    assert address not in first_page(fresh(centre_officer))
    joining.write(case, applicant, {"phone": "0512-60000001"})
    joining.go(case, "correct", applicant)
    page = first_page(fresh(centre_officer))
    assert "暖邻社会服务中心（已补正）" in page
    outsider = factories.make_user("elsewhere", is_staff=True)
    other = factories.make_organisation("hubin", "湖滨所", kind="centre", area=centre.area)
    factories.make_member(outsider, other, "officer")
    assert address not in first_page(outsider)


def test_a_renewal_is_filled_in_with_its_source_and_makes_no_second_organisation(
    case, centre, applicant, centre_officer
):
    first = joining.verify(case, centre_officer, days=20)
    again = apply(centre=centre, organisation=first.organisation, by=fresh(applicant), at=timezone.now())
    assert again.draft["credit_code"] == joining.CODE
    assert again.draft["fields"] == ["seniors", "health"]
    assert case.reference in again.known["credit_code"]["source"]
    assert "certificate" not in again.draft
    assert apply(centre=centre, organisation=first.organisation, by=fresh(applicant), at=timezone.now()) == again
    rest = joining.answers(applicant)
    joining.write(
        again, applicant, {key: rest[key] for key in ("certificate", "truthful", "contact_name", "contact_phone")}
    )
    joining.write(again, applicant, {"summary": "陪伴与助餐"})
    again = joining.go(again, "submit", applicant)
    count = Organisation.objects.count()
    standing = joining.verify(again, centre_officer, days=700)
    assert Organisation.objects.count() == count
    assert standing.pk == first.pk
    assert Fact.objects.get(name="summary").words == "陪伴与助餐"
    assert Membership.objects.filter(organisation=first.organisation).count() == 1


def test_nobody_renews_for_another_organisation(case, centre, centre_officer, outsider):
    standing = joining.verify(case, centre_officer)
    with pytest.raises(NotYours):
        apply(centre=centre, organisation=standing.organisation, by=outsider, at=timezone.now())


def test_what_is_known_is_filled_into_any_later_form(case, centre_officer, applicant, question_set_with_facts):
    organisation = joining.verify(case, centre_officer).organisation
    known = known_answers(question_set_with_facts.newest.questions, organisation.pk)
    assert known["q1"].answer == joining.CODE
    assert known["q2"].answer == "社会服务机构（民办非企业单位）"
    assert "q3" not in known
    assert known["q1"].on == timezone.localdate()


@pytest.fixture
def question_set_with_facts(db):
    def question(key, kind, fact, **rest):
        words = {"zh": key}
        return {"id": key, "kind": kind, "label": words, "purpose": words, "kept_days": 9, "fact": fact, **rest}

    definition = {
        "questions": [
            question("q1", "text", "credit_code"),
            question("q2", "text", "legal_form"),
            question("q3", "number", "summary"),
        ]
    }
    return make_set(organisation_id=1, name="x", definition=definition, by="test", at=timezone.now())


def test_the_end_of_a_verification_is_told_at_sixty_thirty_and_seven_days_and_once_after(
    case, centre_officer, applicant
):
    joining.verify(case, centre_officer, days=90)
    told = []
    for days in range(0, 95):
        before = Message.objects.filter(kind="organisation.verification").count()
        remind_of_ends(timezone.now() + timedelta(days=days))
        if Message.objects.filter(kind="organisation.verification").count() > before:
            told.append(90 - days)
    assert told == [60, 30, 7, -1]
    last = Message.objects.filter(kind="organisation.verification", recipient=centre_officer)
    assert last.count() == 1
    standing = Standing.objects.get()
    assert list(Standing.objects.lapsed(standing.verified_until + timedelta(days=1))) == [standing]
    assert standing.organisation.state == "active"


def test_founding_again_makes_no_new_version(founded):
    versions = WorkflowVersion.objects.count()
    found_joining()
    assert WorkflowVersion.objects.count() == versions
    assert Workflow.objects.get(key=KIND).question_set.versions.count() == 1


def test_suspending_takes_rights_away_at_the_next_request_and_resuming_gives_them_back(
    case, centre_officer, applicant, client
):
    organisation = joining.verify(case, centre_officer, code="nuanlin").organisation
    now = timezone.now()
    with pytest.raises(NotYours):
        suspend(organisation, reason="x", by=fresh(applicant), at=now)
    with pytest.raises(NotPossible):
        suspend(organisation, reason=" ", by=centre_officer, at=now)
    suspend(organisation, reason="年检不合格", by=centre_officer, at=now)
    suspend(organisation, reason="年检不合格", by=centre_officer, at=now)
    assert not may(fresh(applicant), Act.WRITE, organisation.pk)
    message = Message.objects.get(kind="organisation.suspended")
    assert "年检不合格" in message.body
    assert client.get("/organisations/nuanlin/").status_code == 404
    resume(organisation, by=centre_officer, at=now)
    assert may(fresh(applicant), Act.WRITE, organisation.pk)
    assert client.get("/organisations/nuanlin/").status_code == 200


def test_the_pages_from_the_directory_to_the_decision(centre, applicant, centre_officer, client):
    backend = "django.contrib.auth.backends.ModelBackend"
    address = reverse("organisations:join")
    assert address in client.get("/organisations/").content.decode()
    assert client.get(address).status_code == 200
    assert "sign-in" in client.post(address, {"centre": centre.pk})["Location"]
    client.force_login(applicant, backend=backend)
    assert client.post(address, {"centre": ""}).status_code == 422
    writing = client.post(address, {"centre": centre.pk})["Location"]
    assert "暖邻" not in client.get(writing).content.decode()
    case = Case.objects.get()
    joining.write(case, applicant, joining.answers(applicant, credit_code=""))
    body = {"base": client.get(writing).context["form"].base_data, "answers-credit_code": "12345", "act": "save"}
    answer = client.post(writing, body | {"answers-legal_form": "service"})
    assert answer.status_code == 422
    assert "12345" in answer.content.decode()
    joining.write(case, applicant, joining.answers(applicant))
    joining.go(case, "submit", applicant)
    joining.check_all(case, centre_officer)
    client.force_login(centre_officer, backend=backend)
    screen = reverse("cases_admin:case", args=[case.pk])
    assert joining.CODE in client.get(screen).content.decode()
    until = (timezone.localdate() + timedelta(days=365)).isoformat()
    body = {"act": "move:verify", "verify-step": "1", "verify-asked-until": until, "verify-asked-code": "nuanlin"}
    assert client.post(screen, body).status_code == 302
    standing = Standing.objects.get()
    assert client.get(reverse("standings:index")).status_code == 200
    assert joining.CODE in client.get(reverse("standings:show", args=[standing.pk])).content.decode()
    suspending = reverse("organisations_admin:suspend", args=[standing.organisation_id])
    assert client.post(suspending, {"reason": ""}).status_code == 422
    assert client.post(suspending, {"reason": "年检不合格"}).status_code == 302
    assert Organisation.objects.get(code="nuanlin").state == "suspended"
    client.force_login(applicant, backend=backend)
    assert client.get(suspending).status_code == 404
