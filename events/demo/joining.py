"""Which organisations apply, in the demonstration? One is verified, one has two fields to mend, one waits too long."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from events.demo.content import read
from organisations.joining.applying import KIND, newest_of
from organisations.models import Organisation
from portal.cases.drafting import begin, save_draft
from portal.cases.models import Case, Workflow
from portal.cases.moving import Given, move_case
from portal.cases.returning import tick
from portal.questions import files


def load_joining(at: datetime) -> None:
    """Make the applications, unless there are some already."""
    if Case.objects.filter(kind=KIND).exists():
        return
    for facts in read("joining"):
        _apply(facts, at)


def _apply(facts: dict[str, Any], at: datetime) -> None:
    """Write an application in the past, and take it as far as the content says."""
    by = get_user_model().objects.get(username=facts["by"])
    centre = Organisation.objects.get(code=facts["centre"])
    officer = get_user_model().objects.get(username=facts["checked_by"])
    known = Organisation.objects.filter(code=facts.get("organisation", "")).first()
    workflow = Workflow.objects.get(key=KIND)
    began = at - timedelta(days=facts["days_ago"])
    case = begin(
        kind=KIND,
        workflow=workflow.newest,
        questions=newest_of(workflow),
        holder_id=centre.pk,
        applicant_id=known.pk if known else None,
        by=by,
        at=began,
    )
    answers = {key: _dated(value, at) for key, value in facts["answers"].items()}
    for question in facts["papers"]:
        answers[question] = [_paper(question, by, began)]
    case = save_draft(case, answers=answers, asked=set(answers), base={}, by=by, at=began).case
    case = move_case(case, "submit", seen=case.step, by=by, at=began)
    if defects := facts.get("defects"):
        later = began + timedelta(days=1)
        move_case(case, "return", seen=case.step, given=Given(defects=defects), by=officer, at=later)
    if valid_days := facts.get("verified_days"):
        later = began + timedelta(days=2)
        for check in case.where.checks:
            tick(case, check.id, is_done=True, by=officer, at=later)
        until = (timezone.localdate(at) + timedelta(days=valid_days)).isoformat()
        move_case(case, "verify", seen=case.step, given=Given(answers={"until": until}), by=officer, at=later)


def _dated(value: Any, at: datetime) -> Any:
    """Return an answer; ``{days: 900}`` is that many days from now."""
    if isinstance(value, dict):
        day: date = timezone.localdate(at) + timedelta(days=value["days"])
        return day.isoformat()
    return value


def _paper(question: str, by: Any, at: datetime) -> dict[str, Any]:
    """Return a picture that says that it is made up, uploaded as an answer."""
    sheet = Image.new("RGB", (600, 420), "#faf8f3")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((24, 24, 576, 396), outline="#0f6b5c", width=4)
    pen.text((190, 200), "DEMO - not a real paper", fill="#17262b")
    content = BytesIO()
    sheet.save(content, "PNG")
    upload = SimpleUploadedFile(f"{question}.png", content.getvalue())
    return files.keep(upload, question=question, megabytes=5, by=by, at=at).as_answer
