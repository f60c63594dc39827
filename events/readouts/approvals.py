"""What waits for this member of staff's word? In a number of queries that does not grow with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wagtail.models import Page, Revision

from events.models import HostApproval
from organisations.models import Organisation


@dataclass(frozen=True)
class Host:
    """A host and whether it has agreed to the version that waits."""

    organisation: Organisation
    has_agreed: bool


@dataclass(frozen=True)
class Waiting:
    """Words that wait: since when, who sent them, what the hosts have said, and whether mine is missing."""

    page: Page
    revision: Revision
    sent_at: datetime
    sender: Any
    hosts: list[Host]
    needs_me: bool

    @property
    def title(self) -> str:
        return self.page.draft_title

    @property
    def publisher(self) -> Organisation | None:
        return self.hosts[0].organisation if self.hosts else None


def waiting_for(user: Any) -> list[Waiting]:
    """Return the words that wait for a word this user can give, the oldest first."""
    return [entry for entry in _waiting(user) if entry.needs_me]


def waiting_of(page_id: int, user: Any) -> Waiting | None:
    """Return how this page waits, or nothing when it does not or is none of the user's business."""
    return next((entry for entry in _waiting(user) if entry.page.pk == page_id), None)


def _waiting(user: Any) -> list[Waiting]:
    """Return all words that wait and that the user has a say in."""
    mine = HostApproval.objects.waiting().of_speaker(user)
    own_ids = set(mine.values_list("pk", flat=True))
    rows = (
        HostApproval.objects.waiting()
        .filter(step__in=mine.values("step"))
        .select_related("organisation", "step__workflow_state__requested_by")
        .order_by("step__started_at", "step", "-is_publisher", "pk")
    )
    by_step: dict[int, list[HostApproval]] = {}
    for row in rows:
        by_step.setdefault(row.step_id, []).append(row)
    page_ids = [int(words[0].step.workflow_state.object_id) for words in by_step.values()]
    pages = Page.objects.select_related("latest_revision").in_bulk(page_ids)
    found = []
    for page_id, words in zip(page_ids, by_step.values(), strict=True):
        page = pages[page_id]
        missing = {word.pk for word in words if not _agrees(word, page.latest_revision)}
        found.append(
            Waiting(
                page=page,
                revision=page.latest_revision,
                sent_at=words[0].step.started_at,
                sender=words[0].step.workflow_state.requested_by,
                hosts=[Host(word.organisation, word.pk not in missing) for word in words],
                needs_me=bool(missing & own_ids),
            )
        )
    return found


def _agrees(word: HostApproval, revision: Revision) -> bool:
    return word.at is not None and word.revision_id == revision.pk and word.at >= revision.created_at
