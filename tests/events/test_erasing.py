"""Somebody with every kind of record is erased: afterwards no text of the database has their name or number."""

import uuid
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.utils import timezone

from events.models import (
    AnswerSheet,
    Assignment,
    Attendance,
    Call,
    Feedback,
    FeeMark,
    HoursEntry,
    Incident,
    NoShow,
    Qualification,
    Registration,
    SalesAlert,
    ServiceProof,
    StandIn,
    Wish,
    WishReport,
    WishVoice,
)
from events.sign_up import asking
from events.sign_up.registration import sign_up
from events.volunteering import doing, hours, incidents, service_proofs, stand_ins
from portal.accounts.caring import add_collector
from portal.accounts.erasing import erase
from portal.accounts.errors import CannotErase, NotYourPerson
from portal.accounts.models import ERASED_NAME, NumberGiven, Person, PhoneCode, User
from portal.accounts.readouts import copy_of
from portal.outbox.models import Message
from portal.proofs.models import Proof
from portal.questions import files
from portal.questions.files import path_of
from portal.questions.models import AnswerFile
from portal.questions.versions import make_set
from portal.sms import memory
from tests import factories
from tests.factories.service import make_assignment, make_entry
from tests.factories.volunteers import make_shift, make_volunteer, make_welcome
from tests.portal.questions.conftest import asked

pytestmark = pytest.mark.django_db
NAME, PHONE = "钱无痕", "+8613911112222"
DIGITS = PHONE[3:]


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def daughter():
    user = factories.make_user("daughter", "+8613911113333")
    factories.make_person("钱朵朵", user=user)
    return user


@pytest.fixture
def somebody(daughter):
    user = factories.make_user("wuhen", PHONE, first_name=NAME, email=f"{DIGITS}@example.org")
    details = {"contact_phone": DIGITS, "emergency_name": NAME, "emergency_phone": DIGITS, "needs_note": f"{NAME}怕冷"}
    factories.make_person(NAME, user=user, agent=daughter, birth_date=date(1951, 5, 4), **details)
    return user


@pytest.fixture
def everything(somebody, daughter, programme, room, organisation, organiser, centre, areas, at):
    """One of each record that can hold a word of theirs, or about them."""
    person = somebody.person
    past = factories.make_event(programme, room=room, starts_at=at + timedelta(days=1))
    coming = factories.make_event(programme, starts_at=at + timedelta(days=9))
    questions = make_set(
        organisation_id=organisation.pk,
        name="问题",
        definition={"questions": [asked("q1", "text", "叫什么？"), asked("q2", "text", "电话？", per="party")]},
        by=organiser,
        at=at,
    ).newest
    answers = asking.Answers(questions, {"q2": DIGITS}, {person.pk: {"q1": NAME}})
    row = sign_up(
        event=past, people=[person], by=daughter, key=uuid.uuid4(), at=at, answers=answers
    ).registrations.get()
    sign_up(event=coming, people=[person], by=somebody, key=uuid.uuid4(), at=at)
    row.party.note = f"{NAME}请改期"
    row.party.save()
    absence = Attendance.objects.create(registration=row, session=past.sessions.get(), state="absent", marked_at=at)
    NoShow.objects.create(attendance=absence, person=person, centre=centre, happened_at=at, reply=f"{NAME}生病了")
    factories.make_call(row, f"请致电{NAME}{DIGITS}")
    FeeMark.objects.create(
        registration=row, outcome="waived", amount_yuan=0, marked_at=at, undone_at=at, undo_reason=f"{NAME}已付"
    )
    Feedback.objects.create(event=past, registration=row, stars=5, text=f"我是{NAME}", answers={"q1": NAME})
    SalesAlert.objects.create(event=past, registration=row, centre=centre, said=f"向{NAME}推销", raised_at=at)
    scan = files.keep(
        SimpleUploadedFile(f"{NAME}.pdf", b"%PDF-1.4\n%%EOF"), question="scan", megabytes=1, by=somebody, at=at
    )
    factories.make_qualification(person, organisation, number=f"证{DIGITS}", scan=scan)
    factories.make_proof(person, organisation, "太极")
    wish = Wish.objects.create(
        title=f"{NAME}想学琴", detail=f"{NAME}{DIGITS}", audience="everyone", centre=centre, created_at=at, state="open"
    )
    WishVoice.objects.create(wish=wish, user=somebody, is_first=True, created_at=at)
    WishReport.objects.create(wish=wish, user=somebody, reason=f"{NAME}不同意", created_at=at)
    factories.make_helper(centre, areas["estate"], somebody, name=NAME)
    add_collector(person, name=NAME, phone=DIGITS, by=somebody, at=at)
    NumberGiven.objects.create(
        person=person, seen_person=person, organisation_id=centre.pk, seen=f"{NAME}的证", because=NAME, given_at=at
    )
    serve(somebody, organisation, organiser, at)
    PhoneCode.objects.create(
        phone=PHONE, number=1, digest="x", address_digest="y", sent_at=at, expires_at=at + timedelta(minutes=9)
    )
    return path_of(scan)


