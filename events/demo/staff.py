"""What waits for staff in the demonstration? An invitation, and a programme that has passed its first review."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from events.approving.approval import approve
from events.approving.approval_settings import set_plan
from events.demo.content import programmes, read
from events.models import ApprovalPlan, Category, ProgrammePage
from events.models.approval import Office, check_list_of
from events.models.checks import CheckKind
from organisations.invitations import invite
from organisations.models import Organisation


def load_staff(at: datetime) -> None:
    """Set up what is missing: levels for one category, words given to a programme, and the invitation."""
    users = {user.username: user for user in get_user_model().objects.exclude(username__startswith="demo-")}
    _two_levels("youth", by=users["admin"], at=at)
    for facts in programmes():
        if approver := facts.get("approved_by"):
            _first_word(facts["slug"], by=users[approver], at=at)
    for facts in read("people")["invitations"]:
        _invite(facts, users, at)


def _two_levels(code: str, *, by: Any, at: datetime) -> None:
    category = Category.objects.get(code=code)
    if not ApprovalPlan.objects.filter(category=category, centre=None).exists():
        levels = {"first": Office.CENTRE.value, "second": Office.DISTRICT.value, "third": ""}
        set_plan({"category": category, "centre": None, **levels}, by=by, at=at)


def _first_word(slug: str, *, by: Any, at: datetime) -> None:
    """Approve a waiting programme at its first level, with everything looked at; leave it alone afterwards."""
    page = ProgrammePage.objects.get(slug=slug)
    step = page.current_workflow_task_state
    if step is None or step.host_approvals.filter(level=1, at__isnull=False).exists():
        return
    checks = check_list_of(page)
    said = {one.key: True if one.kind == CheckKind.TICK else "（演示）" for one in (checks.checks() if checks else ())}
    # A word counts for words written before it, and these were written a moment ago.
    approve(page, seen=page.get_latest_revision(), checks=said, by=by, at=max(at, timezone.now()))


def _invite(facts: dict[str, str], users: dict[str, Any], at: datetime) -> None:
    organisation = Organisation.objects.get(code=facts["organisation"])
    guest = users[facts["account"]]
    if not organisation.invitations.filter(phone=guest.phone).exists():
        offer = {"phone": guest.phone, "name": facts["name"], "role": facts["role"]}
        invite(organisation=organisation, by=users[facts["by"]], at=at, **offer)
