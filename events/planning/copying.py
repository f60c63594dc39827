"""How does last season's programme begin again? Its words as a draft, its dates from a new day on, same weekdays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event, ProgrammePage, ProgrammeSpeaker, Recurrence, Session
from events.planning.addressing import free_address
from events.planning.scheduling import Slot, refuse_stranger, schedule_event
from events.states import EventState
from organisations.errors import Clash
from organisations.models import Organisation
from organisations.repeating import Occasion, occasions, on_day
from organisations.room_clashes import clash_of, refuse_found
from portal.audit.recording import record
from portal.timetable import holidays
from portal.timetable.errors import NoSuchDates
from portal.timetable.recurrence import Day, Frequency, Rule

#: What belongs to this season's event alone: its place, its address, what became of it, a period's allowance.
OF_THIS_SEASON = frozenset(
    {"programme", "organisation", "centre", "code", "state", "state_note", "allowance", "awaits_room"}
)


@dataclass(frozen=True)
class Copied:
    """What an event becomes: its dates, with what is in the way of each, and the rule they were made by."""

    event: Event
    dates: Sequence[Occasion]
    rule: Rule | None

    @property
    def slots(self) -> list[Slot]:
        return [one.slot for one in self.dates if one.slot]


def last_events(page: ProgrammePage, most: int = 12) -> models.QuerySet[Event]:
    """Return the events that one may want to copy: those that were held or will be, the latest first."""
    events = Event.objects.filter(programme=page).scheduled()
    return events.select_related("organisation", "recurrence").order_by("-starts_at")[:most]


def planned(events: Sequence[Event], first_on: date, *, at: datetime) -> list[Copied]:
    """Return the dates of these events when the first of them begins in the week of ``first_on``; writes nothing.

    The first date is the first day from ``first_on`` on that has the old weekday. Raises ``NoSuchDates``.
    """
    if not events:
        raise NoSuchDates(_("Please choose at least one date to copy."), field="events")
    if first_on < timezone.localdate(at):
        raise NoSuchDates(_("This lies in the past."), field="first_on")
    before = min(timezone.localdate(event.starts_at) for event in events)
    later = timedelta(weeks=-((before - first_on).days // 7))
    if later <= timedelta(0):
        raise NoSuchDates(_("The new season begins before the old one did."), field="first_on")
    return [_copied(event, later) for event in sorted(events, key=lambda event: event.starts_at)]


@transaction.atomic
def copy_programme(
    page: ProgrammePage, *, title: str, events: Sequence[Event], first_on: date, by: Any, at: datetime
) -> ProgrammePage:
    """Make a draft of the words, without the checks of its speakers, and its events from ``first_on`` on.

    Raises ``Clash`` naming every room that is taken, ``NoSuchDates``, ``NotAllowed``; nothing is written then.
    """
    organisation = Organisation.objects.get(page__path=page.path[: -page.steplen])
    refuse_stranger(by, organisation)
    plans = planned(events, first_on, at=at) if events else []
    copy = _draft(page, title, by)
    record("words.copied", copy, by=by, at=at, organisation_id=organisation.pk, source=page.pk)
    found: list[Clash] = []
    for plan in plans:
        try:
            with transaction.atomic():
                _schedule(plan, copy, organisation, by=by, at=at)
        except Clash as clash:
            found += clash.each
    refuse_found(found)
    return copy


def _draft(page: ProgrammePage, title: str, by: Any) -> ProgrammePage:
    source = page if page.live else page.get_latest_revision_as_object()
    words = {"title": title, "draft_title": title, "slug": free_address(title, page.get_parent(), ProgrammePage())}
    user = by if hasattr(by, "pk") else None
    return source.copy(
        update_attrs={**words, "is_demo": False, "go_live_at": None, "expire_at": None},
        copy_revisions=False,
        keep_live=False,
        user=user,
        process_child_object=_unchecked,
    )


def _unchecked(_page: Any, _copy: Any, _relation: Any, child: Any) -> None:
    """Forget who checked a speaker's credentials, and when: that has to be done again."""
    if isinstance(child, ProgrammeSpeaker):
        child.checked_by, child.checked_on = "", None


def _copied(event: Event, later: timedelta) -> Copied:
    sessions = list(
        event.sessions.filter(state=EventState.SCHEDULED).select_related("room__facility").order_by("starts_at", "pk")
    )
    slots = [_later(session, later) for session in sessions]
    known: Recurrence | None = getattr(event, "recurrence", None)
    follows_rule = known and not known.series and known.frequency not in (Frequency.ONCE, Frequency.MONTHLY_DAY)
    if known is None or not follows_rule:
        return Copied(event, _as_they_were(slots), None)
    rule = Rule(
        timezone.localdate(slots[0].starts_at),
        known.frequency,
        known.every,
        tuple(map(int, known.weekdays)),
        count=len(slots),
        on_holiday=known.on_holiday,
        on_make_up_day=known.on_make_up_day,
    )
    return Copied(event, _with_subjects(occasions(slots[0], rule), slots), rule)


def _later(session: Session, later: timedelta) -> Slot:
    words = {name: getattr(session, name) for name in ("place", "place_en", "title", "title_en")}
    slot = Slot(session.starts_at, session.ends_at, session.room, **words)
    return on_day(slot, timezone.localdate(session.starts_at) + later)


def _as_they_were(slots: Sequence[Slot]) -> list[Occasion]:
    """Return the same sessions, each naming the holiday it falls on: somebody has to decide."""
    days = [timezone.localdate(slot.starts_at) for slot in slots]
    special = holidays.between(min(days), max(days))
    names = [special[day].local_name if day in special else "" for day in days]
    return [
        Occasion(Day(day, day, name), slot, clash_of(slot)) for day, name, slot in zip(days, names, slots, strict=True)
    ]


def _with_subjects(dates: Sequence[Occasion], old: Sequence[Slot]) -> list[Occasion]:
    """Return the dates with the old sessions' subjects, in order: the first lesson stays the first lesson."""
    subjects = iter([(slot.title, slot.title_en) for slot in old])
    found = []
    for one in dates:
        title, title_en = next(subjects, ("", "")) if one.slot else ("", "")
        found.append(replace(one, slot=replace(one.slot, title=title, title_en=title_en)) if one.slot else one)
    return found


def _schedule(plan: Copied, page: ProgrammePage, organisation: Organisation, *, by: Any, at: datetime) -> None:
    event = plan.event
    later = plan.slots[0].starts_at - event.starts_at
    details = {
        field.name: _moved(getattr(event, field.name), later)
        for field in Event._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in OF_THIS_SEASON
    }
    # Places that were kept for somebody are open again: what is kept is decided for each season.
    capacity = sum(event.pools.values_list("capacity", flat=True))
    schedule_event(
        programme=page,
        organisation=organisation,
        slots=plan.slots,
        capacity=capacity,
        rule=plan.rule,
        by=by,
        at=at,
        **details,
    )


def _moved(value: Any, later: timedelta) -> Any:
    return value + later if isinstance(value, datetime) else value
