"""How is a call made, published, corrected while it runs, closed, called off? What an officer sets is checked here."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from incubator import completeness, rubric
from incubator.errors import ChangedMeanwhile, NotReady, NotYours
from incubator.models import Amendment, ApplicantKind, Base, Intake, Track
from incubator.models.intake import ConflictCheck
from incubator.permissions import can_decide, can_prepare, keeper_of
from incubator.states import INTAKE_MOVES, IntakeState
from incubator.telling import tell_applicants
from portal.audit.recording import record

#: What an officer sets with a call; everything else follows from acts.
DETAILS = frozenset(
    {
        *("page", "name", "name_en", "opens_on", "closes_on", "place_count", "applicants", "workflow", "question_set"),
        *("exclusions", "papers", "blind_fields", "rubric", "reviews_wanted", "drops_extremes", "notice_days"),
        "conflict_checks",
    }
)
TRACK_DETAILS = ("name", "name_en", "months", "place_count", "has_premises", "for_whom", "for_whom_en")
Tracks = Sequence[Mapping[str, Any]]


@transaction.atomic
def make_intake(*, base: Base, code: str, details: Mapping[str, Any], tracks: Tracks, by: Any, at: datetime) -> Intake:
    """Prepare a call. Raises ``NotYours``, ``NotReady`` for what does not fit together, ``NotWellFormed``."""
    if hasattr(by, "pk") and not can_prepare(by, base):
        raise NotYours(_("You do not prepare calls of this base."))
    intake = Intake(base=base, code=code, **{key: value for key, value in details.items() if key in DETAILS})
    _check(intake)
    intake.save(force_insert=True)
    Track.objects.bulk_create(Track(intake=intake, position=number, **track) for number, track in enumerate(tracks))
    note("intake.made", intake, by=by, at=at)
    return intake


@transaction.atomic
def change_intake(
    intake: Intake,
    *,
    details: Mapping[str, Any],
    tracks: Tracks | None = None,
    amendment: str = "",
    amendment_en: str = "",
    seen: str | None = None,
    by: Any,
    at: datetime,
) -> Intake:
    """Change a call; one that is published says publicly what has changed (``amendment``).

    ``tracks`` are all that it offers from now on, each with the ``code`` it has already or a new one. Applications
    keep the workflow and the questions they began with; whoever has one under way is told. ``seen`` is the ``stamp``
    of what was on the page. Raises what ``make_intake`` raises, ``ChangedMeanwhile`` when that is not what is stored,
    and ``NotReady`` for a published call without an amendment, or one that is over.
    """
    intake = to_change(intake, by=by)
    stood = _as_they_stand(intake, [*details, *(["tracks"] if tracks is not None else [])])
    is_stale = seen is not None and seen != stamp_of(stood)
    changed = [key for key, value in details.items() if key in DETAILS and getattr(intake, key) != value]
    for key in changed:
        setattr(intake, key, details[key])
    has_new_tracks = tracks is not None and _as_rows(intake.tracks.all()) != _as_rows(Track(**row) for row in tracks)
    changed += ["tracks"] if has_new_tracks else []
    if not changed:
        return intake
    if is_stale:
        raise ChangedMeanwhile(changed_meanwhile({name: stood[name] for name in changed}), reason="changed_meanwhile")
    if tracks is not None and has_new_tracks:
        _set_tracks(intake, tracks)
    _check(intake)
    intake.save()
    amend(intake, changed, words=amendment, words_en=amendment_en, by=by, at=at)
    return intake


def stamp(intake: Intake, names: Iterable[str]) -> str:
    """Return what tells whether any of these details (or ``tracks``) has changed since it was read."""
    return stamp_of(_as_they_stand(intake, names))


def _as_they_stand(intake: Intake, names: Iterable[str]) -> dict[str, Any]:
    return {name: _as_rows(intake.tracks.all()) if name == "tracks" else getattr(intake, name) for name in names}


def stamp_of(values: Any) -> str:
    """Return what tells whether these values have changed."""
    return sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:20]


def changed_meanwhile(stored: Mapping[str, Any]) -> str:
    """Say what differs, with what is stored now where that is short."""
    parts = {"tracks": _("tracks"), "milestones": _("milestones")}
    labels = parts | {one.name: str(one.verbose_name) for one in Intake._meta.concrete_fields}
    said = [
        _("%(field)s (now: %(value)s)") % {"field": labels[name], "value": value}
        if isinstance(value, int | str | date) and not isinstance(value, bool)
        else labels[name]
        for name, value in stored.items()
    ]
    return _(
        "Somebody else has changed this since you opened the page. Nothing is saved yet, and what you typed stands "
        "below. It differs in: %(fields)s. Save again to put yours in its place."
    ) % {"fields": _(", ").join(said)}


def to_change(intake: Intake, *, by: Any) -> Intake:
    """Return the call, locked, for a change; raises ``NotYours``, and ``NotReady`` when it is over."""
    intake = Intake.objects.select_for_update(of=("self",)).select_related("base__parent__parent").get(pk=intake.pk)
    if hasattr(by, "pk") and not can_prepare(by, intake.base):
        raise NotYours(_("You do not prepare calls of this base."))
    if not intake.is_changeable:
        raise NotReady(_("This call is over and stays as it was."))
    return intake


def amend(intake: Intake, changed: Sequence[str], *, words: str, words_en: str, by: Any, at: datetime) -> None:
    """Record a change; of a published call, for everybody to read. Raises ``NotReady`` without words for that."""
    if intake.state == IntakeState.PUBLISHED:
        if not words.strip():
            sentence = _("This call is published: please say in one sentence what has changed.")
            raise NotReady(sentence, reason="amendment")
        # Several changes of one saving are one amendment.
        said: dict[str, Any] = {"words": words.strip(), "words_en": words_en.strip(), "made_at": at}
        made, _is_new = Amendment.objects.get_or_create(intake=intake, **said)
        tell_applicants(intake, made, at=at)
    note("intake.changed", intake, by=by, at=at, fields=sorted(changed))


@transaction.atomic
def publish_intake(intake: Intake, *, by: Any, at: datetime) -> Intake:
    """Show a call and its notice to everybody. Doing it again changes nothing.

    Raises ``NotYours``, and ``NotReady`` that says everything that is missing.
    """
    intake = Intake.objects.select_for_update(of=("self",)).select_related("base__parent__parent").get(pk=intake.pk)
    if hasattr(by, "pk") and not can_decide(by, intake.base):
        raise NotYours(_("You do not publish calls of this base."))
    if intake.state == IntakeState.PUBLISHED:
        return intake
    if not INTAKE_MOVES.allows(intake.state, IntakeState.PUBLISHED):
        raise NotReady(_("This cannot be done where the call stands now."))
    if gaps := completeness.gaps(intake, at=at):
        raise NotReady(" ".join(str(gap.sentence) for gap in gaps), reason=gaps[0].part)
    INTAKE_MOVES.move(intake, IntakeState.PUBLISHED)
    intake.published_at = at
    intake.save(update_fields=["state", "published_at"])
    page = intake.page
    if page is not None and (not page.live or page.has_unpublished_changes):
        (page.get_latest_revision() or page.save_revision()).publish(user=by if hasattr(by, "pk") else None)
    note("intake.published", intake, by=by, at=at)
    return intake


@transaction.atomic
def close_intake(intake: Intake, *, by: Any, at: datetime) -> Intake:
    """Take no more applications; what has come in goes on. Raises ``NotYours``, ``NotReady``; once is enough."""
    intake = _to_end(intake, IntakeState.CLOSED, by=by)
    if intake.state != IntakeState.CLOSED:
        INTAKE_MOVES.move(intake, IntakeState.CLOSED)
        intake.save(update_fields=["state"])
        note("intake.closed", intake, by=by, at=at)
    return intake


@transaction.atomic
def call_off(intake: Intake, *, words: str, words_en: str = "", by: Any, at: datetime) -> Intake:
    """Call a call off; a published one says publicly why, and whoever has an application under way is told.

    Again, nothing changes. Raises ``NotYours``, and ``NotReady`` without a reason.
    """
    intake = _to_end(intake, IntakeState.CALLED_OFF, by=by)
    if intake.state == IntakeState.CALLED_OFF:
        return intake
    if intake.state == IntakeState.PUBLISHED:
        if not words.strip():
            raise NotReady(_("Please say why, in one sentence that everybody may read."), reason="words")
        made = Amendment.objects.create(intake=intake, words=words.strip(), words_en=words_en.strip(), made_at=at)
        tell_applicants(intake, made, at=at)
    INTAKE_MOVES.move(intake, IntakeState.CALLED_OFF)
    intake.save(update_fields=["state"])
    note("intake.called_off", intake, by=by, at=at)
    return intake


def _to_end(intake: Intake, after: str, *, by: Any) -> Intake:
    """Return the call, locked; raises unless it may be ended like this, or has been."""
    intake = Intake.objects.select_for_update(of=("self",)).select_related("base__parent__parent").get(pk=intake.pk)
    if hasattr(by, "pk") and not can_decide(by, intake.base):
        raise NotYours(_("You do not publish calls of this base."))
    if intake.state != after and not INTAKE_MOVES.allows(intake.state, after):
        raise NotReady(_("This cannot be done where the call stands now."))
    return intake


def note(act: str, intake: Intake, *, by: Any, at: datetime, **facts: Any) -> None:
    """Record an act in the history of the organisation that keeps the call."""
    keeper = keeper_of(intake.base)
    record(act, intake, by=by, at=at, organisation_id=keeper.pk if keeper else None, **facts)


def _as_rows(tracks: Any) -> list[tuple[Any, ...]]:
    return [(track.code, *(getattr(track, name) for name in TRACK_DETAILS)) for track in tracks]


def _set_tracks(intake: Intake, rows: Tracks) -> None:
    """Offer these tracks and no other; raises ``NotReady`` for one that goes while somebody applied for it."""
    codes = [str(row["code"]) for row in rows]
    if len(set(codes)) < len(codes):
        raise NotReady(_("Two tracks have the same code."), reason="tracks")
    gone = intake.tracks.exclude(code__in=codes)
    if held := gone.filter(applications__isnull=False).first():
        raise NotReady(
            _("Somebody has applied for “%(track)s”: it stays.") % {"track": held.local_name}, reason="tracks"
        )
    gone.delete()
    for position, row in enumerate(rows):
        Track.objects.update_or_create(
            intake=intake,
            code=row["code"],
            defaults={**{key: row[key] for key in row if key != "code"}, "position": position},
        )


def _check(intake: Intake) -> None:
    """Raise ``NotReady`` or ``NotWellFormed`` for what does not fit together."""
    if intake.closes_on < intake.opens_on:
        raise NotReady(_("The last day is before the first."), reason="closes_on")
    if not intake.applicants or set(intake.applicants) - set(ApplicantKind.values):
        raise NotReady(_("Please choose who may apply."), reason="applicants")
    if set(intake.conflict_checks) - set(ConflictCheck.values):
        raise NotReady(_("There is no such way of finding conflicts."), reason="conflict_checks")
    if unknown := completeness.unknown_questions(intake):
        raise NotReady(
            _("These questions are not asked in this call: %(ids)s") % {"ids": ", ".join(unknown)}, reason="questions"
        )
    if intake.rubric:
        rubric.read(intake.rubric)
