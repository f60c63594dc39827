"""What becomes of many applications at once? Of each what its own operation makes of it: foreseen first, then done.

Nothing is done to a row that has changed since it was foreseen; one that is refused leaves the others alone.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incubator.assigning import Looked, assign, look, share_out
from incubator.errors import NotToReview
from incubator.models import Application
from incubator.models.appointment import name_of
from incubator.permissions import bases_for
from incubator.states import REVIEWING, ReviewState
from organisations.permissions import Act
from portal.cases.messaging import write_to_writers
from portal.cases.models import Case, Decision, Editor
from portal.cases.moving import Given, foreseen, foreseen_from, move_case, must_be_as_seen
from portal.ids import id_of
from portal.refusals import Refusal

#: So many at once: as many as somebody can look through before they say yes.
MOST = 300


@dataclass(frozen=True)
class Outcome:
    """What becomes, or became, of one application, in words. ``mark`` is what was looked at; it is given back."""

    application: Application
    happens: bool
    said: str
    mark: str = ""


class Deed(Protocol):
    """One act on many applications."""

    def foresee(self, rows: Sequence[Application], *, by: Any, at: datetime) -> list[Outcome]:
        """Return what would become of each of these, or why nothing would; writes nothing."""

    def do(self, row: Application, mark: str, *, by: Any, at: datetime) -> str:
        """Do it to one, as it was foreseen, and return what happened; raises a refusal."""


def carry_out(
    deed: Deed, rows: Sequence[Application], marks: Mapping[int, str], *, by: Any, at: datetime
) -> list[Outcome]:
    """Do it to each of these in a transaction of its own, and say of each what became of it."""
    outcomes = []
    for row in rows:
        try:
            outcomes.append(Outcome(row, True, deed.do(row, marks[row.pk], by=by, at=at)))
        except Refusal as refusal:
            outcomes.append(Outcome(row, False, str(refusal.sentence)))
    return outcomes


@dataclass(frozen=True)
class MoveOn:
    """A move of the workflow, with one reason for all."""

    move: str
    reason: str = ""

    @property
    def given(self) -> Given:
        return Given(reason=self.reason)

    def foresee(self, rows: Sequence[Application], *, by: Any, at: datetime) -> list[Outcome]:
        prefetch_related_objects([row.case for row in rows], *foreseen_from())
        said = Decision.objects.filter(case__in=[row.case_id for row in rows], move=self.move).exclude(by=by)
        heard = Counter(said.values_list("case", "step"))
        return [self._outcome(row, foreseen(row.case, self.move, self.given, by=by, at=at), heard) for row in rows]

    def _outcome(self, row: Application, refusal: Refusal | None, heard: Mapping[tuple[int, int], int]) -> Outcome:
        if refusal:
            return Outcome(row, False, str(refusal.sentence))
        case, move = row.case, row.case.plan.move(self.move)
        if move and heard.get((case.pk, case.step), 0) + 1 < move.people:
            return Outcome(row, True, _("Your word is kept; a second person has to confirm it."), str(case.step))
        said = _("From “%(before)s” to “%(after)s”")
        names = {"before": case.where.name, "after": case.plan.state(move.target).name if move else ""}
        return Outcome(row, True, said % names, str(case.step))

    def do(self, row: Application, mark: str, *, by: Any, at: datetime) -> str:
        case = move_case(row.case, self.move, seen=_number(mark), given=self.given, by=by, at=at)
        if case.step == _number(mark):
            return _("Your word is kept; a second person has to confirm it.")
        return _("Now at “%(state)s”") % {"state": case.where.name}


@dataclass(frozen=True)
class AskReviewers:
    """Reviewers who are asked: one for all, or whoever would be proposed for each (``reviewer`` is None then)."""

    reviewer: int | None
    due_on: date | None = None

    def foresee(self, rows: Sequence[Application], *, by: Any, at: datetime) -> list[Outcome]:
        prepared = set(bases_for(by, Act.WRITE).values_list("pk", flat=True))
        by_call: dict[int, list[Application]] = defaultdict(list)
        for row in rows:
            by_call[row.intake_id].append(row)
        found = {one.application.pk: one for some in by_call.values() for one in look(some, day=timezone.localdate(at))}
        asked = [found[row.pk] for row in rows if self._why_not_asked(row, prepared) is None]
        if self.reviewer is None:
            share_out([one for one in asked if one.lacking])
        return [
            Outcome(row, False, why) if (why := self._why_not_asked(row, prepared)) else self._outcome(found[row.pk])
            for row in rows
        ]

    @staticmethod
    def _why_not_asked(row: Application, prepared: set[int]) -> str | None:
        if row.intake.base_id not in prepared:
            return _("You do not assign reviewers at this base.")
        if row.case.state != REVIEWING or row.case.closed_at:
            return _("This application is not under review now.")
        return None

    def _outcome(self, one: Looked) -> Outcome:
        row = one.application
        if self.reviewer is None:
            if not one.lacking:
                return Outcome(row, False, _("It has as many reviewers as the call wants."))
            wanted = one.proposed
        else:
            wanted = [known for known in one.candidates if known.appointment.user_id == self.reviewer]
            if self.reviewer in {review.reviewer_id for review in one.reviews if review.state != ReviewState.RECUSED}:
                return Outcome(row, False, _("This reviewer has it already."))
            if not wanted:
                return Outcome(row, False, _("This is not a reviewer of this base today."))
            if wanted[0].conflicts:
                return Outcome(row, False, " ".join(wanted[0].conflicts))
        if not wanted:
            return Outcome(row, False, _("Nobody can be asked: no reviewer of the base is free of conflicts."))
        names = _(", ").join(known.name for known in wanted)
        mark = "-".join(str(known.appointment.user_id) for known in wanted)
        return Outcome(row, True, _("Asked to review: %(names)s") % {"names": names}, f"{row.case.step}/{mark}")

    @transaction.atomic
    def do(self, row: Application, mark: str, *, by: Any, at: datetime) -> str:
        step, _slash, users = mark.partition("/")
        _as_seen(row, step)
        wanted = [_number(user) for user in users.split("-")]
        reviewers = {
            one.user_id: one.user for one in row.intake.base.appointments.filter(user__in=wanted).select_related("user")
        }
        if set(wanted) - set(reviewers):
            raise NotToReview(_("This is not a reviewer of this base today."))
        for user in wanted:
            assign(row, reviewers[user], due_on=self.due_on, by=by, at=at)
        names = _(", ").join(name_of(reviewers[user]) for user in wanted)
        return _("Asked to review: %(names)s") % {"names": names}


@dataclass(frozen=True)
class WriteTo:
    """A message to whoever writes them; ``key`` tells it once, however often it is sent."""

    subject: str
    body: str
    key: UUID

    def foresee(self, rows: Sequence[Application], *, by: Any, at: datetime) -> list[Outcome]:
        count: dict[int, int] = defaultdict(int)
        for case_id in Editor.objects.filter(case__in=[row.case_id for row in rows]).values_list("case", flat=True):
            count[case_id] += 1
        return [self._outcome(row, count[row.case_id]) for row in rows]

    @staticmethod
    def _outcome(row: Application, count: int) -> Outcome:
        if not count:
            return Outcome(row, False, _("Nobody writes it any more."))
        said = ngettext("%(count)d person gets the message", "%(count)d people get the message", count)
        return Outcome(row, True, said % {"count": count}, str(row.case.step))

    def do(self, row: Application, mark: str, *, by: Any, at: datetime) -> str:
        seen = _number(mark)
        told = write_to_writers(row.case, seen=seen, subject=self.subject, body=self.body, key=self.key, by=by, at=at)
        return ngettext("%(count)d person told", "%(count)d people told", told) % {"count": told}


def _number(mark: str) -> int:
    """Return a number as it was sent along; what is none fits nothing."""
    found = id_of(mark)
    return -1 if found is None else found


def _as_seen(row: Application, step: str) -> None:
    """Lock the case and raise ``ChangedMeanwhile`` when it has moved since it was looked at."""
    must_be_as_seen(Case.objects.select_for_update(of=("self",)).get(pk=row.case_id), _number(step))
