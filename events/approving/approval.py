"""Who lets words go to the public? Every host, each for itself, the publisher in levels; the last word publishes."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Revision, TaskState, Workflow, WorkflowState, WorkflowTask

from events.approving.approval_settings import answered
from events.errors import ChecksMissing, NotAllowed, NotWaiting, WordsChanged
from events.models import HostApproval, WordsApproval
from events.models.approval import Office, check_list_of, holds_office, officers_of, words_asked_of
from organisations.models import Organisation
from organisations.permissions import Act, may, staff_for
from organisations.registering import found_directory
from portal.audit.recording import record
from portal.outbox.queueing import tell

#: The name of the workflow and of its one step, as the editor shows it.
NAME = "审核"


def found_approval() -> None:
    """Make the workflow of words and assign it to the directory, so that it holds for all below; safe to repeat."""
    workflow, _created = Workflow.objects.get_or_create(name=NAME)
    task = WordsApproval.objects.first() or WordsApproval.objects.create(name=NAME)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    directory = found_directory()
    if not hasattr(directory, "workflowpage"):
        workflow.workflow_pages.create(page=directory)


@transaction.atomic
def send_for_approval(page: Page, *, by: Any, at: datetime) -> TaskState:
    """Put the latest version before its hosts; return the step it waits at. Already waiting: that step.

    Tells those who may approve (through Wagtail's signal, as sending from the editor does).
    """
    if not may(by, Act.WRITE, _publisher_id(page)):
        raise NotAllowed(_("Only the organisation's own staff can send this for approval."))
    state = page.current_workflow_state
    if state is None:
        state = page.get_workflow().start(page, by)
    elif state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(by)
    state.refresh_from_db()
    record("words.sent_for_approval", page, by=by, at=at, organisation_id=_publisher_id(page))
    return state.current_task_state


@transaction.atomic
def approve(page: Page, *, seen: Revision, by: Any, at: datetime, checks: Mapping[str, Any] | None = None) -> bool:
    """Give every word that is the user's to give now; return whether that was the last one and the words are out.

    ``seen`` is the version the user looked at, ``checks`` what they ticked and entered, by key. Of the publisher's
    levels only the lowest that is missing can be given, and nobody gives two. Raises ``NotWaiting`` when nothing
    waits, ``WordsChanged`` when there is a newer version, ``NotAllowed`` when no word is the user's, and
    ``ChecksMissing``. Tells those whose turn it is, and whoever sent it when it is published. A publishing moment
    in the future is kept.
    """
    step = _waiting_step(page)
    revision = page.get_latest_revision()
    if seen.pk != revision.pk or seen.created_at != revision.created_at:
        raise WordsChanged(_("The words were changed since you opened them. Please look at the new version."))
    words_page = revision.as_object()
    rows = _asked(step, words_page)
    mine = _words_to_give(rows, revision, by)
    if mine is None:
        return False
    check_list = check_list_of(words_page) if any(row.level for row in mine) else None
    kept = answered(check_list, checks or {}) if check_list else {}
    for row in mine:
        row.revision, row.by, row.at = revision, by, at
        row.check_list, row.checks = (check_list, kept) if row.level else (None, {})
        row.save(update_fields=["revision", "by", "at", "check_list", "checks"])
        facts = {"revision": revision.pk, "level": row.level}
        record("words.approved", page, by=by, at=at, organisation_id=row.organisation_id, **facts)
    if not all(row.agrees_to(revision) for row in rows):
        tell_approvers(step, at=at)
        return False
    step.approve(user=by)
    _tell_sender(
        step,
        "words.published",
        gettext_lazy("Approved: %(title)s"),
        gettext_lazy("Every host has approved it. It is public now, or from the moment that was set."),
        at,
    )
    return True


def _asked(step: TaskState, words_page: Page) -> list[HostApproval]:
    """Return the rows of all words that this version needs, opened where they are missing."""
    asked = words_asked_of(words_page)
    HostApproval.objects.ask(step, asked)
    wanted = {(word.organisation_id, word.level) for word in asked}
    rows = (
        HostApproval.objects.filter(step=step).select_related("organisation__area").order_by("-is_publisher", "level")
    )
    return [row for row in rows if (row.organisation_id, row.level) in wanted]


def open_words(rows: Iterable[HostApproval], revision: Revision) -> list[HostApproval]:
    """Return the words that can be given now: each missing co-host's, and the publisher's lowest missing level."""
    missing = [row for row in rows if not row.agrees_to(revision)]
    lowest = min((row.level for row in missing if row.level), default=0)
    return [row for row in missing if row.level in (0, lowest)]


def gave_a_level(rows: Iterable[HostApproval], revision: Revision, user: Any) -> bool:
    """Return whether the user has given one of the publisher's levels to this version: four eyes are asked."""
    return any(row.level and row.by_id == user.pk and row.agrees_to(revision) for row in rows)


def _words_to_give(rows: list[HostApproval], revision: Revision, by: Any) -> list[HostApproval] | None:
    """Return the words the user gives now, None for one who has given theirs already; else raise ``NotAllowed``."""
    has_given = gave_a_level(rows, revision, by)
    held = [row for row in open_words(rows, revision) if holds_office(by, row.office, row.organisation)]
    mine = [row for row in held if not (row.level and has_given)]
    if mine:
        return mine
    if held:
        raise NotAllowed(_("You have approved it at an earlier level. Somebody else has to give the next word."))
    if any(row.by_id == by.pk and row.agrees_to(revision) for row in rows):
        return None
    if any(holds_office(by, row.office, row.organisation) for row in rows):
        raise NotAllowed(_("It is not your turn yet: an earlier level has not approved it."))
    raise NotAllowed(_("You cannot approve this."))


@transaction.atomic
def return_for_changes(page: Page, *, comment: str, by: Any, at: datetime) -> None:
    """Give the words back to whoever sent them, with what has to change; tells them.

    Raises ``NotWaiting`` or ``NotAllowed``: whose turn it is not cannot return it either.
    """
    step = _waiting_step(page)
    revision = page.get_latest_revision()
    rows = _asked(step, revision.as_object())
    mine = [row for row in open_words(rows, revision) if holds_office(by, row.office, row.organisation)]
    if not mine and not any(row.by_id == by.pk for row in rows):
        raise NotAllowed(_("You cannot return this."))
    step.reject(user=by, comment=comment)
    facts = {"revision": step.revision_id, "level": max((row.level for row in mine), default=0)}
    record("words.returned", page, by=by, at=at, organisation_id=_publisher_id(page), **facts)
    _tell_sender(step, "words.returned", gettext_lazy("Returned for changes: %(title)s"), comment, at)


@transaction.atomic
def publish_directly(page: Page, *, by: Any, at: datetime) -> bool:
    """Treat the publish button as the user's word: return True when nobody else's is needed, and nothing to tick.

    Otherwise the words are put before the hosts, with the user's own word given where nothing is to be ticked,
    and False is returned.
    """
    revision = page.get_latest_revision()
    words_page = revision.as_object()
    asked = words_asked_of(words_page)
    if not asked:
        return True
    waits = page.current_workflow_task_state is not None
    organisations = Organisation.objects.select_related("area").in_bulk([word.organisation_id for word in asked])
    alone = (
        sum(word.level > 0 for word in asked) < 2
        and check_list_of(words_page) is None
        and all(holds_office(by, word.office, organisations[word.organisation_id]) for word in asked)
    )
    if alone and not waits:
        record("words.published", page, by=by, at=at, organisation_id=_publisher_id(page), revision=revision.pk)
        return True
    if not waits:
        send_for_approval(page, by=by, at=at)
    with suppress(ChecksMissing, NotAllowed):
        approve(Page.objects.get(pk=page.pk).specific, seen=revision, by=by, at=at)
    return False


def words_were_sent(instance: TaskState, **_rest: Any) -> None:
    """Tell those whose word is asked, whichever way the words were sent: Wagtail's signal calls this."""
    tell_approvers(instance, at=timezone.now())


def tell_approvers(step: TaskState, *, at: datetime) -> None:
    """Tell all who can give a word now that words wait for them; nobody twice for one sending and level."""
    words_page = step.revision.content_object.get_latest_revision()
    rows = _asked(step, words_page.as_object())
    title = step.revision.content_object.draft_title
    for row in open_words(rows, words_page):
        for user in _speakers(row, timezone.localdate(at)):
            if user.pk == step.workflow_state.requested_by_id or (row.level and gave_a_level(rows, words_page, user)):
                continue
            with translation.override(user.language):
                tell(
                    user,
                    kind="words.waiting",
                    key=f"words:{step.pk}:{user.pk}" + (f":{row.level}" if row.level > 1 else ""),
                    subject=_("Awaiting approval: %(title)s") % {"title": title},
                    body=_("Please look at it and approve it, or return it with what has to change."),
                    at=at,
                    path=reverse("approvals:review", args=[step.revision.object_id]),
                )


def _speakers(row: HostApproval, day: date) -> list[Any]:
    """Return the accounts that may give this word; the administrators where an authority has nobody here."""
    if row.office in (Office.HOST, Office.CENTRE):
        act = Act.MANAGE if row.office == Office.HOST else Act.APPROVE
        return [member.user for member in staff_for(row.organisation_id, act, day)]
    officers = [member.user for member in officers_of(row.office, row.organisation, day)]
    return officers or list(get_user_model().objects.filter(is_superuser=True, is_active=True))


def _publisher_id(page: Page) -> int | None:
    publisher = Organisation.objects.of_page(page)
    return publisher.pk if publisher else None


def _waiting_step(page: Page) -> TaskState:
    """Lock and return the step at which the words wait; raise ``NotWaiting`` when they do not."""
    current = page.current_workflow_task_state
    step = (
        TaskState.objects.select_for_update(of=("self",))
        .filter(pk=current.pk if current else None, status=TaskState.STATUS_IN_PROGRESS)
        .first()
    )
    if step is None:
        raise NotWaiting(_("This is not awaiting approval any more."))
    return step


def _tell_sender(step: TaskState, kind: str, subject: Promise, body: str | Promise, at: datetime) -> None:
    sender = step.workflow_state.requested_by
    if sender is None or not sender.is_active:
        return
    page = step.revision.as_object()
    with translation.override(sender.language):
        tell(
            sender,
            kind=kind,
            key=f"{kind}:{step.pk}",
            subject=str(subject) % {"title": page.title},
            body=str(body),
            at=at,
            path=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        )