def serve(somebody, organisation, organiser, at):
    """One of each record of a volunteer: shifts past and to come, stand-ins, marks, an incident, hours, a proof."""
    volunteer = make_volunteer(somebody.person, skills_note=f"{NAME}会修电器")
    make_welcome(volunteer, organisation, note=f"{NAME}可靠", insurance_note=DIGITS)
    past = make_assignment(organisation, volunteer, supervisor=organiser, starts_at=at + timedelta(hours=30))
    colleague = make_assignment(organisation, shift=make_shift(organisation, starts_at=at + timedelta(days=4)))
    stand_ins.ask(past, asked=colleague.volunteer, note=f"{NAME}要去医院", by=somebody, at=at)
    stand_ins.ask(colleague, asked=volunteer, note=f"{NAME}最合适", by=colleague.volunteer.person.user, at=at)
    Assignment.objects.filter(pk=past.pk).update(overridden=["rest"], override_reason=f"{NAME}住在隔壁")
    begun = past.shift.starts_at
    times = {"came_at": begun, "left_at": begun + timedelta(hours=1)}
    doing.correct(past, **times, reason=f"{NAME}忘了签到", by=organiser, at=past.shift.ends_at)
    incidents.report(past.shift, words=f"{NAME}扭了脚", somebody_was_hurt=True, by=organiser, at=begun)
    incidents.close(Incident.objects.get(), note=f"已送{NAME}回家", by=organiser, at=past.shift.ends_at)
    entry = make_entry(volunteer, organisation, content=f"陪{NAME}的邻居看病", at=at)
    hours.approve([entry.pk], organisation_id=organisation.pk, by=organiser, at=at)
    hours.correct(entry, minutes=60, reason=f"{NAME}说只有一小时", by=organiser, at=at)
    days, document = (timezone.localdate(at), timezone.localdate(at)), service_proofs.Document("passport", DIGITS)
    given = {"days": days, "document": document, "by": somebody, "at": at}
    declined = service_proofs.ask(volunteer, organisation, **given)
    service_proofs.decline(declined, reason=f"{NAME}请到窗口", by=organiser, at=at)
    issued = service_proofs.ask(volunteer, organisation, **given)
    service_proofs.issue(issued, answering=service_proofs.Issuing("周", "吴", "0512"), by=organiser, at=at)
    longer = given | {"days": (days[0] - timedelta(days=9), days[1])}
    service_proofs.ask(volunteer, organisation, **longer)
    absence = make_assignment(organisation, volunteer, starts_at=at + timedelta(days=6))
    Assignment.objects.filter(pk=absence.pk).update(mark="absent")
    NoShow.objects.create(
        assignment=absence, person=somebody.person, centre=organisation, happened_at=at, reply=f"{NAME}生病了"
    )


def texts_with(*words: str) -> set[str]:
    """Return every column of the database's models in which one of these words stands."""
    found = set()
    for model in apps.get_models():
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._default_manager.values(*columns) if columns else ():
            found |= {
                f"{model._meta.label}.{name}" for name, value in row.items() if any(w in str(value) for w in words)
            }
    return found


def test_afterwards_no_text_has_their_name_or_number(everything, somebody, at):
    before = texts_with(NAME, DIGITS)
    assert len(before) > 25, sorted(before)
    assert {"outbox.Message.body", "proofs.Proof.content", "events.AnswerSheet.answers"} <= before
    assert {
        "events.Incident.words",
        "events.Incident.closing_note",
        "events.HoursEntry.reason",
        "events.HoursEntry.content",
        "events.StandIn.note",
        "events.Assignment.override_reason",
        "events.AssignmentMark.reason",
        "events.ServiceProof.declined_note",
        "events.Welcome.note",
    } <= before
    erase(somebody.person, by=somebody, at=at)
    assert texts_with(NAME, DIGITS) == set()


