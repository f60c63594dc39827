"""What an event asks is answered with the sign-up, read by whom it concerns, changed until it closes, and erased."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from events.errors import DifferentRequest, NoMandate, NotAllowed, SignUpClosed
from events.models import AnswerSheet, Party, Registration
from events.sign_up import asking
from events.sign_up.asking import Answers, ask, change_answers, erase_expired
from events.sign_up.registration import cancel, sign_up
from portal.accounts.models import Consent, Notice
from portal.accounts.readouts import copy_of
from portal.audit.models import Entry
from portal.questions.files import path_of
from portal.questions.models import AnswerFile
from portal.questions.versions import make_set, save_version
from tests.events.views.test_registration import check_url
from tests.portal.questions.conftest import asked, only_if, options

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
PDF = b"%PDF-1.4\n%%EOF"
BAD = "<script>alert(1)</script>"

QUESTIONS = [
    asked("q1", "yes_no", "一起坐大巴吗？", per="party", required=True, kept_days=10),
    asked("q2", "choice", "吃什么？", required=True, options=options("鸡肉", "素菜"), kept_days=30),
    asked("q3", "text", "对什么过敏？", condition=only_if("q2", "equals", "o1"), kept_days=5),
    asked("q4", "text", "哪站上车？", condition=only_if("q1", "equals", "yes"), required=True),
    asked("q5", "file", "体检报告", limits={"files": 1, "megabytes": 1}, kept_days=7),
]


@pytest.fixture
def question_set(organisation, organiser):
    return make_set(
        organisation_id=organisation.pk,
        name="出行问题",
        definition={"questions": QUESTIONS},
        by=organiser,
        at=timezone.now(),
    )


@pytest.fixture
def asked_event(event, question_set, organiser):
    ask(event=event, version=question_set.newest, takes_photos=False, by=organiser, at=timezone.now())
    return event


@pytest.fixture
def signed_in(client, resident):
    client.force_login(resident)
    return client


def filled(*people, bus="no", **values) -> dict:
    each = {f"person{person.pk}-q2": "o2" for person in people}
    return {"all-q1": bus, **each, **values}


def confirm(client, event, *people, key=None, **posted):
    return client.post(check_url(event, *people), {"key": str(key or uuid4()), **posted})


def answers(question_set, person, *, party=None, **own) -> Answers:
    return Answers(question_set.newest, party or {}, {person.pk: own})


def sign_up_with(event, question_set, user, *, key=None, at=None, party=None, **own) -> Registration:
    made = sign_up(
        event=event,
        people=[user.person],
        by=user,
        key=key or uuid4(),
        at=at or timezone.now(),
        answers=answers(question_set, user.person, party=party, **own),
    )
    return made.registrations.get()


# Asked at sign-up


def test_the_second_step_asks_once_for_all_and_then_each(signed_in, asked_event, resident, father):
    page = signed_in.get(check_url(asked_event, resident.person, father)).content.decode()
    assert page.count('name="all-q1"') == 2
    for person in (resident.person, father):
        assert f'name="person{person.pk}-q2"' in page
    assert "安排当天" in page
    assert "30" in page


def test_answers_are_kept_with_the_sign_up(signed_in, asked_event, resident, father):
    posted = filled(resident.person, father, **{f"person{father.pk}-q2": "o1", f"person{father.pk}-q3": "花生"})
    assert confirm(signed_in, asked_event, resident.person, father, **posted).status_code == 302
    sheets = {sheet.registration and sheet.registration.person: sheet.answers for sheet in AnswerSheet.objects.all()}
    assert sheets == {None: {"q1": "no"}, resident.person: {"q2": "o2"}, father: {"q2": "o1", "q3": "花生"}}


def test_what_is_missing_is_said_and_nothing_typed_is_lost(signed_in, asked_event, resident):
    answer = confirm(signed_in, asked_event, resident.person, **filled(resident.person, bus="yes", **{"person_x": "1"}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "哪站上车？: 请回答这个问题。" in page
    assert f'name="person{resident.person.pk}-q2" value="o2"' in page
    assert not Party.objects.exists()


def test_a_question_about_each_may_depend_on_what_was_answered_for_all(signed_in, asked_event, resident):
    name = f"person{resident.person.pk}-q4"
    confirm(signed_in, asked_event, resident.person, **filled(resident.person, bus="yes", **{name: "南门"}))
    assert AnswerSheet.objects.get(registration__isnull=False).answers["q4"] == "南门"


def test_pressing_twice_signs_up_once_and_another_answer_under_the_key_is_refused(signed_in, asked_event, resident):
    key = uuid4()
    first = confirm(signed_in, asked_event, resident.person, key=key, **filled(resident.person))
    again = confirm(signed_in, asked_event, resident.person, key=key, **filled(resident.person))
    assert first.url == again.url
    other = confirm(signed_in, asked_event, resident.person, key=key, **filled(resident.person, bus="yes"))
    assert other.status_code == 422
    assert AnswerSheet.objects.count() == 2


def test_the_key_with_other_answers_is_a_different_request(asked_event, question_set, resident):
    key = uuid4()
    sign_up_with(asked_event, question_set, resident, key=key, q2="o1")
    with pytest.raises(DifferentRequest):
        sign_up_with(asked_event, question_set, resident, key=key, q2="o2")


def test_answers_and_sign_up_are_written_together_or_not_at_all(asked_event, question_set, resident, monkeypatch):
    def fail(*_arguments, **_rest):
        raise RuntimeError

    monkeypatch.setattr(asking, "record", fail)
    with pytest.raises(RuntimeError):
        sign_up_with(asked_event, question_set, resident, q2="o1")
    assert not Party.objects.exists()
    assert asked_event.pools.get().taken == 0


def test_answers_of_somebody_who_does_not_come_are_not_kept(asked_event, question_set, resident, father):
    given = Answers(question_set.newest, {}, {father.pk: {"q2": "o1"}})
    sign_up(event=asked_event, people=[resident.person], by=resident, key=uuid4(), at=timezone.now(), answers=given)
    assert not AnswerSheet.objects.exists()


def test_an_event_that_asks_nothing_goes_on_as_before(signed_in, event, resident):
    assert signed_in.get(check_url(event, resident.person)).context["questions"] is None
    assert confirm(signed_in, event, resident.person).status_code == 302


@pytest.mark.parametrize("value", ["字" * 10_000, "a\x00b", BAD * 5])
def test_odd_answers_are_answered_by_sentences(signed_in, asked_event, resident, value):
    for name in ("q2", "q3", "q4"):
        posted = filled(resident.person, bus="yes", **{f"person{resident.person.pk}-q2": "o1"})
        answer = confirm(
            signed_in, asked_event, resident.person, **{**posted, f"person{resident.person.pk}-{name}": value}
        )
        assert answer.status_code == 422
        assert BAD not in answer.content.decode()


def test_the_audit_names_questions_and_never_answers(signed_in, asked_event, resident):
    me = resident.person
    confirm(signed_in, asked_event, me, **filled(me, **{f"person{me.pk}-q2": "o1", f"person{me.pk}-q3": "花生过敏"}))
    facts = Entry.objects.get(act="party.answered").facts
    assert facts["questions"] == ["q1", "q2", "q3"]
    assert "花生" not in str(list(Entry.objects.values_list("facts", flat=True)))


# Read and changed


def test_the_sign_up_shows_its_answers(signed_in, asked_event, question_set, resident):
    row = sign_up_with(asked_event, question_set, resident, party={"q1": "yes"}, q2="o1", q3=BAD)
    page = signed_in.get(reverse("events:registration", args=[row.reference])).content.decode()
    assert "鸡肉" in page
    assert "&lt;script&gt;" in page
    assert BAD not in page


def test_answers_are_changed_until_sign_up_closes(signed_in, asked_event, question_set, resident):
    row = sign_up_with(asked_event, question_set, resident, party={"q1": "no"}, q2="o1", q3="花生")
    address = reverse("events:answers", args=[row.reference])
    page = signed_in.get(address).content.decode()
    assert 'value="花生"' in page
    changed = signed_in.post(address, filled(resident.person))
    assert changed.url == reverse("events:registration", args=[row.reference])
    assert AnswerSheet.objects.get(registration=row).answers == {"q2": "o2"}
    assert Entry.objects.get(act="answers.changed").facts["questions"] == ["q2", "q3"]
    type(asked_event).objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    assert signed_in.post(address, filled(resident.person, bus="yes", **{"x": "1"})).status_code == 302
    assert AnswerSheet.objects.get(registration=None).answers == {"q1": "no"}


def test_whoever_did_not_answer_at_first_can_answer_later(signed_in, asked_event, resident):
    party = sign_up(event=asked_event, people=[resident.person], by=resident, key=uuid4(), at=timezone.now())
    row = party.registrations.get()
    signed_in.post(reverse("events:answers", args=[row.reference]), filled(resident.person))
    assert AnswerSheet.objects.get(registration=row).answers == {"q2": "o2"}


def test_nobody_else_changes_or_reads_them(client, asked_event, question_set, resident, neighbour):
    row = sign_up_with(asked_event, question_set, resident, q2="o1")
    given = answers(question_set, resident.person, q2="o2")
    with pytest.raises(NoMandate):
        change_answers(row, answers=given, by=neighbour, at=timezone.now())
    client.force_login(neighbour)
    for answer in (
        client.get(reverse("events:answers", args=[row.reference])),
        client.post(reverse("events:answers", args=[row.reference]), filled(resident.person)),
    ):
        assert answer.status_code == 404


def test_answers_of_a_cancelled_sign_up_are_not_changed(asked_event, question_set, resident):
    row = sign_up_with(asked_event, question_set, resident, q2="o1")
    cancel(registration=row, by=resident, at=timezone.now())
    with pytest.raises(SignUpClosed):
        change_answers(row, answers=answers(question_set, resident.person, q2="o2"), by=resident, at=timezone.now())


def test_answers_stay_with_the_version_they_were_given_to(signed_in, asked_event, question_set, resident, organiser):
    row = sign_up_with(asked_event, question_set, resident, q2="o1")
    reworded = [{**QUESTIONS[1], "options": options("牛肉", "素菜")}]
    newer = save_version(
        question_set, definition={"questions": reworded}, name="出行问题", seen=1, by=organiser, at=timezone.now()
    )
    ask(event=asked_event, version=newer, takes_photos=False, by=organiser, at=timezone.now())
    assert "鸡肉" in signed_in.get(reverse("events:registration", args=[row.reference])).content.decode()


def test_a_copy_of_ones_data_holds_ones_answers(asked_event, question_set, resident):
    row = sign_up_with(asked_event, question_set, resident, q2="o1")
    assert copy_of(resident.person)["answers"] == [{"sign_up": row.reference, "question": "吃什么？", "answer": "鸡肉"}]


# Files


def test_a_file_comes_along_is_private_and_is_saved_never_shown(signed_in, client, asked_event, resident, neighbour):
    me = resident.person
    upload = SimpleUploadedFile("体检.pdf", PDF)
    confirm(signed_in, asked_event, me, **filled(me, **{f"person{me.pk}-q5": upload}))
    file = AnswerFile.objects.get()
    assert file.is_claimed
    row = Registration.objects.get()
    address = reverse("events:answer_file", args=[row.reference, file.key])
    answer = signed_in.get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert signed_in.get(reverse("events:answer_file", args=[row.reference, uuid4()])).status_code == 404
    client.force_login(neighbour)
    assert client.get(address).status_code == 404


def test_the_same_file_pressed_twice_is_the_same_request(signed_in, asked_event, resident):
    me, key = resident.person, uuid4()
    answers_of = [
        confirm(
            signed_in,
            asked_event,
            me,
            key=key,
            **filled(me, **{f"person{me.pk}-q5": SimpleUploadedFile("体检.pdf", PDF)}),
        )
        for _ in range(2)
    ]
    assert answers_of[0].url == answers_of[1].url


def test_a_file_that_is_taken_away_is_deleted(signed_in, asked_event, resident, django_capture_on_commit_callbacks):
    me = resident.person
    upload = SimpleUploadedFile("体检.pdf", PDF)
    confirm(signed_in, asked_event, me, **filled(me, **{f"person{me.pk}-q5": upload}))
    file = AnswerFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("events:answers", args=[Registration.objects.get().reference]), filled(me))
    assert not AnswerFile.objects.exists()
    assert not path_of(file).exists()


# Erased


def test_each_answer_is_erased_when_its_days_are_over(
    asked_event, question_set, resident, django_capture_on_commit_callbacks
):
    row = sign_up_with(asked_event, question_set, resident, party={"q1": "yes"}, q2="o1", q3="花生")
    end = asked_event.ends_at
    assert erase_expired(end + timedelta(days=5, minutes=-1)) == 0
    assert erase_expired(end + timedelta(days=5)) == 1
    sheet = AnswerSheet.objects.get(registration=row)
    assert (sheet.answers, sheet.erased, sheet.shortest_days) == ({"q2": "o1"}, ["q3"], 30)
    assert erase_expired(end + timedelta(days=5)) == 0
    assert erase_expired(end + timedelta(days=31)) == 2
    assert [sheet.answers for sheet in AnswerSheet.objects.all()] == [{}, {}]
    assert "花生" not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_an_event_that_moves_takes_the_time_along(asked_event, question_set, resident):
    sign_up_with(asked_event, question_set, resident, q2="o1", q3="花生")
    end = asked_event.ends_at
    type(asked_event).objects.update(ends_at=end + timedelta(days=20))
    assert erase_expired(end + timedelta(days=6)) == 0
    assert erase_expired(end + timedelta(days=26)) == 1


# Whose questions


def test_only_the_organisations_writers_say_what_is_asked(event, question_set, other_organiser, resident):
    for user in (other_organiser, resident):
        with pytest.raises(NotAllowed):
            ask(event=event, version=question_set.newest, takes_photos=True, by=user, at=timezone.now())


def test_another_organisations_questions_are_not_asked(event, organiser, other_organisation, other_organiser):
    foreign = make_set(
        organisation_id=other_organisation.pk,
        name="别家的",
        definition={"questions": QUESTIONS},
        by=other_organiser,
        at=timezone.now(),
    )
    with pytest.raises(NotAllowed):
        ask(event=event, version=foreign.newest, takes_photos=False, by=organiser, at=timezone.now())


def test_the_party_has_one_sheet(asked_event, question_set, resident):
    row = sign_up_with(asked_event, question_set, resident, party={"q1": "yes"})
    with pytest.raises(IntegrityError):
        AnswerSheet.objects.create(party=row.party, version=question_set.newest, changed_at=timezone.now())


# Photographs


def test_photo_consent_is_asked_unticked_where_photos_are_taken_and_blocks_nothing(
    signed_in, event, resident, organiser, founded
):
    assert "photo_consent" not in signed_in.get(check_url(event, resident.person)).content.decode()
    ask(event=event, version=None, takes_photos=True, by=organiser, at=timezone.now())
    page = signed_in.get(check_url(event, resident.person)).content.decode()
    assert '<input type="checkbox" name="photo_consent">' in page
    assert confirm(signed_in, event, resident.person).status_code == 302
    assert not Consent.objects.exists()


def test_photo_and_health_consent_are_given_each_on_its_own_with_their_versions(
    signed_in, event, resident, organiser, founded
):
    ask(event=event, version=None, takes_photos=True, by=organiser, at=timezone.now())
    confirm(signed_in, event, resident.person, photo_consent="on")
    consent = Consent.objects.get()
    assert consent.notice == Notice.objects.filter(purpose=Notice.Purpose.PHOTOS).latest("version")
    row = Registration.objects.get()
    cancel(registration=row, by=resident, at=timezone.now())
    assert "photo_consent" not in signed_in.get(check_url(event, resident.person)).content.decode()
