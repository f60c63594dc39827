"""Who lets words go to the public? Every host, each for itself; the last word publishes."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Revision, TaskState, Workflow, WorkflowState, WorkflowTask

from events.errors import NotAllowed, NotWaiting, WordsChanged
from events.models import HostApproval, WordsApproval
from events.models.approval import hosts_of
from organisations.models import Organisation
from organisations.permissions import Act, may, speaks_for, staff_for
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


def speaks(user: Any, organisation_id: int, *, as_publisher: bool) -> bool:
    """Return whether the user's word is this host's: of the publisher, its approvers; of a co-host, its owner too."""
    return may(user, Act.APPROVE, organisation_id) if as_publisher else speaks_for(user, organisation_id)


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
def approve(page: Page, *, seen: Revision, by: Any, at: datetime) -> bool:
    """Give the word of every host the user speaks for; return whether that was the last one and the words are out.

    ``seen`` is the version the user looked at. Raises ``NotWaiting`` when nothing waits, ``WordsChanged`` when
    there is a newer version, ``NotAllowed`` when the user speaks for none of the hosts. Tells whoever sent it
    when it is published. A publishing moment in the future is kept.
    """
    step = _waiting_step(page)
    revision = page.get_latest_revision()
    if seen.pk != revision.pk or seen.created_at != revision.created_at:
        raise WordsChanged(_("The words were changed since you opened them. Please look at the new version."))
    hosts = hosts_of(revision.as_object())
    mine = [pk for pk, is_publisher in hosts.items() if speaks(by, pk, as_publisher=is_publisher)]
    if not mine:
        raise NotAllowed(_("You cannot approve this."))
    HostApproval.objects.ask(step, hosts)
    words = HostApproval.objects.filter(step=step, organisation__in=hosts)
    words.filter(organisation__in=mine).update(revision=revision, by=by, at=at)
    for organisation_id in mine:
        record("words.approved", page, by=by, at=at, organisation_id=organisation_id, revision=revision.pk)
    if words.given_to(revision).count() < len(hosts):
        tell_approvers(step, hosts, at=at)
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


@transaction.atomic
def return_for_changes(page: Page, *, comment: str, by: Any, at: datetime) -> None:
    """Give the words back to whoever sent them, with what has to change; tells them.

    Raises ``NotWaiting`` or ``NotAllowed``.
    """
    step = _waiting_step(page)
    hosts = hosts_of(page.get_latest_revision().as_object())
    if not any(speaks(by, pk, as_publisher=is_publisher) for pk, is_publisher in hosts.items()):
        raise NotAllowed(_("You cannot return this."))
    step.reject(user=by, comment=comment)
    record("words.returned", page, by=by, at=at, organisation_id=_publisher_id(page), revision=step.revision_id)
    _tell_sender(step, "words.returned", gettext_lazy("Returned for changes: %(title)s"), comment, at)


@transaction.atomic
def publish_directly(page: Page, *, by: Any, at: datetime) -> bool:
    """Treat the publish button as the user's word: return True when nobody else's is needed.

    Otherwise the words are put before the other hosts, with the user's own word given, and False is returned.
    """
    if by.is_superuser:
        return True
    revision = page.get_latest_revision()
    hosts = hosts_of(revision.as_object())
    waits = page.current_workflow_task_state is not None
    alone = all(speaks(by, pk, as_publisher=is_publisher) for pk, is_publisher in hosts.items())
    if alone and not waits:
        record("words.published", page, by=by, at=at, organisation_id=_publisher_id(page), revision=revision.pk)
        return True
    if not waits:
        send_for_approval(page, by=by, at=at)
    approve(Page.objects.get(pk=page.pk).specific, seen=revision, by=by, at=at)
    return False


def words_were_sent(instance: TaskState, **_rest: Any) -> None:
    """Tell those whose word is asked, whichever way the words were sent: Wagtail's signal calls this."""
    tell_approvers(instance, hosts_of(instance.revision.as_object()), at=timezone.now())


def tell_approvers(step: TaskState, hosts: dict[int, bool], *, at: datetime) -> None:
    """Tell all who may give a host's word that words wait for them; nobody twice for one sending."""
    day = timezone.localdate(at)
    title = step.revision.content_object.draft_title
    for organisation_id, is_publisher in hosts.items():
        for member in staff_for(organisation_id, Act.APPROVE if is_publisher else Act.MANAGE, day):
            if member.user_id == step.workflow_state.requested_by_id:
                continue
            with translation.override(member.user.language):
                tell(
                    member.user,
                    kind="words.waiting",
                    key=f"words:{step.pk}:{member.user_id}",
                    subject=_("Awaiting approval: %(title)s") % {"title": title},
                    body=_("Please look at it and approve it, or return it with what has to change."),
                    at=at,
                    path=reverse("approvals:review", args=[step.revision.object_id]),
                )


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
