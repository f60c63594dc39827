"""An application under review, as far as a test wants it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from incubator.applying import apply
from incubator.models import Application, Appointment, Intake, Review
from incubator.reviewing import Judgement, submit
from portal.cases.models import Case, Revision
from portal.questions.readouts import fingerprint
from tests import factories

ANSWERS = {
    "name": "暖邻助老队",
    "field": "elderly",
    "idea": "陪伴独居老人",
    "team": [{"who": "周敏", "does": "负责人", "full_time": "yes"}],
    "year_plan": "每周两次走访",
    "contact": "周敏",
    "phone": "0512-60000000",
}
FULL = Judgement(
    scores={"need": 5, "plan": 4, "team": 3, "effect": 4, "money": 2},
    reasons={"need": "走访过"},
    comment="对象清楚，计划扎实。",
)


def under_review(intake: Intake, username: str, **changed: Any) -> Application:
    """Return an application of a team that was handed in and stands under review."""
    at = timezone.now()
    user = factories.make_user(username)
    application = apply(intake=intake, track=intake.tracks.first(), applicant_kind="team", by=user, at=at)
    answers = {**ANSWERS, **changed}
    correct(application, **answers)
    Case.objects.filter(pk=application.case_id).update(
        state="reviewing",
        phase="working",
        title=answers["name"],
        draft=answers,
        submitted_at=at,
        due_on=timezone.localdate() + timedelta(days=20),
    )
    return Application.objects.with_case().get(pk=application.pk)


def many_under_review(intake: Intake, count: int, reviewer: Any = None) -> list[Application]:
    """Return so many applications under review, written at once; each handed in by the reviewer, if there is one."""
    at, have = timezone.now(), Case.objects.count()
    version, questions = intake.workflow.newest, intake.question_set.newest
    cases = Case.objects.bulk_create(
        Case(
            **{"kind": "incubator", "state": "reviewing", "phase": "working", "context_id": intake.pk},
            **{"workflow": version, "questions": questions, "entered_at": at, "begun_at": at, "submitted_at": at},
            **{"reference": f"MANY{number}", "title": f"第{number}队", "due_on": timezone.localdate()},
        )
        for number in range(have, have + count)
    )
    revisions = Revision.objects.bulk_create(
        Revision(case=case, number=1, answers=ANSWERS, fingerprint=fingerprint(ANSWERS), at=at) for case in cases
    )
    track = intake.tracks.first()
    made = Application.objects.bulk_create(
        Application(case=case, intake=intake, track=track, applicant_kind="team", created_at=at) for case in cases
    )
    if reviewer:
        Review.objects.bulk_create(
            Review(
                **{"application": one, "revision": revision, "reviewer": reviewer, "state": "submitted"},
                **{"scores": FULL.scores, "total": 77, "assigned_at": at, "submitted_at": at},
            )
            for one, revision in zip(made, revisions, strict=True)
        )
    return made


def correct(application: Application, **answers: Any) -> Revision:
    """Make a further version of the answers."""
    last = application.case.revisions.order_by("number").last()
    answers = {**(last.answers if last else {}), **answers}
    return Revision.objects.create(
        case=application.case,
        number=last.number + 1 if last else 1,
        answers=answers,
        fingerprint=fingerprint(answers),
        at=timezone.now(),
    )


def appoint(base: Any, username: str, **facts: Any) -> Any:
    """Return a reviewer whom this base has appointed."""
    user = factories.make_user(username, facts.pop("phone", None))
    if name := facts.pop("name", ""):
        factories.make_person(name, user=user)
    starts = timezone.localdate() - timedelta(days=30)
    Appointment.objects.create(
        base=base, user=user, role="reviewer", answer="accepted", **{"starts_on": starts, **facts}
    )
    return user


def handed_in(review: Review, given: Judgement = FULL) -> Review:
    seen = review.application.case.revisions.latest("number").pk
    return submit(review, given, seen=seen, by=review.reviewer, at=timezone.now())
