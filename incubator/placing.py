"""How does an organisation come to a place, stay there, and leave? From a final acceptance through the agreement on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incubator import premises
from incubator.errors import NotComplete, NotNow, NotYours
from incubator.milestones import drop_open, plan
from incubator.models import Application, Appointment, LogEntry, Mentoring, Placement
from incubator.permissions import can_prepare, keeper_id_of
from incubator.placement_messages import tell_held
from incubator.places import must_have_room
from incubator.states import PLACEMENT_MOVES, PlacementState
from organisations.models import Organisation, Room
from organisations.permissions import Act, may
from portal.audit.recording import record
from portal.questions import files
from portal.templatetags import when
from portal.timetable import working_days

#: What signed copies are kept under; no question has this id.
AGREEMENT = "-agreement"
LARGEST_MEGABYTES, MOST_PAPERS = 20, 10
HAND_OVER_DAYS = 15
LONGEST_EXTENSION = relativedelta(months=12)


@dataclass(frozen=True)
class Terms:
    """What the agreement says. Days are local, ``ends_on`` is the last one."""

    starts_on: date
    ends_on: date
    premises: str = ""
    subsidy: Decimal | None = None
    terms: str = ""
    room: Room | None = None


@transaction.atomic
def place(application: Application, *, by: Any, at: datetime) -> Placement:
    """Give an accepted application its place, to be agreed on; again: the same one. Raises ``NoPlace``.

    Who may is asked by the move of which this is the effect.
    """
    if known := Placement.objects.filter(application=application).first():
        return known
    case = application.case
    made = Placement.objects.create(
        application=application,
        intake=application.intake,
        track=application.track,
        organisation=application.organisation,
        name=case.title or case.reference,
        reference=f"XY-{case.reference}",
        created_at=at,
    )
    must_have_room(application.intake)
    _enter("placement.made", made, by=by, at=at)
    return made


@transaction.atomic
def sign(
    placement: Placement, terms: Terms, uploads: Sequence[UploadedFile] = (), *, by: Any, at: datetime
) -> Placement:
    """Enter the signed agreement: incubation begins, the milestones of the call are planned. Tells the organisation.

    A room of its own stands in the room's diary from then on. Raises ``NotYours``, ``NotNow`` unless it is to be
    signed, ``NotComplete``, ``FileRefused``.
    """
    premises.lock(terms.room)
    placement = _locked(placement, by)
    _must_stand(placement, PlacementState.AGREEING)
    if terms.ends_on <= terms.starts_on:
        raise NotComplete(_("The last day is before the first."), reason="ends_on")
    if not uploads:
        raise NotComplete(_("Please add the signed copy of the agreement."), reason="papers")
    where = terms.premises.strip() or (terms.room.local_name if terms.room else "")
    if placement.track.has_premises and not where:
        raise NotComplete(_("Please say which room or desk it has."), reason="premises")
    PLACEMENT_MOVES.move(placement, PlacementState.RUNNING)
    placement.starts_on, placement.ends_on = terms.starts_on, terms.ends_on
    placement.premises, placement.subsidy, placement.terms = where, terms.subsidy, terms.terms.strip()
    if terms.room:
        premises.take(placement, terms.room, by=by)
    placement.papers = [*placement.papers, *_kept(uploads, by, at)]
    placement.agreed_at = at
    placement.save()
    plan(placement, by=by, at=at)
    _enter("placement.signed", placement, by=by, at=at)
    tell_held(placement, "signed", at=at)
    return placement


@transaction.atomic
def give_up(placement: Placement, *, reason: str, by: Any, at: datetime) -> Placement:
    """Note that no agreement came about: the place is free again. Raises ``NotYours``, ``NotNow``, ``NotComplete``."""
    placement = _locked(placement, by)
    _must_stand(placement, PlacementState.AGREEING)
    PLACEMENT_MOVES.move(placement, PlacementState.NOT_TAKEN_UP)
    _end(placement, reason, by=by, at=at)
    _enter("placement.not_taken_up", placement, by=by, at=at)
    tell_held(placement, "not_taken_up", at=at, reason=placement.end_reason)
    return placement


@transaction.atomic
def extend(placement: Placement, until: date, *, reason: str, by: Any, at: datetime) -> Placement:
    """Let a placement go on, by a year at most at a time. Raises ``NotYours``, ``NotNow``, ``NotComplete``.

    Its room is its own for as long; whoever extends has to be one who gives it away.
    """
    room = premises.room_of(placement)
    premises.lock(room)
    placement = _locked(placement, by)
    _must_stand(placement, PlacementState.RUNNING)
    last = placement.term[1]
    if not last < until <= last + LONGEST_EXTENSION:
        raise NotComplete(_("Please choose a later day, a year later at most."), reason="until")
    placement.ends_on = until
    placement.save(update_fields=["ends_on"])
    if room:
        premises.take(placement, room, by=by)
    _log(placement, LogEntry.Kind.EXTENSION, timezone.localdate(at), _needed(reason), by=by, at=at)
    _enter("placement.extended", placement, by=by, at=at, until=until.isoformat())
    tell_held(placement, "extended", at=at, reason=reason)
    return placement


@transaction.atomic
def begin_leaving(placement: Placement, *, reason: str, by: Any, at: datetime) -> Placement:
    """End a placement early, for the reason given: it hands over within fifteen working days. Tells the organisation.

    Raises ``NotYours``, ``NotNow``, ``NotComplete`` without a reason.
    """
    placement = _locked(placement, by)
    _must_stand(placement, PlacementState.RUNNING)
    PLACEMENT_MOVES.move(placement, PlacementState.LEAVING)
    placement.end_reason = _needed(reason)
    placement.hand_over_by = working_days.after(timezone.localdate(at), HAND_OVER_DAYS).on
    placement.save()
    drop_open(placement)
    _enter("placement.leaving", placement, by=by, at=at)
    tell_held(placement, "leaving", at=at, reason=placement.end_reason)
    return placement


@transaction.atomic
def finish_leaving(placement: Placement, *, by: Any, at: datetime) -> Placement:
    """Note that it has handed over: the place and its room are free. Raises ``NotYours``, ``NotNow``."""
    premises.lock(premises.room_of(placement))
    placement = _locked(placement, by)
    _must_stand(placement, PlacementState.LEAVING)
    PLACEMENT_MOVES.move(placement, PlacementState.LEFT)
    _end(placement, placement.end_reason, by=by, at=at)
    premises.leave(placement, timezone.localdate(at))
    _enter("placement.left", placement, by=by, at=at)
    tell_held(placement, "left", at=at)
    return placement


@transaction.atomic
def connect(placement: Placement, organisation: Organisation, *, by: Any, at: datetime) -> Placement:
    """Say which organisation of the directory a team has become; its history here is that organisation's from now on.

    Whoever holds the placement connects an organisation that they manage. Raises ``NotYours``, ``NotNow``.
    """
    placement = Placement.objects.select_for_update(of=("self",)).with_call().get(pk=placement.pk)
    if not Placement.objects.held_by(by).filter(pk=placement.pk).exists() or not may(by, Act.MANAGE, organisation.pk):
        raise NotYours(_("You cannot speak for this organisation."))
    if placement.organisation_id == organisation.pk:
        return placement
    if placement.organisation_id:
        raise NotNow(_("It is connected with an organisation already."))
    placement.organisation = organisation
    placement.save(update_fields=["organisation"])
    Application.objects.filter(pk=placement.application_id, organisation=None).update(organisation=organisation)
    _enter("placement.connected", placement, by=by, at=at, organisation=organisation.pk)
    return placement


@transaction.atomic
def note(placement: Placement, entry: LogEntry, *, by: Any, at: datetime) -> LogEntry:
    """Enter into the log what the base gave or saw; a warning is told to the organisation and marks it at risk.

    Raises ``NotYours``, ``NotNow``, ``NotComplete``.
    """
    placement = _locked(placement, by)
    if placement.state not in (PlacementState.RUNNING, PlacementState.LEAVING):
        raise NotNow(_("It is not incubating now."))
    if entry.kind == LogEntry.Kind.EXTENSION:
        raise NotNow(_("An extension is entered with its new last day."))
    made = _log(
        placement,
        entry.kind,
        entry.on,
        _needed(entry.words),
        by=by,
        at=at,
        hours=entry.hours,
        amount=entry.amount,
    )
    if made.kind == LogEntry.Kind.WARNING:
        mark_risk(placement, is_at_risk=True, by=by, at=at)
        tell_held(placement, "warned", at=at, reason=made.words, about=made.pk)
    _enter("placement.noted", placement, by=by, at=at, kind=made.kind)
    return made


@transaction.atomic
def mark_risk(placement: Placement, *, is_at_risk: bool, by: Any, at: datetime) -> Placement:
    """Mark a placement as at risk for the base's own eyes, or take the mark away. Raises ``NotYours``."""
    placement = _locked(placement, by)
    if placement.is_at_risk != is_at_risk:
        placement.is_at_risk = is_at_risk
        placement.save(update_fields=["is_at_risk"])
        _enter("placement.risk_marked", placement, by=by, at=at, is_at_risk=is_at_risk)
    return placement


