"""What belongs to somebody else? An organisation with one of everything; ``test_boundaries`` asks for each of it.

A new record with an address of its own gets its foreign one here; every one carries ``SECRET`` in its words.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, TaskState, UploadedFile, WorkflowState

from events.approving import approval
from events.models import NoShow, ShiftPlan, StandingDuty
from events.sign_up.registration import sign_up
from events.volunteering import taking
from incubator.assigning import assign
from incubator.call_templates import workflow_definition
from incubator.intakes import make_intake
from incubator.models import Base, IntakePage, Meeting, Placement, Proposal, PublicNotice
from organisations import api_tokens
from organisations.bookings import book
from organisations.closures import close
from organisations.invitations import invite
from organisations.models import Standing
from organisations.room_clashes import RoomSlot
from portal.cases.versions import make_workflow
from portal.questions.versions import make_set
from tests import factories
from tests.factories.service import make_entry
from tests.factories.volunteers import make_role, make_shift, make_volunteer, make_welcome
from tests.incubator.applications import appoint, under_review
from tests.organisations import joining

SECRET = "机密"


@dataclass
class Foreign:
    """An organisation with one of everything, none of which is anybody's business here."""

    page: Page
    arguments: dict[str, Any]
    by_namespace: dict[str, int]

    def for_address(self, name: str, wanted: list[str]) -> dict[str, Any]:
        """Return arguments for an address; raise KeyError for one that this test does not know."""
        namespace = name.rpartition(":")[0]
        known = {**self.arguments, "pk": self.by_namespace.get(namespace, self.page.pk)}
        return {argument: known[argument] for argument in wanted}


