"""How many hours has somebody served? A ledger: proposed from the day itself, corrected by new entries, approved.

No entry is ever changed but for its decision; the hours are the sum of those that were approved, at every moment.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.errors import HoursRefused, NotAllowed
from events.models import Assignment, HoursEntry, Volunteer
from events.permissions import can_roster
from events.states import ARRIVED, HOURS_MOVES, AssignmentState, HoursState, ShiftState
from events.volunteering import hours_messages, service_proofs
from events.volunteering.shift_messages import what_for
from organisations.models import Organisation
from portal.audit.recording import SYSTEM, record
from portal.transactions import repeated_when_lost

State = HoursState

#: Whoever stays on is counted so long after the planned end; coming early is not yet service.
OVERRUN = timedelta(minutes=30)
#: Who did not check out is taken to have left at the planned end, once so long has passed.
WAITS = OVERRUN
#: Shifts before this are history.
LOOKS_BACK = timedelta(days=60)
BATCH = 200
#: One entry holds no more than a day and a night.
MOST_MINUTES = 16 * 60
NO_CHECK_OUT = gettext_lazy("Did not check out: counted until the planned end.")
NEW_MARK = gettext_lazy("The times of check-in or check-out were corrected.")
CONTENT = HoursEntry._meta.get_field("content").max_length or 0
CONTENT_EN = HoursEntry._meta.get_field("content_en").max_length or 0


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of approving many: how many entries count now, and how many were one's own and were left."""

    approved: int
    own: int


def served(row: Assignment) -> int:
    """Return the whole minutes from check-in to check-out, within the shift and half an hour after it."""
    if row.came_at is None or row.mark not in ARRIVED:
        return 0
    begun = max(row.came_at, row.shift.starts_at)
    ended = min(row.left_at or row.shift.ends_at, row.shift.ends_at + OVERRUN)
    return max(0, round((ended - begun).total_seconds() / 60))


def follow_mark(row: Assignment, *, by: Any, at: datetime) -> HoursEntry | None:
    """Propose the hours of who checked out, or bring the ledger in line with a new mark; in its transaction."""
    known = HoursEntry.objects.filter(assignment=row, corrects=None).exists()
    return propose(row, by=by, at=at) if known or row.left_at else None


def propose_due(at: datetime) -> int:
    """Propose the hours of those who came and did not check out, half an hour after the end; return how many."""
    rows = (
        Assignment.objects.confirmed()
        .filter(came_at__isnull=False, mark__in=ARRIVED, hours=None, shift__state=ShiftState.OPEN)
        .filter(shift__ends_at__lte=at - WAITS, shift__ends_at__gt=at - LOOKS_BACK)
        .order_by("shift__ends_at", "pk")[:BATCH]
    )
    return sum(_proposed(pk, at) for pk in list(rows.values_list("pk", flat=True)))


@repeated_when_lost
@transaction.atomic
def enter(
    volunteer: Volunteer,
    organisation: Organisation,
    *,
    on: date,
    minutes: int,
    content: str,
    content_en: str = "",
    reason: str,
    by: Any,
    at: datetime,
) -> HoursEntry:
    """Enter hours of service outside of shifts, with a reason; they await approval like others.

    Raises ``NotAllowed``, and ``HoursRefused`` naming the field.
    """
    _refuse_stranger(organisation.pk, by)
    if not 0 < minutes <= MOST_MINUTES:
        raise HoursRefused(_("Please enter up to 16 hours."), field="minutes")
    if on > timezone.localdate(at):
        raise HoursRefused(_("This day is still to come."), field="on")
    _refuse_no_reason(reason)
    _lock(volunteer.pk)
    return _write(
        HoursEntry(
            volunteer=volunteer,
            organisation=organisation,
            on=on,
            minutes=minutes,
            content=content[:CONTENT],
            content_en=content_en[:CONTENT_EN],
            reason=reason.strip(),
        ),
        by=by,
        at=at,
    )