@transaction.atomic
def pair(placement: Placement, appointment: Appointment, *, by: Any, at: datetime) -> Mentoring:
    """Give a placement a mentor of the base; again: the same. Tells both. Raises ``NotYours``, ``NotNow``."""
    placement = _locked(placement, by)
    _must_stand(placement, PlacementState.RUNNING)
    today = timezone.localdate(at)
    known = Appointment.objects.valid_on(today).filter(base=placement.intake.base_id, role=Appointment.Role.MENTOR)
    if not known.filter(pk=appointment.pk).exists():
        raise NotNow(_("This is not a mentor of this base today."))
    mentoring, is_new = Mentoring.objects.get_or_create(
        placement=placement, appointment=appointment, ends_on=None, defaults={"starts_on": today}
    )
    if is_new:
        _enter("placement.mentor_paired", placement, by=by, at=at, mentor=appointment.user_id)
        tell_held(placement, "mentor", at=at, about=mentoring.pk)
    return mentoring


def _locked(placement: Placement, by: Any) -> Placement:
    placement = Placement.objects.select_for_update(of=("self",)).with_call().get(pk=placement.pk)
    if hasattr(by, "pk") and not can_prepare(by, placement.intake.base):
        raise NotYours(_("You do not look after placements of this base."))
    return placement


