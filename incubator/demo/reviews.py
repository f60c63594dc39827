"""What is under review in the demonstration? Four applications to the youth base's closed call, and two reviewers."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from incubator.applying import apply
from incubator.assigning import assign
from incubator.models import Application, Appointment, Intake
from incubator.reviewing import Judgement, submit
from portal.accounts.models import Household, Person
from portal.cases.drafting import save_draft
from portal.cases.moving import Given, move_case
from portal.cases.returning import tick
from portal.questions import files
from portal.timetable.models import Diary

CALL = "youth-second"
CONTENT = Path(__file__).with_name("reviews.yaml")
#: Its days, counted from today: handed in while the call was open, checked the day after, reviewed since.
HANDED_IN, CHECKED = 14, 4


@transaction.atomic
def load_reviews(at: datetime) -> None:
    """Make the applications and the reviewers, unless there are some; nothing without the accounts of the cast."""
    call = Intake.objects.select_related("base").filter(code=CALL).first()
    officer = get_user_model().objects.filter(username="officer").first()
    if call is None or officer is None or call.applications.exists():
        return
    facts = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))
    for row in facts["reviewers"]:
        _appoint(row, call, at)
    closes_on = call.closes_on
    # Handing in asks what day it is: the call is open while its past is made.
    Intake.objects.filter(pk=call.pk).update(closes_on=timezone.localdate(at))
    call.refresh_from_db()
    for row in facts["applications"]:
        _hand_in(row, call, officer, at)
    Intake.objects.filter(pk=call.pk).update(closes_on=closes_on)


def _appoint(row: dict[str, str], call: Intake, at: datetime) -> None:
    user = get_user_model().objects.filter(username=row["username"]).first() or account(row["username"], row["name"])
    Appointment.objects.get_or_create(
        base=call.base,
        user=user,
        role=Appointment.Role.REVIEWER,
        defaults={
            "answer": Appointment.Answer.ACCEPTED,
            "field_of_work": row["field"],
            "employer": row["employer"],
            "starts_on": timezone.localdate(at) - timedelta(days=60),
        },
    )


def account(username: str, name: str) -> Any:
    """Return an account that nobody signs in to."""
    user = get_user_model().objects.create_user(username=username)
    Person.objects.create(user=user, name=name, household=Household.objects.create(), diary=Diary.objects.create())
    return user


def _hand_in(row: dict[str, Any], call: Intake, officer: Any, at: datetime) -> None:
    """Write an application in the past and take it as far as the content says."""
    by = account(row["username"], row["answers"]["contact"])
    began, checked = at - timedelta(days=HANDED_IN), at - timedelta(days=CHECKED)
    track = call.tracks.get(code=row["track"])
    application = apply(intake=call, track=track, applicant_kind="filed", by=by, at=began)
    answers = {**row["answers"], "filing": [paper(by, began)]}
    case = save_draft(application.case, answers=answers, asked=set(answers), base={}, by=by, at=began).case
    case = move_case(case, "submit", seen=case.step, by=by, at=began)
    if row["state"] == "mending":
        given = Given(defects=row["defects"])
        move_case(case, "return", seen=case.step, given=given, by=officer, at=checked)
        return
    for check in case.where.checks:
        tick(case, check.id, is_done=True, by=officer, at=checked)
    move_case(case, "admit", seen=case.step, by=officer, at=checked)
    _review(row, Application.objects.with_case().get(pk=application.pk), officer, at)


def _review(row: dict[str, Any], application: Application, officer: Any, at: datetime) -> None:
    for username in row["reviewers"]:
        reviewer = get_user_model().objects.get(username=username)
        review = assign(application, reviewer, by=officer, at=at - timedelta(days=CHECKED - 1))
        if given := row.get("judged", {}).get(username):
            seen = review.revision_id
            submit(review, Judgement(**given), seen=seen, by=reviewer, at=at - timedelta(days=1))


def paper(by: Any, at: datetime, *, question: str = "filing") -> dict[str, Any]:
    """Return a picture that says that it is made up, uploaded as an answer."""
    return files.keep(paper_upload(f"{question}.png"), question=question, megabytes=5, by=by, at=at).as_answer


def paper_upload(name: str = "agreement.png") -> SimpleUploadedFile:
    """Return a picture that says that it is made up."""
    sheet = Image.new("RGB", (600, 420), "#faf8f3")
    ImageDraw.Draw(sheet).text((190, 200), "DEMO - not a real paper", fill="#17262b")
    content = BytesIO()
    sheet.save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue())
