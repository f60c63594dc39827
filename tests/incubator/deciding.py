"""A call whose applications have come as far as a test wants: on the list, decided, in public notice, placed."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from incubator import deciding, notices
from incubator.assigning import assign
from incubator.models import Application, Appointment, Intake, Placement, Proposal, PublicNotice
from incubator.placing import Terms, sign
from portal.cases import lateness
from portal.cases.models import Case
from tests import factories
from tests.incubator.applications import appoint, handed_in, under_review

PDF = b"%PDF-1.4\nmade up\n%%EOF"


def paper(name: str = "agreement.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def judged(application: Application) -> Application:
    """Have the base's one reviewer judge an application."""
    base = application.intake.base
    appointed = Appointment.objects.filter(base=base, role="reviewer").first()
    judge = appointed.user if appointed else appoint(base, "judge")
    handed_in(assign(application, judge, by=factories.SYSTEM, at=timezone.now()))
    return application


def listed(call: Intake, operator: Any, verdicts: dict[str, str]) -> dict[str, Application]:
    """Return applications under review, by the name of their account, on a list that is prepared."""
    Intake.objects.filter(pk=call.pk).update(reviews_wanted=1)
    found = {username: judged(under_review(call, username, name=f"{username}队")) for username in verdicts}
    words = {
        found[username].pk: deciding.Word(verdict, f"{username}的理由", rank)
        for rank, (username, verdict) in enumerate(verdicts.items(), 1)
    }
    deciding.prepare(call, words, by=operator, at=timezone.now())
    return found


def handed_over(call: Intake, operator: Any, verdicts: dict[str, str]) -> tuple[Proposal, dict[str, Application]]:
    found = listed(call, operator, verdicts)
    proposal = deciding.open_proposal(call)
    return deciding.hand_over(proposal, by=operator, at=timezone.now()), found


def as_proposed(proposal: Proposal) -> dict[int, deciding.Word]:
    return {line.application_id: deciding.Word(line.proposed, line.proposed_reason) for line in proposal.lines.all()}


def noticed(call: Intake, operator: Any, verdicts: dict[str, str]) -> tuple[PublicNotice, dict[str, Application]]:
    proposal, found = handed_over(call, operator, verdicts)
    proposal = deciding.decide(proposal, as_proposed(proposal), by=operator, at=timezone.now())
    return notices.publish(proposal, by=operator, at=timezone.now()), found


def let_days_pass(notice: PublicNotice) -> datetime:
    """Let the clock run past the last day of a notice; return the moment."""
    at = timezone.now() + timedelta(days=(notice.last_on - timezone.localdate()).days + 1)
    lateness.move_on(at)
    return at


def placed(call: Intake, operator: Any, username: str = "team") -> Placement:
    """Return a placement whose agreement is to be signed."""
    notice, found = noticed(call, operator, {username: "accept"})
    let_days_pass(notice)
    return Placement.objects.with_call().get(application=found[username])


def running(call: Intake, operator: Any, username: str = "team", *, starts_on: date | None = None) -> Placement:
    """Return a placement that has begun, with the milestones of the demonstration."""
    placement = placed(call, operator, username)
    first = starts_on or timezone.localdate()
    terms = Terms(first, first + timedelta(days=365), premises="二楼 3 号工位")
    return sign(placement, terms, [paper()], by=operator, at=timezone.now())


def state_of(application: Application) -> str:
    return Case.objects.get(pk=application.case_id).state