@pytest.fixture
def foreign(areas, resident) -> Foreign:
    centre = factories.make_organisation("secret-centre", f"{SECRET}所", kind="centre", area=areas["committee"])
    organisation = factories.make_organisation(
        "secret", f"{SECRET}组织", kind="social", area=areas["committee"], home_centre=centre
    )
    owner = factories.make_user("owner")
    membership = factories.make_member(owner, organisation, "owner")
    room = factories.make_room(centre, f"{SECRET}厅")
    page = factories.make_programme(organisation, f"{SECRET}活动", live=False)
    event = factories.make_event(page, room=room, capacity=5)
    party = sign_up_privately(event, resident)
    page.save_revision(user=owner)
    page = Page.objects.get(pk=page.pk).specific
    step = approval.send_for_approval(page, by=owner, at=timezone.now())
    image = get_image_model().objects.create(
        title=f"{SECRET}图", file=get_test_image_file(), collection=organisation.collection
    )
    document = get_document_model().objects.create(
        title=f"{SECRET}文件", file=ContentFile(b"x", "x.txt"), collection=organisation.collection
    )
    upload = UploadedFile.objects.create(for_content_type_id=1, file=ContentFile(b"x", "x.txt"), uploaded_by_user=owner)
    token, _text = api_tokens.issue(
        owner=owner, name=f"{SECRET}令牌", scopes=["registrations:read"], days=9, by=owner, at=timezone.now()
    )
    question_set, asked_of_applicants = (
        make_set(
            organisation_id=organisation.pk,
            name=f"{SECRET}{name}",
            definition={"questions": []},
            by=owner,
            at=timezone.now(),
        )
        for name in ("问题", "申请表")
    )
    review = review_privately(prepare_privately(organisation, asked_of_applicants))
    case = joining.handed_in(centre, factories.make_user("joiner"), name=f"{SECRET}服务社")
    standing = Standing.objects.create(
        organisation=organisation, form="service", verified_on=timezone.localdate(), verified_until=timezone.localdate()
    )
    numbers = {
        "page": ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "object_id", "page_pk"),
        "revision": ("revision_id", "revision_id_a", "revision_id_b"),
    }
    invitation = invite(
        organisation=organisation,
        phone="+8613800000155",
        name=f"{SECRET}客",
        role="viewer",
        by=owner,
        at=timezone.now(),
    )
    begins = event.ends_at + timedelta(3)
    (booking,) = book(
        organisation=organisation,
        slots=[RoomSlot(begins, begins + timedelta(hours=1), room)],
        purpose=f"{SECRET}会",
        by=factories.SYSTEM,
        at=timezone.now(),
    )
    closure = close(
        details={
            "centre": centre,
            "starts_at": event.ends_at,
            "ends_at": event.ends_at + timedelta(1),
            "reason": SECRET,
        },
        by=factories.SYSTEM,
        at=timezone.now(),
    )
    proof = factories.make_proof(resident.person, organisation, SECRET)
    qualification = factories.make_qualification(resident.person, organisation, issuer=SECRET)
    factories.make_text(centre, SECRET)
    volunteer = make_volunteer(resident.person, skills_note=SECRET)
    make_welcome(volunteer, organisation, note=SECRET)
    shift = make_shift(organisation, meeting_point=SECRET, is_open=False)
    rostered = roster_privately(organisation)
    service = serve_privately(organisation, volunteer, shift)
    dossier, picture = factories.make_dossier(page, event, SECRET, by=owner)
    arguments: dict[str, Any] = {
        **dict.fromkeys(numbers["page"], page.pk),
        **dict.fromkeys(numbers["revision"], page.latest_revision_id),
        "parent_page_id": organisation.page_id,
        "task_state_id": step.pk,
        "task_id": TaskState.objects.get(pk=step.pk).task_id,
        "workflow_state_id": WorkflowState.objects.get().pk,
        "workflow_pk": WorkflowState.objects.get().workflow_id,
        "collection_id": organisation.collection_id,
        "image_id": image.pk,
        "document_id": document.pk,
        "doc_id": document.pk,
        "uploaded_file_id": upload.pk,
        "session_id": 1,
        "number": 1,
        "redirect_id": 1,
        "page_view_restriction_id": 1,
        "restriction_id": 1,
        "content_type_app_name": "events",
        "content_type_model_name": "programmepage",
        "app_name": "taggit",
        "app_label": "wagtailcore",
        "model_name": "page",
        "action": "delete",
        "action_name": "approve",
        "filter_spec": "original",
        "uidb64": "x",
        "file_key": uuid.uuid4(),
        "paper_id": 1,
        "token": "x",
        "intake_id": review.application.intake_id,
        "kind": "offered",
        "record_id": picture.record_id,
        "picture_key": picture.pk,
        "dossier_id": dossier.pk,
        "ending": "pdf",
        "invitation_id": invitation.pk,
        "shift_id": shift.pk,
        "volunteer_id": volunteer.pk,
        "assignment_id": rostered["assignment"],
        "organisation_id": organisation.pk,
    }
    by_namespace = {
        "calls": factories.make_call(party.registrations.get(), SECRET).pk,
        "allowances": factories.make_allowance(organisation, f"{SECRET}限额").pk,
        "helpers": factories.make_helper(centre, areas["estate"], owner, name=f"{SECRET}楼组长").pk,
        "planning": event.pk,
        "projects": dossier.project_id,
        "reporting_labels": 0,
        "sign_ups": party.registrations.get().pk,
        "cases_admin": case.pk,
        "standings": standing.pk,
        **factories.make_said(event, centre, SECRET),
        "questions": question_set.pk,
        "staff": membership.pk,
        "api_tokens": token.pk,
        "rooms": room.pk,
        "rights": membership.pk,
        "approval_plans": 0,
        "check_lists": page.category_id,
        "organisations_admin": organisation.pk,
        "proofs_admin": proof.pk,
        "reviews_admin": review.application_id,
        "intakes": review.application.intake_id,
        "bases": review.application.intake.base_id,
        "appointments": review.application.intake.base.appointments.get().pk,
        "workflows": review.application.intake.workflow_id,
        **incubate_privately(review.application),
        "qualifications": qualification.pk,
        "qualification_kinds": qualification.kind_id,
        **rostered,
        "categories": page.category_id,
        "languages": 1,
        "volunteers": volunteer.pk,
        "closures": closure.pk,
        "bookings": booking.pk,
        "equipment": 0,
        "areas": areas["committee"].pk,
        "holidays": 0,  # The district's: no day is foreign to an officer.
        **service,
        "wagtailimages_chooser": image.pk,
        "wagtaildocs_chooser": document.pk,
        "wagtailadmin_collections": organisation.collection_id,
        "wagtailusers_users": owner.pk,
    }
    return Foreign(page, arguments, by_namespace)