@repeated_when_lost
@transaction.atomic
def correct(entry: HoursEntry, *, minutes: int, reason: str, by: Any, at: datetime) -> HoursEntry | None:
    """Say how many minutes it was in truth: a new entry of the difference, which awaits approval.

    None when that is what the ledger says already. Raises ``NotAllowed``, ``HoursRefused``.
    """
    _refuse_stranger(entry.organisation_id, by)
    if not 0 <= minutes <= MOST_MINUTES:
        raise HoursRefused(_("Please enter up to 16 hours."), field="minutes")
    _refuse_no_reason(reason)
    _lock(entry.volunteer_id)
    first = entry.corrects or entry
    if first.state == State.REFUSED:
        raise HoursRefused(_("This entry was not approved. Please enter the hours anew."), field="minutes")
    return _correct(first, minutes, reason.strip(), by=by, at=at)


@repeated_when_lost
@transaction.atomic
def approve(entries: Collection[int], *, organisation_id: int, by: Any, at: datetime) -> Decided:
    """Let these entries count, by their ids; one's own stay for a colleague. Proofs of these days are issued anew.

    What was decided meanwhile, or corrects what is not approved itself, is left. Raises ``NotAllowed``.
    """
    _refuse_stranger(organisation_id, by)
    asked = HoursEntry.objects.filter(pk__in=entries, organisation=organisation_id)
    people = _lock(*set(asked.values_list("volunteer_id", flat=True)))
    rows = list(asked.to_be_approved().select_for_update(of=("self",)).select_related("corrects").order_by("pk"))
    own = [row for row in rows if people[row.volunteer_id].person.user_id == by.pk]
    done: list[HoursEntry] = []
    for row in rows:
        if row in own or not _may_count(row, done):
            continue
        _decide(row, State.APPROVED, by=by, at=at)
        done.append(row)
    for volunteer_id in dict.fromkeys(row.volunteer_id for row in done):
        theirs = [row for row in done if row.volunteer_id == volunteer_id]
        service_proofs.follow_hours(people[volunteer_id], organisation_id, [row.on for row in theirs], by=by, at=at)
        hours_messages.tell_approved(people[volunteer_id], theirs, at=at)
    return Decided(len(done), len(own))


@repeated_when_lost
@transaction.atomic
def refuse(entry: HoursEntry, *, reason: str, by: Any, at: datetime) -> HoursEntry:
    """Say that an entry does not count, and why; the volunteer is told. Again: nothing changes.

    Raises ``NotAllowed``, ``HoursRefused`` for what is approved: that is corrected.
    """
    _refuse_stranger(entry.organisation_id, by)
    _refuse_no_reason(reason)
    people = _lock(entry.volunteer_id)
    row = HoursEntry.objects.select_for_update().get(pk=entry.pk)
    if row.state == State.REFUSED:
        return row
    if row.state == State.APPROVED:
        raise HoursRefused(_("This is approved already. Please correct it."))
    _refuse_own(people[row.volunteer_id], by)
    for one in [row, *row.corrections.filter(state=State.PROPOSED)]:
        _decide(one, State.REFUSED, by=by, at=at)
    hours_messages.tell_refused(people[row.volunteer_id], row, reason.strip(), at=at)
    return row


def propose(row: Assignment, *, by: Any, at: datetime) -> HoursEntry | None:
    """Bring the ledger in line with what the marks of an assignment say; None when it is. In a transaction.

    What the organisation refused stays so.
    """
    _lock(row.volunteer_id)
    minutes = served(row)
    first = HoursEntry.objects.filter(assignment=row, corrects=None).first()
    if first is None:
        if not minutes:
            return None
        content, content_en = contents(row)
        return _write(
            HoursEntry(
                volunteer_id=row.volunteer_id,
                organisation_id=row.shift.organisation_id,
                assignment=row,
                on=timezone.localdate(row.shift.starts_at),
                minutes=minutes,
                content=content,
                content_en=content_en,
                reason="" if row.left_at else _in_chinese(NO_CHECK_OUT),
            ),
            by=by,
            at=at,
        )
    if first.state == State.REFUSED:
        return None
    return _correct(first, minutes, _in_chinese(NEW_MARK), by=by, at=at)


