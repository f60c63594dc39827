"""A call is prepared, published, corrected in public, and read by whoever thinks of applying."""

from datetime import timedelta

import pytest
from django.utils import timezone

from incubator.applying import apply
from incubator.demo.calls import load_calls
from incubator.errors import NotOpen, NotReady, NotYours
from incubator.intakes import change_intake, publish_intake
from incubator.models import Application, Base, Intake
from organisations.models import Organisation
from portal.cases.asking import asked_in
from portal.cases.forms.writing import open_questions
from portal.cases.handing_in import missing
from portal.cases.models import Case
from portal.questions.versions import save_version
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(organisation):
    user = factories.make_user("owner", "+8613900000077")
    factories.make_member(user, organisation, "owner")
    return user


def begin(call, by, at, kind="registered", organisation=None, **more):
    track = more.pop("track", call.tracks.first())
    return apply(intake=call, track=track, applicant_kind=kind, organisation=organisation, by=by, at=at)


def test_the_demonstration_s_calls_are_loaded_once(call, at):
    Base.objects.filter(code="sip-core").update(name="改过的名字")
    load_calls(at)
    assert Intake.objects.count() == 2
    assert set(Intake.objects.values_list("state", flat=True)) == {"published"}


@pytest.mark.parametrize("address", ["/incubator/calls/core-spring/", "/en/incubator/calls/core-spring/"])
def test_a_call_says_who_may_apply_what_rules_out_and_which_papers(call, client, address):
    page = client.get(address).content.decode()
    english = address.startswith("/en")
    for words in (
        ["Registered organisation", "Set up a branch unlawfully", "Registration certificate", "22 days left"]
        if english
        else ["已登记的社会组织", "违规设立分支机构", "登记证书（正副本）", "还剩22天"]
    ):
        assert words in page, words


def test_a_call_that_is_prepared_or_whose_base_is_suspended_is_missing(call, client):
    Intake.objects.filter(pk=call.pk).update(state="prepared")
    assert client.get("/incubator/calls/core-spring/").status_code == 404
    Intake.objects.filter(pk=call.pk).update(state="published")
    Organisation.objects.filter(code="sip-incubator").update(state="suspended")
    assert client.get("/incubator/calls/core-spring/").status_code == 404


def test_an_organisation_applies_and_goes_on_with_the_same_application(call, owner, organisation, at):
    first = begin(call, owner, at, organisation=organisation)
    assert begin(call, owner, at, organisation=organisation) == first
    assert (first.case.context_id, first.case.applicant_id) == (call.pk, organisation.pk)
    assert first.case.phase == "draft"


def test_a_team_without_registration_applies(call, resident, at):
    application = begin(call, resident, at, kind="team")
    assert application.organisation is None
    assert begin(call, resident, at, kind="team") == application


def test_nobody_applies_for_somebody_else_s_organisation(call, resident, other_organisation, at):
    with pytest.raises(NotYours):
        begin(call, resident, at, organisation=other_organisation)
    assert not Application.objects.exists()


def test_who_is_not_called_is_told_so(call, resident, at):
    with pytest.raises(NotOpen, match="refused"):
        begin(call, resident, at, kind="filed")
    other_track = Intake.objects.get(code="youth-second").tracks.first()
    with pytest.raises(NotOpen):
        begin(call, resident, at, kind="team", track=other_track)


def test_applications_are_taken_to_the_end_of_the_last_day(call, resident, at):
    last = timezone.localtime(at + timedelta(days=21)).replace(hour=23, minute=59)
    assert begin(call, resident, last, kind="team")
    with pytest.raises(NotOpen):
        begin(call, factories.make_user("late"), last + timedelta(minutes=2), kind="team")


def test_the_first_step_leads_to_where_it_is_written(call, owner, organisation, client):
    client.force_login(owner)
    track = call.tracks.get()
    address = "/incubator/calls/core-spring/apply/"
    wrong = client.post(address, {"track": track.pk, "applicant_kind": "registered"})
    assert wrong.status_code == 422
    assert "请选择以哪个组织的名义申请" in wrong.content.decode()
    given = {"track": track.pk, "applicant_kind": "registered", "organisation": organisation.pk}
    answer = client.post(address, given)
    case = Case.objects.get()
    assert answer["Location"] == f"/me/cases/{case.reference}/write/"
    assert client.get(answer["Location"]).status_code == 200


def test_whoever_speaks_for_no_organisation_is_not_asked_to_choose_one(call, resident, client):
    client.force_login(resident)
    given = {"track": call.tracks.get().pk, "applicant_kind": "registered"}
    answer = client.post("/incubator/calls/core-spring/apply/", given)
    assert answer.status_code == 422
    assert "还不能代表任何组织" in answer.content.decode()


def test_a_foreign_organisation_is_not_among_the_choices(call, owner, other_organisation, client):
    client.force_login(owner)
    given = {"track": call.tracks.get().pk, "applicant_kind": "registered", "organisation": other_organisation.pk}
    assert client.post("/incubator/calls/core-spring/apply/", given).status_code == 422
    assert not Case.objects.exists()


def test_a_published_call_changes_with_a_public_amendment(call, operator, at, client):
    with pytest.raises(NotReady, match="amendment"):
        change_intake(call, details={"place_count": 10}, by=operator, at=at)
    change_intake(call, details={"place_count": 10}, amendment="名额增加到十个", by=operator, at=at)
    assert "名额增加到十个" in client.get("/incubator/calls/core-spring/").content.decode()


def test_questions_that_change_leave_an_application_with_its_own(call, operator, owner, organisation, at):
    first = begin(call, owner, at, organisation=organisation)
    definition = call.question_set.newest.definition
    changed = {"questions": definition["questions"][:-1]}
    save_version(call.question_set, definition=changed, name=call.name, seen=1, by=operator, at=at)
    later = begin(Intake.objects.get(pk=call.pk), factories.make_user("team"), at, kind="team")
    assert (first.case.questions.number, later.case.questions.number) == (1, 2)


def test_a_stranger_prepares_and_publishes_nothing(call, organiser, at):
    for act in (
        lambda: change_intake(call, details={"place_count": 1}, amendment="x", by=organiser, at=at),
        lambda: publish_intake(call, by=organiser, at=at),
    ):
        with pytest.raises(NotYours):
            act()


def test_a_call_names_only_questions_it_asks(call, operator, at):
    with pytest.raises(NotReady, match="questions"):
        change_intake(call, details={"blind_fields": ["nothing"]}, amendment="x", by=operator, at=at)


def test_an_applicant_is_asked_for_the_papers_of_their_kind_and_for_no_other(call, resident, at):
    call.papers = {"registered": ["certificate"], "team": ["founders"]}
    call.save()
    case = apply(intake=call, track=call.tracks.first(), applicant_kind="team", by=resident, at=at).case
    asked = {question.id: question.required for question in open_questions(case)}
    assert asked["founders"]
    assert "certificate" not in asked
    assert not asked["filing"]
    assert "founders" in {question.id for question in missing(asked_in(case), {})}


def test_waiting_in_reserve_is_no_step_on_the_way(call):
    assert [state.id for state in call.workflow.newest.plan.way()] == [
        *("draft", "checking", "reviewing", "deciding", "decided", "noticed", "accepted")
    ]