def test_rows_and_counts_stay_and_places_go_to_others(
    everything, somebody, daughter, at, django_capture_on_commit_callbacks
):
    person = somebody.person
    with django_capture_on_commit_callbacks(execute=True):
        erase(person, by=somebody, at=at)
    person = Person.objects.get(pk=person.pk)
    assert (person.name, person.user, person.estate_code, person.erased_at) == (ERASED_NAME, None, "", at)
    assert set(Registration.objects.values_list("state", flat=True)) == {"cancelled"}
    assert {pool.taken for row in Registration.objects.all() for pool in row.event.pools.all()} == {0}
    assert Feedback.objects.get().stars == 5
    assert (
        Attendance.objects.count()
        == NoShow.objects.in_sessions().count()
        == FeeMark.objects.count()
        == Call.objects.count()
        == 1
    )
    assert SalesAlert.objects.get().registration is None
    assert not AnswerSheet.objects.exclude(answers={}).exists()
    held = Qualification.objects.get()
    assert (held.scan, held.ended_at) == (None, at)
    assert not AnswerFile.objects.exists()
    assert not everything.exists()
    assert set(Proof.objects.values_list("state", flat=True)) == {"revoked"}
    assert HoursEntry.objects.of_volunteer(person.volunteer).approved().minutes() == 120
    assert not ServiceProof.objects.exclude(document_secret="").exists()
    assert not StandIn.objects.filter(state__in=stand_ins.OPEN).exists()
    assert Wish.objects.get().state == "withdrawn"
    assert not Message.objects.filter(recipient=somebody).exists()
    assert ERASED_NAME in Message.objects.filter(recipient=daughter).first().body


def test_the_account_opens_to_nobody_and_the_number_is_free(everything, somebody, client, at):
    client.force_login(somebody)
    erase(somebody.person, by=somebody, at=at)
    assert client.get("/me/").status_code == 302
    account = User.objects.get(pk=somebody.pk)
    assert (account.phone, account.is_active, account.has_usable_password()) == (None, False, False)
    factories.make_user("newcomer", PHONE)


def test_doing_it_again_changes_nothing(everything, somebody, at):
    person = erase(somebody.person, by=somebody, at=at)
    assert erase(person, by=somebody, at=at + timedelta(days=1)).erased_at == at


def test_what_neighbours_joined_in_with_stays(everything, somebody, neighbour, at):
    wish = Wish.objects.get()
    Wish.objects.update(title="想学古琴")
    WishVoice.objects.create(wish=wish, user=neighbour, created_at=at)
    erase(somebody.person, by=somebody, at=at)
    wish.refresh_from_db()
    assert (wish.title, wish.detail, wish.state) == ("想学古琴", "", "open")


@pytest.mark.parametrize("who", ["daughter", "neighbour"])
def test_only_oneself_and_a_guardian_may(who, request, everything, somebody, at):
    with pytest.raises(NotYourPerson):
        erase(somebody.person, by=request.getfixturevalue(who), at=at)


def test_a_guardian_may_and_their_own_account_stays(resident, at):
    child = factories.make_person("王朵朵", agent=resident, relation="child", birth_date=date(2018, 5, 4))
    assert erase(child, by=resident, at=at).name == ERASED_NAME
    assert User.objects.get(pk=resident.pk).is_active


def test_staff_leave_first(somebody, centre, at):
    User.objects.filter(pk=somebody.pk).update(is_staff=True)
    with pytest.raises(CannotErase):
        erase(somebody.person, by=somebody, at=at)


def test_the_page_asks_for_a_tick_and_six_digits_and_says_who_is_left_alone(somebody, client):
    father = factories.make_person("钱老伯", agent=somebody)
    client.force_login(somebody)
    page = f"/me/household/{somebody.person.pk}/erase/"
    assert "钱老伯" in client.get(page).content.decode()
    assert client.post(page).status_code == 422
    assert client.get(f"/me/household/{father.pk}/erase/").status_code == 404
    assert client.post(page, {"is_sure": "on"}).status_code == 422
    assert client.post(page, {"is_sure": "on", "code": "000000"}).status_code == 422
    assert Person.objects.filter(name=NAME).exists()
    assert "checked" in client.post(page, {"is_sure": "on", "send": "1"}).content.decode()
    assert client.post(page, {"send": "1"}).status_code == 429
    assert client.post(page, {"is_sure": "on", "code": memory.messages[-1].variables["code"]})["Location"] == "/"
    assert "_auth_user_id" not in client.session
    assert not Person.objects.filter(name=NAME).exists()


def test_a_copy_of_the_data_of_whoever_is_erased_has_nothing_of_theirs(everything, somebody, at):
    person = somebody.person
    copied = copy_of(person)
    assert NAME in str(copied)
    assert all(copied[part] for part in ("service_hours", "service_proofs", "stand_ins_sought"))
    assert f"{NAME}忘了签到" in str(copied["shifts"])
    erase(person, by=somebody, at=at)
    assert NAME not in str(copy_of(Person.objects.get(pk=person.pk)))