def _must_stand(placement: Placement, state: PlacementState) -> None:
    if placement.state != state:
        words = {"state": placement.get_state_display()}
        raise NotNow(_("This cannot be done now. It stands at: %(state)s.") % words)


def _kept(uploads: Sequence[UploadedFile], by: Any, at: datetime) -> list[dict[str, Any]]:
    rows = [
        files.keep(upload, question=AGREEMENT, megabytes=LARGEST_MEGABYTES, by=by, at=at)
        for upload in uploads[:MOST_PAPERS]
    ]
    kept = [row.as_answer for row in rows]
    files.claim({AGREEMENT: kept})
    return kept


def _needed(reason: str) -> str:
    if not reason.strip():
        raise NotComplete(_("Please say why."), reason="reason")
    return reason.strip()[:500]


def _end(placement: Placement, reason: str, *, by: Any, at: datetime) -> None:
    placement.ended_on, placement.end_reason = timezone.localdate(at), _needed(reason)
    placement.save()
    Mentoring.objects.filter(placement=placement, ends_on=None).update(ends_on=placement.ended_on)


def _log(placement: Placement, kind: str, on: date, words: str, *, by: Any, at: datetime, **facts: Any) -> LogEntry:
    user = by if hasattr(by, "pk") else None
    return LogEntry.objects.create(placement=placement, kind=kind, on=on, words=words, by=user, at=at, **facts)


def _enter(act: str, placement: Placement, *, by: Any, at: datetime, **facts: Any) -> None:
    record(act, placement, by=by, at=at, organisation_id=keeper_id_of(placement.intake.base), **facts)


def term_in_words(placement: Placement) -> str:
    """Return from when until when it is agreed, in the reader's language."""
    if placement.starts_on is None or placement.ends_on is None:
        return ""
    return f"{when.full_day(placement.starts_on)} – {when.full_day(placement.ends_on)}"