def prepare_privately(organisation, question_set):
    """A call that is not published yet."""
    at = timezone.now()
    base = Base.objects.create(code="secret", name=f"{SECRET}基地", level="core", organisation=organisation)
    page = organisation.page.add_child(instance=IntakePage(title=f"{SECRET}征集", slug="secret-call", summary=SECRET))
    workflow = make_workflow(
        kind="incubator",
        name=f"{SECRET}流程",
        definition=workflow_definition(),
        organisation_id=organisation.pk,
        by=factories.SYSTEM,
        at=at,
    )
    details = {"opens_on": timezone.localdate(), "closes_on": timezone.localdate(), "place_count": 1, "page": page}
    return make_intake(
        base=base,
        code="secret-call",
        details={
            **details,
            "name": f"{SECRET}征集",
            "applicants": ["team"],
            "workflow": workflow,
            "question_set": question_set,
        },
        tracks=[{"code": "year", "name": "一年", "months": 12}],
        by=factories.SYSTEM,
        at=at,
    )


def review_privately(intake):
    """An application to that call, with its reviewer."""
    intake.state = "published"  # Not saved: nobody else sees it.
    application = under_review(intake, "applicant", name=f"{SECRET}队")
    reviewer = appoint(intake.base, "secret-reviewer")
    return assign(application, reviewer, by=factories.SYSTEM, at=timezone.now())


def roster_privately(organisation):
    """A role, a plan, a standing duty and a shift with somebody in it; by namespace of their screens."""
    at, today = timezone.now(), timezone.localdate()
    role = make_role(f"{SECRET}岗", organisation=organisation)
    volunteer = make_volunteer(name=f"{SECRET}志愿者")
    shift = make_shift(organisation, role, meeting_point=f"{SECRET}门")
    row = taking.take(shift, volunteer, by=volunteer.person.user, at=at)
    plan = ShiftPlan.objects.create(organisation=organisation, name=f"{SECRET}方案")
    duty = StandingDuty.objects.create(
        organisation=organisation,
        role=role,
        name=f"{SECRET}固定岗",
        weekdays=[0],
        starts="09:00",
        minutes=60,
        starts_on=today,
        made_until=today + timedelta(days=60),
    )
    return {
        "rosters": shift.pk,
        "assignment": row.pk,
        "volunteer_roles": role.pk,
        "shift_plans": plan.pk,
        "standing_duties": duty.pk,
    }


def incubate_privately(application):
    """Its list in public notice, its placement with a milestone, and a meeting; by namespace of their screens."""
    at, today, intake = timezone.now(), timezone.localdate(), application.intake
    listed = [
        {"application": application.pk, "name": f"{SECRET}队", "track": "一年", "track_en": "", "verdict": "accept"}
    ]
    proposal = Proposal.objects.create(intake=intake, state="decided", created_at=at)
    PublicNotice.objects.create(proposal=proposal, listed=listed, first_on=today, last_on=today, published_at=at)
    placement = Placement.objects.create(
        application=application,
        intake=intake,
        track=application.track,
        name=f"{SECRET}队",
        reference="XY-SECRET",
        state="running",
        starts_on=today,
        ends_on=today,
        created_at=at,
    )
    placement.milestones.create(
        kind="goal", name=f"{SECRET}目标", due_on=today, questions=application.case.questions, state="planned"
    )
    meeting = Meeting.objects.create(
        kind="panel", intake=intake, starts_at=at, ends_at=at + timedelta(hours=1), place=SECRET, created_at=at
    )
    return {"placements_admin": placement.pk, "meetings_admin": meeting.pk, "deciding": proposal.pk}


def serve_privately(organisation, volunteer, shift):
    """Hours of service with it, the proof that was asked for, an incident, an absence."""
    at = timezone.now()
    entry = make_entry(volunteer, organisation, content=f"{SECRET}服务")
    today = timezone.localdate()
    proof = volunteer.service_proofs.create(organisation=organisation, starts_on=today, ends_on=today, asked_at=at)
    incident = shift.incidents.create(words=SECRET, made_at=at)
    missed = shift.assignments.create(volunteer=volunteer, state="released", mark="absent", made_at=at)
    absence = NoShow.objects.create(
        assignment=missed, person=volunteer.person, centre=organisation, happened_at=at, reply=SECRET
    )
    return {
        "hours": entry.pk,
        "service_proofs": proof.pk,
        "incidents": incident.pk,
        "absences": absence.pk,
        "badges": 0,
    }


def sign_up_privately(event, resident):
    resident.person.name = f"{SECRET}人"
    resident.person.save()
    type(event.programme).objects.filter(pk=event.programme_id).update(live=True)
    event.refresh_from_db()
    event = type(event).objects.get(pk=event.pk)
    party = sign_up(event=event, people=[resident.person], by=resident, key=uuid.uuid4(), at=timezone.now())
    type(event.programme).objects.filter(pk=event.programme_id).update(live=False)
    return party
