"""Who gets a place? The operator proposes a ranked list with reasons, the authority decides, two where two have to.

Every application moves by its own workflow's table; a list moves whole or not at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from incubator.errors import ChangedMeanwhile, NotComplete, NotDecided, NotYours
from incubator.models import Application, Intake, Proposal, ProposalLine
from incubator.permissions import can_decide, can_prepare, keeper_id_of
from incubator.places import must_have_room
from incubator.states import (
    DECIDING,
    DECIDING_MOVES,
    HAND_BACK,
    PROPOSAL_MOVES,
    PROPOSE,
    REVIEWING,
    ProposalState,
    Verdict,
)
from portal.audit.recording import record
from portal.cases.models import Case
from portal.cases.moving import Given, move_case
from portal.transactions import repeated_when_lost

#: How the workflow's question at the operator's move calls what is proposed.
OPINION = "opinion"
OPINIONS = {Verdict.ACCEPT: "take", Verdict.RESERVE: "keep", Verdict.REJECT: "leave"}
LONGEST_REASON = 1000


@dataclass(frozen=True)
class Word:
    """A verdict on one application, and why; ``rank`` is its place on the operator's list."""

    verdict: str
    reason: str = ""
    rank: int = 0


def open_proposal(intake: Intake) -> Proposal | None:
    """Return the list of a call that is being prepared or decided."""
    return intake.proposals.exclude(state=ProposalState.DECIDED).first()


@repeated_when_lost
@transaction.atomic
def prepare(intake: Intake, words: Mapping[int, Word], *, seen: int | None = None, by: Any, at: datetime) -> Proposal:
    """Keep what the operator proposes so far, by application; one without a verdict is taken off the list.

    ``seen`` is the ``step`` of the list on the page, 0 where there was none. Raises ``NotYours``, ``NotDecided`` while
    the list is with the authority or for what is not under review, and ``ChangedMeanwhile``.
    """
    if hasattr(by, "pk") and not can_prepare(by, intake.base):
        raise NotYours(_("You do not prepare decisions of this base."))
    Intake.objects.select_for_update().get(pk=intake.pk)
    there = open_proposal(intake)
    proposal = _locked(there) if there else Proposal.objects.create(intake=intake, created_at=at)
    if proposal.state != ProposalState.PREPARED:
        raise NotDecided(_("The list is with the authority now."))
    _must_be_as_seen(proposal, seen)
    rows = intake.applications.filter(case__state=REVIEWING, case__closed_at=None).in_bulk(list(words))
    if set(words) - set(rows):
        raise NotDecided(_("One of these applications is not under review any more. Please look at the list again."))
    for key, word in words.items():
        if word.verdict not in Verdict.values:
            proposal.lines.filter(application=key).delete()
            continue
        ProposalLine.objects.update_or_create(
            application=rows[key],
            defaults={
                "proposal": proposal,
                "rank": word.rank,
                "proposed": word.verdict,
                "proposed_reason": word.reason.strip()[:LONGEST_REASON],
            },
        )
    return _stepped(proposal)


@repeated_when_lost
@transaction.atomic
def hand_over(proposal: Proposal, *, seen: int | None = None, by: Any, at: datetime) -> Proposal:
    """Put the list before the authority; every application on it goes to be decided. Again: nothing changes.

    Raises ``NotYours``, ``NotComplete`` for an empty list or a line without its reason, ``NotDecided``, and what is in
    the way of the move in the workflow of an application; ``ChangedMeanwhile`` when ``seen`` is not its ``step``.
    """
    proposal = _locked(proposal)
    if hasattr(by, "pk") and not can_prepare(by, proposal.intake.base):
        raise NotYours(_("You do not prepare decisions of this base."))
    if proposal.state == ProposalState.HANDED_OVER:
        return proposal
    _must_be_as_seen(proposal, seen)
    lines = _lines(proposal)
    if not lines:
        raise NotComplete(_("Nothing is proposed yet."))
    if silent := [_called(line) for line in lines if not line.proposed_reason]:
        raise NotComplete(_("Please give a reason for: %(names)s") % {"names": _(", ").join(silent)})
    PROPOSAL_MOVES.move(proposal, ProposalState.HANDED_OVER)
    proposal.handed_over_at, proposal.handed_over_by, proposal.note = at, by if hasattr(by, "pk") else None, ""
    _stepped(proposal)
    for line in lines:
        case = line.application.case
        move = case.plan.move(PROPOSE)
        asks = {question.id for question in move.asks} if move else set()
        answers = {OPINION: OPINIONS[Verdict(line.proposed)]} if OPINION in asks else {}
        _move(line.application, PROPOSE, Given(answers=answers), by=by, at=at)
    _enter("proposal.handed_over", proposal, by=by, at=at, applications=len(lines))
    return proposal


@repeated_when_lost
@transaction.atomic
def hand_back(proposal: Proposal, *, reason: str, seen: int | None = None, by: Any, at: datetime) -> Proposal:
    """Give the list back to the operator with a reason; a first person's word is void then.

    Raises ``NotYours``, ``NotComplete``, ``NotDecided``, and ``ChangedMeanwhile`` when ``seen`` is not its ``step``.
    """
    proposal = _with_the_authority(proposal, by)
    _must_be_as_seen(proposal, seen)
    if not reason.strip():
        raise NotComplete(_("Please say why."), reason="reason")
    PROPOSAL_MOVES.move(proposal, ProposalState.PREPARED)
    proposal.note, proposal.first_by = reason.strip()[:500], None
    _stepped(proposal)
    proposal.lines.update(verdict="", reason="")
    for line in _lines(proposal):
        if line.application.case.state == DECIDING:
            _move(line.application, HAND_BACK, Given(reason=reason), by=by, at=at)
    _enter("proposal.handed_back", proposal, by=by, at=at)
    return proposal


