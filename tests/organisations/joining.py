"""An application to join, as far as a test wants it."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from organisations.joining.applying import apply
from organisations.models import Standing
from portal.cases.drafting import mark, save_draft
from portal.cases.models import Case, Defect
from portal.cases.moving import Given, move_case
from portal.cases.returning import settle, tick
from portal.questions import files
from portal.questions.credit_code import check_digit

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
CODE = "52320594MJ1234567"
CODE += check_digit(CODE)


def paper(by: Any, question: str = "certificate", name: str = "证书.pdf") -> list[dict[str, Any]]:
    """Return a file as an answer, uploaded and not yet claimed."""
    upload = SimpleUploadedFile(name, PDF)
    return [files.keep(upload, question=question, megabytes=5, by=by, at=timezone.now()).as_answer]


def answers(by: Any, **changed: Any) -> dict[str, Any]:
    """Return what a social service organisation answers."""
    return {
        "name": "暖邻社会服务中心",
        "name_en": "Warm Neighbours",
        "legal_form": "service",
        "credit_code": CODE,
        "registrar": "苏州工业园区社会事业局",
        "certificate_until": (timezone.localdate() + timedelta(days=900)).isoformat(),
        "rating": "a3",
        "rated_on": (timezone.localdate() - timedelta(days=400)).isoformat(),
        "listed": "no",
        "party_branch": "yes",
        "fields": ["seniors", "health"],
        "summary": "陪伴独居老人",
        "phone": "0512-60000000",
        "contact_name": "周敏",
        "contact_phone": "13800000042",
        "certificate": paper(by),
        "truthful": "yes",
        **changed,
    }


def write(case: Case, by: Any, given: dict[str, Any]) -> Case:
    held = Case.objects.get(pk=case.pk).draft
    base = {key: mark(held.get(key)) for key in given}
    return save_draft(case, answers=given, asked=set(given), base=base, by=by, at=timezone.now()).case


def go(case: Case, key: str, by: Any, **given: Any) -> Case:
    now = Case.objects.get(pk=case.pk)
    return move_case(now, key, seen=now.step, given=Given(**given), by=by, at=timezone.now())


def handed_in(centre: Any, by: Any, **changed: Any) -> Case:
    """Return an application that waits to be checked."""
    case = apply(centre=centre, by=by, at=timezone.now())
    write(case, by, answers(by, **changed))
    return go(case, "submit", by)


def check_all(case: Case, officer: Any) -> None:
    at = timezone.now()
    for check in Case.objects.get(pk=case.pk).where.checks:
        tick(case, check.id, is_done=True, by=officer, at=at)
    for defect in Defect.objects.filter(notice__case=case, settled_at=None):
        settle(defect, by=officer, at=at)


def verify(case: Case, officer: Any, *, days: int = 365, code: str = "") -> Standing:
    """Tick everything and verify."""
    check_all(case, officer)
    until = (timezone.localdate() + timedelta(days=days)).isoformat()
    case = go(case, "verify", officer, answers={"until": until, "code": code})
    return Standing.objects.get(organisation=case.applicant_id)
