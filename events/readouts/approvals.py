"""What waits for this member of staff's word? In a number of queries that does not grow with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wagtail.models import Page, Revision

from events.approving.approval import gave_a_level, open_words
from events.models import HostApproval
from organisations.models import Organisation


@dataclass(frozen=True)
class Host:
    """A word that is asked: whose part, at which level, by whom, and whether it was given to the waiting version."""

    organisation: Organisation
    part: str
    office: str
    level: int
    has_agreed: bool
    is_open: bool
    by: Any
    at: datetime | None


@dataclass(frozen=True)
class Waiting:
    """Words that wait: since when, who sent them, what the hosts have said, and whether mine is missing.

    ``asks_checks``: mine is a level of the publisher's, so that its checks have to be gone through.
    """

    page: Page
    revision: Revision
    sent_at: datetime
    sender: Any
    hosts: list[Host]
    needs_me: bool
    asks_checks: bool
    is_second_pair_missing: bool

    @property
    def title(self) -> str:
        return self.page.draft_title

    @property
    def publisher(self) -> Organisation | None:
        return self.hosts[0].organisation if self.hosts else None

    @property
    def level(self) -> Host | None:
        """The level it waits at."""
        return next((host for host in self.hosts if host.level and host.is_open), None)


def waiting_for(user: Any) -> list[Waiting]:
    """Return the words that wait for a word this user can give, the oldest first."""
    return [entry for entry in _waiting(user) if entry.needs_me]


def waiting_of(page_id: int, user: Any) -> Waiting | None:
    """Return how this page waits, or nothing when it does not or is none of the user's business."""
    return next((entry for entry in _waiting(user, page_id) if entry.page.pk == page_id), None)


def _waiting(user: Any, page_id: int | None = None) -> list[Waiting]:
    """Return all words that wait and that the user has a say in."""
    waiting = HostApproval.objects.waiting()
    if page_id is not None:
        waiting = waiting.filter(step__workflow_state__object_id=str(page_id))
    mine = waiting.of_speaker(user)
    own_ids = set(mine.values_list("pk", flat=True))
    if not own_ids:
        return []
    rows = (
        waiting.filter(step__in=mine.values("step"))
        .select_related("organisation", "by__person", "step__workflow_state__requested_by__person")
        .order_by("step__started_at", "step", "-is_publisher", "level", "pk")
    )
    by_step: dict[int, list[HostApproval]] = {}
    for row in rows:
        by_step.setdefault(row.step_id, []).append(row)
    page_ids = [int(words[0].step.workflow_state.object_id) for words in by_step.values()]
    pages = Page.objects.select_related("latest_revision").in_bulk(page_ids)
    return [_entry(pages[pk], words, own_ids, user) for pk, words in zip(page_ids, by_step.values(), strict=True)]


def _entry(page: Page, words: list[HostApproval], own_ids: set[int], user: Any) -> Waiting:
    revision = page.latest_revision
    now_asked = open_words(words, revision)
    has_given = gave_a_level(words, revision, user)
    held = [word for word in now_asked if word.pk in own_ids]
    mine = [word for word in held if not (word.level and has_given)]
    return Waiting(
        page=page,
        revision=revision,
        sent_at=words[0].step.started_at,
        sender=words[0].step.workflow_state.requested_by,
        hosts=[_host(word, revision, word in now_asked) for word in words],
        needs_me=bool(mine),
        asks_checks=any(word.level for word in mine),
        is_second_pair_missing=bool(held) and not mine,
    )


def _host(word: HostApproval, revision: Revision, is_open: bool) -> Host:
    agreed = word.agrees_to(revision)
    return Host(
        organisation=word.organisation,
        part=word.part,
        office=str(word.get_office_display()),
        level=word.level,
        has_agreed=agreed,
        is_open=is_open,
        by=word.by if agreed else None,
        at=word.at if agreed else None,
    )