def contents(row: Assignment) -> tuple[str, str]:
    """Return what was done in a shift, in Chinese and English."""
    said = []
    for language, longest in (("zh-hans", CONTENT), ("en", CONTENT_EN)):
        with translation.override(language):
            # The organisation stands beside an entry: its name is no content.
            what = [what_for(row.shift)] if row.shift.event or row.shift.duty else []
            said.append(" · ".join([row.shift.role.local_name, *what])[:longest])
    return said[0], said[1]


def standing_of(first: HoursEntry) -> int:
    """Return the minutes of an entry with all its corrections that were not refused."""
    chain = HoursEntry.objects.filter(Q(pk=first.pk) | Q(corrects=first)).exclude(state=State.REFUSED)
    return chain.aggregate(sum=Sum("minutes"))["sum"] or 0


def _in_chinese(sentence: str | Promise) -> str:
    """Return a sentence as the ledger keeps it, whoever acts."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(sentence)


@repeated_when_lost
@transaction.atomic
def _proposed(pk: int, at: datetime) -> bool:
    rows = Assignment.objects.select_for_update(of=("self",)).select_related(
        "shift__role", "shift__event__programme", "shift__duty", "shift__organisation"
    )
    row = rows.get(pk=pk)
    if row.state != AssignmentState.CONFIRMED or row.hours.exists():
        return False
    return propose(row, by=SYSTEM, at=at) is not None


def _correct(first: HoursEntry, minutes: int, reason: str, *, by: Any, at: datetime) -> HoursEntry | None:
    difference = minutes - standing_of(first)
    if not difference:
        return None
    return _write(
        HoursEntry(
            volunteer_id=first.volunteer_id,
            organisation_id=first.organisation_id,
            assignment_id=first.assignment_id,
            corrects=first,
            on=first.on,
            minutes=difference,
            content=first.content,
            content_en=first.content_en,
            reason=reason,
        ),
        by=by,
        at=at,
    )


def _write(entry: HoursEntry, *, by: Any, at: datetime) -> HoursEntry:
    entry.state, entry.made_by, entry.made_at = State.PROPOSED, by if hasattr(by, "pk") else None, at
    entry.save(force_insert=True)
    _record("hours.corrected" if entry.corrects_id else "hours.entered", entry, by=by, at=at)
    return entry


def _may_count(row: HoursEntry, done: Iterable[HoursEntry]) -> bool:
    """Return whether what an entry corrects counts, and no less than nothing would be left of it."""
    first = row.corrects
    if first is None:
        return True
    counts = {one.pk: one for one in done}
    if first.state != State.APPROVED and first.pk not in counts:
        return False
    chain = HoursEntry.objects.approved().filter(Q(pk=first.pk) | Q(corrects=first))
    return chain.minutes() + row.minutes >= 0


def _decide(row: HoursEntry, state: HoursState, *, by: Any, at: datetime) -> None:
    HOURS_MOVES.move(row, state)
    row.decided_by, row.decided_at = by, at
    row.save(update_fields=["state", "decided_by", "decided_at"])
    _record(f"hours.{state}", row, by=by, at=at)


def _lock(*volunteer_ids: int) -> dict[int, Volunteer]:
    """Lock the ledgers of these volunteers, by their ids."""
    rows = Volunteer.objects.select_for_update(of=("self",)).select_related("person__user").order_by("pk")
    return {row.pk: row for row in rows.filter(pk__in=volunteer_ids)}


def _refuse_stranger(organisation_id: int, by: Any) -> None:
    if hasattr(by, "pk") and not can_roster(by, organisation_id):
        raise NotAllowed(_("You do not roster this organisation's volunteers."))


def _refuse_own(volunteer: Volunteer, by: Any) -> None:
    if hasattr(by, "pk") and volunteer.person.user_id == by.pk:
        raise HoursRefused(_("Nobody decides on their own hours. Please ask a colleague."))


def _refuse_no_reason(reason: str) -> None:
    if not reason.strip():
        raise HoursRefused(_("Please say why."), field="reason")


def _record(act: str, entry: HoursEntry, *, by: Any, at: datetime) -> None:
    record(
        act,
        entry,
        by=by,
        at=at,
        beneficiary_id=entry.volunteer.person_id,
        organisation_id=entry.organisation_id,
        minutes=entry.minutes,
        corrects=entry.corrects_id,
    )