@repeated_when_lost
@transaction.atomic
def decide(
    proposal: Proposal, words: Mapping[int, Word], *, seen: int | None = None, by: Any, at: datetime
) -> Proposal:
    """Decide the whole list, by application; the applicants are told their verdict with its reason.

    Where the workflow wants two people, the first one's words are kept, and somebody else confirms the same. Raises
    ``NotYours``, ``NotComplete`` for a line without a verdict or a reason, ``NotDecided`` when a second person differs
    or the first comes again, ``NoPlace`` when more are accepted than there are places, and ``ChangedMeanwhile`` when
    ``seen`` is not the list's ``step``: nobody decides on what they have not read.
    """
    proposal = _with_the_authority(proposal, by)
    _must_be_as_seen(proposal, seen)
    lines = [line for line in _lines(proposal) if line.application.case.state == DECIDING]
    _must_be_whole(lines, words)
    if proposal.first_by_id:
        _must_confirm(proposal, lines, words, by)
    for line in lines:
        word = words[line.application_id]
        line.verdict, line.reason = word.verdict, word.reason.strip()[:LONGEST_REASON]
        line.save(update_fields=["verdict", "reason"])
    stood = {line.pk for line in lines if not _moved(line, by=by, at=at)}
    if stood:
        proposal.first_by = by
    else:
        PROPOSAL_MOVES.move(proposal, ProposalState.DECIDED)
        proposal.decided_at, proposal.decided_by = at, by if hasattr(by, "pk") else None
    _stepped(proposal)
    must_have_room(proposal.intake)
    act = "proposal.word_given" if stood else "proposal.decided"
    _enter(act, proposal, by=by, at=at, applications=len(lines))
    return proposal


def _moved(line: ProposalLine, *, by: Any, at: datetime) -> bool:
    """Make the move of a line's verdict; False when the workflow waits for a second person."""
    move = DECIDING_MOVES[Verdict(line.verdict)]
    return _move(line.application, move, Given(reason=line.reason), by=by, at=at).state != DECIDING


def _must_be_whole(lines: Iterable[ProposalLine], words: Mapping[int, Word]) -> None:
    lacking = [
        _called(line)
        for line in lines
        if (word := words.get(line.application_id)) is None
        or word.verdict not in Verdict.values
        or not word.reason.strip()
    ]
    if lacking:
        raise NotComplete(_("Still without a verdict or a reason: %(names)s") % {"names": _(", ").join(lacking)})


def _must_confirm(proposal: Proposal, lines: Iterable[ProposalLine], words: Mapping[int, Word], by: Any) -> None:
    if proposal.first_by_id == getattr(by, "pk", None):
        raise NotDecided(_("Your word is kept. A second person has to confirm it."), reason="second_person")
    if other := [_called(line) for line in lines if words[line.application_id].verdict != line.verdict]:
        sentence = _("The first person decided otherwise on: %(names)s. Confirm the list, or hand it back.")
        raise NotDecided(sentence % {"names": _(", ").join(other)}, reason="differs")


def _with_the_authority(proposal: Proposal, by: Any) -> Proposal:
    proposal = _locked(proposal)
    if hasattr(by, "pk") and not can_decide(by, proposal.intake.base):
        raise NotYours(_("You do not decide for this base."))
    if proposal.state != ProposalState.HANDED_OVER:
        raise NotDecided(_("The list is not with the authority."))
    return proposal


def _must_be_as_seen(proposal: Proposal, seen: int | None) -> None:
    if seen is not None and seen != proposal.step:
        sentence = _(
            "Somebody else has changed this list meanwhile. What you filled in is still here: compare, then save."
        )
        raise ChangedMeanwhile(sentence, reason="changed_meanwhile")


def _stepped(proposal: Proposal) -> Proposal:
    """Save a list, one step on."""
    proposal.step += 1
    proposal.save()
    return proposal


def _move(application: Application, key: str, given: Given, *, by: Any, at: datetime) -> Case:
    return move_case(application.case, key, seen=application.case.step, given=given, by=by, at=at)


def _locked(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("intake__base__parent__parent")
    return rows.get(pk=proposal.pk)


def _lines(proposal: Proposal) -> list[ProposalLine]:
    """Return the lines in the order in which their cases are locked; withdrawn applications have left the list."""
    rows = proposal.lines.filter(application__case__closed_at=None).order_by("application__case")
    return list(rows.select_related("application__case__workflow", "application__case__questions"))


def _called(line: ProposalLine) -> str:
    return line.application.case.title or line.application.case.reference


def _enter(act: str, proposal: Proposal, *, by: Any, at: datetime, **facts: Any) -> None:
    intake = proposal.intake
    record(act, proposal, by=by, at=at, organisation_id=keeper_id_of(intake.base), intake=intake.pk, **facts)
