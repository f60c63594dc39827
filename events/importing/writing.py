"""How does a file come in? All of its rows in one transaction, or none; the same file again changes nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.approving.approval import publish_directly, send_for_approval
from events.errors import ImportRefused
from events.importing.directory import Directory
from events.importing.fates import Fate, Kind
from events.models import Event, ProgrammePage, Session
from events.planning.addressing import free_address
from events.planning.rescheduling import Plan, change_event
from events.planning.scheduling import Slot, schedule_event
from events.states import EventState
from organisations.models import Organisation
from organisations.permissions import Act, may
from portal.audit.recording import record
from portal.refusals import Refusal

#: Places of a new event that says nothing of them and is in none of our rooms.
USUAL_PLACES = 20


@dataclass(frozen=True)
class Outcome:
    """How many rows were new, changed and unchanged, and the programmes that now wait to be published."""

    kinds: Mapping[str, int]
    drafts: Sequence[ProgrammePage]


@transaction.atomic
def write(fates: Sequence[Fate], *, by: Any, at: datetime, publish: bool = False) -> Outcome:
    """Write all rows; ``publish`` lets the words out too, or sends them for approval where others have a say.

    Raises ``ImportRefused`` naming the row when one is refused, or has become so since: nothing is written then.
    """
    refused = next((fate for fate in fates if fate.kind == Kind.REFUSED), None)
    if refused:
        raise ImportRefused(_("Rows are refused, so nothing was imported."), number=refused.row.number)
    writer = _Writer(Directory(by), by, at)
    for fate in fates:
        try:
            writer.write(fate)
        except Refusal as refusal:
            raise ImportRefused(str(refusal.sentence), number=fate.row.number) from refusal
    if publish:
        for page in writer.touched.values():
            _release(page, by, at)
    drafts = [page for page in writer.touched.values() if not ProgrammePage.objects.get(pk=page.pk).live]
    return Outcome(Counter(str(fate.kind) for fate in fates), drafts)


class _Writer:
    def __init__(self, directory: Directory, by: Any, at: datetime):
        self.directory = directory
        self.by, self.at = by, at
        self.author = by if hasattr(by, "pk") else None
        self.made: dict[tuple[int, str], ProgrammePage] = {}
        self.touched: dict[int, ProgrammePage] = {}

    def write(self, fate: Fate) -> None:
        organisation = fate.row.organisation
        page = fate.page or self.made.get((organisation.pk, fate.row.title))
        if page is None:
            page = self.made[(organisation.pk, fate.row.title)] = self.make_page(fate, organisation)
        elif fate.words:
            page = self.change_page(page, fate.words, organisation)
        if fate.words or page.first_published_at is None:
            self.touched[page.pk] = page
        if fate.event is None:
            self.schedule(fate, page, organisation)
        elif set(fate.changes) - set(fate.words):
            self.change(fate, fate.event)

    def make_page(self, fate: Fate, organisation: Organisation) -> ProgrammePage:
        """Make the programme as a draft under its organisation's page."""
        title, words = fate.row.title, dict(fate.words)
        languages = words.pop("languages", [])
        usual = {"category": self.directory.usual_category, "summary": title[:200]}
        page = ProgrammePage(title=title, live=False, owner=self.author, **{**usual, **words})
        parent = type(organisation.page).objects.get(pk=organisation.page_id)
        page.slug = free_address(title, parent, page)
        page.languages = languages
        parent.add_child(instance=page)
        page.save_revision(user=self.author, clean=False)
        record("words.imported", page, by=self.by, at=self.at, organisation_id=organisation.pk, fields=sorted(words))
        return page

    def change_page(self, page: ProgrammePage, words: dict[str, Any], organisation: Organisation) -> ProgrammePage:
        """Save the words as a new draft of the page; what is public stays until it is approved."""
        draft = ProgrammePage.objects.get(pk=page.pk).get_latest_revision_as_object()
        for name, value in words.items():
            setattr(draft, name, value)
        draft.save_revision(user=self.author, clean=False)
        record("words.imported", page, by=self.by, at=self.at, organisation_id=organisation.pk, fields=sorted(words))
        return ProgrammePage.objects.get(pk=page.pk)

    def schedule(self, fate: Fate, page: ProgrammePage, organisation: Organisation) -> None:
        room = fate.slots[0].room
        schedule_event(
            programme=page,
            organisation=organisation,
            slots=fate.slots,
            capacity=fate.row.capacity or (room.capacity if room else USUAL_PLACES),
            rule=fate.row.rule,
            by=self.by,
            at=self.at,
        )

    def change(self, fate: Fate, event: Event) -> None:
        dates = {"ends_at", "repeat", "room"} & set(fate.changes)
        capacity = fate.row.capacity if "capacity" in fate.changes else None
        plan = _plan(event, fate.slots) if dates else None
        change_event(event, plan=plan, capacity=capacity, by=self.by, at=self.at)


def _plan(event: Event, slots: Sequence[Slot]) -> Plan:
    """Return what turns an event's sessions into these: the same day stays the same session, then in order."""
    held = sorted(
        (session for session in event.sessions.all() if session.state == EventState.SCHEDULED),
        key=lambda session: (session.starts_at, session.pk),
    )
    by_day: dict[Any, Session] = {timezone.localdate(session.starts_at): session for session in held}
    pairs, loose = [], []
    for slot in slots:
        session = by_day.pop(timezone.localdate(slot.starts_at), None)
        if session is None:
            loose.append(slot)
        else:
            pairs.append((session, slot))
    paired = {session.pk for session, _slot in pairs}
    left = [session for session in held if session.pk not in paired]
    pairs += zip(left, loose, strict=False)
    return Plan(
        moved={session.pk: _with_words(slot, session) for session, slot in pairs},
        added=loose[len(left) :],
        called_off={session.pk: "" for session in left[len(loose) :]},
    )


def _with_words(slot: Slot, session: Session) -> Slot:
    """Return the slot with what only the session knows: its subject, and its place in English where it stays."""
    place_en = session.place_en if slot.place == session.place else ""
    words = {**vars(slot), "place_en": place_en, "title": session.title, "title_en": session.title_en}
    return Slot(**words)


def _release(page: ProgrammePage, by: Any, at: datetime) -> None:
    page = ProgrammePage.objects.get(pk=page.pk)
    organisation = Organisation.objects.of_page(page)
    if not hasattr(by, "pk"):
        page.get_latest_revision().publish()
    elif not may(by, Act.APPROVE, organisation.pk if organisation else None):
        send_for_approval(page, by=by, at=at)
    elif publish_directly(page, by=by, at=at):
        page.get_latest_revision().publish(user=by)
