"""The pages of a case: for whoever writes it, and for the staff."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from organisations.models import Organisation
from portal.cases.drafting import begin, invite
from portal.cases.models import Case, CheckTick, Defect, DefectNotice, Revision
from tests import factories
from tests.portal.cases.conftest import ANSWERS, AT, fill, go


@pytest.fixture
def signed_in(client, applicant):
    client.force_login(applicant, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def officer(client, staff, organisation):
    factories.make_member(staff.officer, organisation, "viewer")
    client.force_login(staff.officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def written(**answers):
    return {"base": "{}", "step": "0", **{f"answers-{key}": value for key, value in answers.items()}}


def test_a_draft_is_saved_with_whatever_is_valid_and_handed_in_when_it_is_whole(signed_in, case):
    address = reverse("cases:write", args=[case.reference])
    answer = signed_in.post(address, written(name="好邻居") | {"act": "save"})
    assert answer.status_code == 302
    answer = signed_in.post(address, written(name="", registered="yes", about="我们") | {"act": "hand_in"})
    assert answer.status_code == 422
    assert Case.objects.get().draft["about"] == "我们"
    base = json.dumps(dict.fromkeys(ANSWERS, "-"))
    assert signed_in.post(address, written(**ANSWERS) | {"act": "save", "base": base}).status_code == 422
    page = signed_in.get(address)
    base = page.context["form"].base_data
    answer = signed_in.post(address, written(**ANSWERS) | {"act": "hand_in", "base": base}, follow=True)
    assert Case.objects.get().state == "checking"
    assert "接下来" in answer.content.decode()


def test_of_two_who_save_the_same_field_the_second_is_told_of_that_and_not_of_what_is_blank(signed_in, case):
    address = reverse("cases:write", args=[case.reference])
    opened = signed_in.get(address).context["form"].base_data
    assert signed_in.post(address, written(name="甲") | {"act": "save", "base": opened}).status_code == 302
    answer = signed_in.post(address, written(name="乙") | {"act": "save", "base": opened})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name"}


def test_autosaving_keeps_what_is_typed_and_whoever_types_on_is_not_in_their_own_way(signed_in, case):
    address = reverse("cases:write", args=[case.reference])
    base = signed_in.get(address).context["form"].base_data
    for name in ("好", "好邻", "好邻居"):
        answer = signed_in.post(address, written(name=name) | {"act": "autosave", "base": base})
        assert answer.status_code == 200
        base = answer.json()["base"]
    assert Case.objects.get().draft == {"name": "好邻居"}


def test_what_was_kept_beside_a_fault_can_be_changed_on_the_page_that_names_the_fault(signed_in, case):
    address = reverse("cases:write", args=[case.reference])
    page = signed_in.post(address, written(name="好邻") | {"act": "hand_in"})
    assert page.status_code == 422
    base = page.context["form"].base_data
    assert signed_in.post(address, written(name="好邻居") | {"act": "save", "base": base}).status_code == 302
    assert Case.objects.get().draft == {"name": "好邻居"}


def test_a_page_that_names_what_others_changed_does_not_undo_their_other_changes(signed_in, case, applicant):
    address = reverse("cases:write", args=[case.reference])
    base = signed_in.get(address).context["form"].base_data
    fill(case, applicant, name="甲", about="他们写的")
    page = signed_in.post(address, written(name="乙") | {"act": "save", "base": base})
    assert page.status_code == 422
    base = page.context["form"].base_data
    assert signed_in.post(address, written(name="乙") | {"act": "save", "base": base}).status_code == 302
    assert Case.objects.get().draft == {"name": "乙", "about": "他们写的"}


def test_nothing_posted_sets_a_state_or_opens_a_field(signed_in, handed_in, staff):
    for name in ("write", "case"):
        body = written(**ANSWERS) | {"state": "approved", "phase": "closed", "act": "hand_in", "holder_id": "9"}
        signed_in.post(reverse(f"cases:{name}", args=[handed_in.reference]), body)
    for key in ("approve", "finish", "pass", "submit"):
        signed_in.post(reverse("cases:move", args=[handed_in.reference, key]), {"step": "1", "state": "approved"})
    case = Case.objects.get()
    assert (case.state, case.holder_id, case.step) == ("checking", None, 1)
    assert Revision.objects.count() == 1


def test_the_correction_shows_and_takes_the_marked_fields_only(signed_in, handed_in, staff):
    go(handed_in, "return", staff.officer, defects={"about": "请写清楚服务对象"})
    page = signed_in.get(reverse("cases:write", args=[handed_in.reference]))
    text = page.content.decode()
    assert "请写清楚服务对象" in text
    assert 'name="answers-about"' in text
    assert 'name="answers-name"' not in text
    body = written(about="社区老人", name="别的") | {
        "act": "hand_in",
        "base": page.context["form"].base_data,
        "step": "2",
    }
    signed_in.post(reverse("cases:write", args=[handed_in.reference]), body)
    assert Revision.objects.latest("number").answers == {**ANSWERS, "about": "社区老人"}


def test_withdrawing_is_asked_first_and_a_second_press_does_no_harm(signed_in, handed_in):
    address = reverse("cases:move", args=[handed_in.reference, "withdraw"])
    assert signed_in.get(address).status_code == 200
    assert Case.objects.get().closed_at is None
    for _time in range(2):
        assert signed_in.post(address, {"step": "1", "reason": "不办了"}).status_code == 302
    assert Case.objects.get().state == "withdrawn"


def test_a_refused_file_is_told_at_its_field_and_the_words_stay(signed_in, case):
    upload = SimpleUploadedFile("证书.pdf", b"<html>")
    answer = signed_in.post(
        reverse("cases:write", args=[case.reference]), written(name="好邻居") | {"answers-paper": upload, "act": "save"}
    )
    assert answer.status_code == 422
    assert "证书.pdf" in answer.content.decode()
    assert Case.objects.get().draft == {"name": "好邻居"}


def test_whoever_is_invited_joins_by_the_link(client, case, applicant):
    token = invite(case, by=applicant, at=case.begun_at).invitation
    client.force_login(factories.make_user("friend"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("cases:case", args=[case.reference])).status_code == 404
    assert client.get(reverse("cases:join", args=[token])).status_code == 200
    client.post(reverse("cases:join", args=[token]))
    assert client.get(reverse("cases:write", args=[case.reference])).status_code == 200


def test_lists_cost_the_same_for_one_case_and_for_many(
    signed_in, workflow, question_set, applicant, handed_in, django_assert_max_num_queries
):
    def queries():
        with django_assert_max_num_queries(40) as counted:
            signed_in.get(reverse("cases:list"))
            signed_in.get(reverse("me:home"))
        return len(counted)

    queries()
    first = queries()
    for _number in range(4):
        begin(kind="trial", workflow=workflow.newest, questions=question_set.newest, by=applicant, at=AT)
    assert queries() == first


def test_the_staff_tick_return_and_decide_on_one_screen(officer, handed_in, staff, applicant):
    address = reverse("cases_admin:case", args=[handed_in.pk])
    assert officer.get(address).status_code == 200
    officer.post(address, {"act": "tick:paper", "note-paper": "原件已看"})
    assert CheckTick.objects.get().note == "原件已看"
    officer.post(address, {"act": "untick:paper"})
    assert not CheckTick.objects.exists()
    answer = officer.post(address, {"act": "move:return", "return-step": "1", "fault": "name", "sentence-name": " "})
    assert answer.status_code == 422
    body = {"act": "move:return", "return-step": "1", "fault": ["name", "about"], "sentence-name": "请写全称"}
    answer = officer.post(address, body)
    assert "请写全称" in answer.content.decode()
    officer.post(address, body | {"sentence-about": "请补充"})
    assert DefectNotice.objects.get().defects.count() == 2
    fill(handed_in, applicant, name="好邻居中心", about="我们")
    go(handed_in, "correct", applicant)
    page = officer.get(address).content.decode()
    assert "好邻居中心" in page
    assert "linli-field--changed" in page
    officer.post(address, {"act": f"settle:{Defect.objects.get(question='name').pk}"})
    assert Defect.objects.get(question="name").settled_by == staff.officer
    officer.post(address, {"act": "move:refuse", "refuse-step": "3", "refuse-reason": "不在本区", "state": "approved"})
    assert Case.objects.get().state == "refused"


def test_the_work_list_shows_what_is_open_with_the_latest_first_and_no_drafts(
    officer, handed_in, workflow, question_set, applicant, staff
):
    draft = begin(kind="trial", workflow=workflow.newest, questions=question_set.newest, by=applicant, at=AT)
    fill(draft, applicant)
    page = officer.get(reverse("cases_admin:index")).content.decode()
    assert handed_in.reference in page
    assert draft.reference not in page
    assert officer.get(reverse("cases_admin:case", args=[draft.pk])).status_code == 404
    assert officer.get(reverse("cases_admin:index") + "?late=yes&kind=trial").status_code == 200


def test_staff_whose_kind_shows_them_nothing_find_nothing(client, handed_in, areas):
    user = factories.make_user("other")
    other = factories.make_organisation("other", "别的", kind="social", area=areas["committee"])
    factories.make_member(user, Organisation.objects.get(pk=other.pk), "owner")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("cases_admin:case", args=[handed_in.pk])).status_code == 404
    assert handed_in.reference not in client.get(reverse("cases_admin:index")).content.decode()


def test_the_work_list_and_the_screen_cost_the_same_for_one_and_for_many(
    officer, handed_in, workflow, question_set, applicant, staff, django_assert_max_num_queries
):
    def queries(*addresses):
        with django_assert_max_num_queries(90) as counted:
            for address in addresses:
                officer.get(address)
        return len(counted)

    addresses = reverse("cases_admin:index"), reverse("cases_admin:case", args=[handed_in.pk])
    go(handed_in, "return", staff.officer, defects={"name": "请写全称"})
    go(handed_in, "correct", applicant)
    queries(*addresses)
    first = queries(*addresses)
    for _number in range(4):
        another = begin(kind="trial", workflow=workflow.newest, questions=question_set.newest, by=applicant, at=AT)
        fill(another, applicant)
        go(another, "submit", applicant)
    for _time in range(3):
        go(handed_in, "return", staff.officer, defects={"name": "请写全称", "about": "请补充"})
        go(handed_in, "correct", applicant)
    assert queries(*addresses) == first
