"""Who reviews which application? By hand, or as proposed: work shared out, fields matched, conflicts kept out."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incubator.errors import NotToReview, NotYours
from incubator.models import Application, Appointment, Intake, Review
from incubator.models.intake import ConflictCheck
from incubator.permissions import can_prepare
from incubator.states import REVIEWING, ReviewState
from incubator.telling import tell_assigned
from organisations.models import Membership
from portal.audit.recording import record
from portal.cases.models import Case, Editor, Revision
from portal.questions.definition import Kind

PHONE, NAME, EMPLOYER = ConflictCheck.PHONE, ConflictCheck.NAME, ConflictCheck.EMPLOYER
#: How much work more somebody takes whose field it is.
FIELD_COUNTS_FOR = 2
#: Telephone numbers have as many digits at least; shorter runs of digits are anything.
SHORTEST_NUMBER = 7
SHORTEST_NAME = 2


@dataclass(frozen=True)
class Candidate:
    """A reviewer of the base for one application: why not, if so, and how much they have to read already."""

    appointment: Appointment
    conflicts: Sequence[str]
    has_field: bool
    load: int

    @property
    def name(self) -> str:
        return self.appointment.who


@dataclass
class Looked:
    """An application with its reviewers, and everybody who could be one more."""

    application: Application
    reviews: Sequence[Review]
    candidates: Sequence[Candidate]
    proposed: list[Candidate] = field(default_factory=list)

    @property
    def lacking(self) -> int:
        standing = [review for review in self.reviews if review.state != ReviewState.RECUSED]
        return max(self.application.intake.reviews_wanted - len(standing), 0)


def look(applications: Iterable[Application], *, day: date) -> list[Looked]:
    """Return these applications of one call with who could review them; a constant number of queries."""
    rows = list(applications)
    if not rows:
        return []
    base = rows[0].intake.base_id
    appointments = list(
        Appointment.objects.valid_on(day)
        .filter(base=base, role=Appointment.Role.REVIEWER)
        .select_related("user__person", "organisation")
        .order_by("pk")
    )
    known = _Known(rows, appointments)
    return [known.looked(row) for row in rows]


def propose(intake: Intake, *, day: date) -> list[Looked]:
    """Return the call's applications under review that lack reviewers, with whom it would be fair to ask."""
    rows = intake.applications.with_case().filter(case__state=REVIEWING, case__closed_at=None).order_by("pk")
    return share_out([one for one in look(rows, day=day) if one.lacking])


def share_out(found: list[Looked]) -> list[Looked]:
    """Say of each of these whom it would be fair to ask; what one is asked for counts for the next."""
    extra: Counter[int] = Counter()

    def weight(one: Candidate) -> tuple[int, int]:
        load = one.load + extra[one.appointment.user_id]
        return load - FIELD_COUNTS_FOR * one.has_field, one.appointment.pk

    for one in found:
        free = [candidate for candidate in one.candidates if not candidate.conflicts]
        one.proposed = sorted(free, key=weight)[: one.lacking]
        extra.update(candidate.appointment.user_id for candidate in one.proposed)
    return found


@transaction.atomic
def assign(application: Application, reviewer: Any, *, due_on: date | None = None, by: Any, at: datetime) -> Review:
    """Ask a reviewer to judge an application and tell them; again, it stays as it is.

    Raises ``NotYours`` for whoever does not prepare for this base, ``NotToReview`` when it is not under review, for
    somebody who is not a reviewer of this base today, and for a conflict of interest.
    """
    if hasattr(by, "pk") and not can_prepare(by, application.intake.base):
        raise NotYours(_("You do not assign reviewers at this base."))
    case = Case.objects.select_for_update(of=("self",)).get(pk=application.case_id)
    if case.state != REVIEWING or case.closed_at:
        raise NotToReview(_("This application is not under review now."))
    there = Review.objects.filter(application=application, reviewer=reviewer).first()
    if there and there.state != ReviewState.RECUSED:
        return there
    [looked] = look([application], day=timezone.localdate(at))
    found = next((one for one in looked.candidates if one.appointment.user_id == reviewer.pk), None)
    if found is None:
        raise NotToReview(_("This is not a reviewer of this base today."))
    if found.conflicts:
        raise NotToReview(" ".join(found.conflicts), reason="conflict")
    review = Review.objects.create(
        application=application,
        reviewer=found.appointment.user,
        revision=case.revisions.latest("number"),
        due_on=due_on or case.due_on,
        assigned_by=by if hasattr(by, "pk") else None,
        assigned_at=at,
    )
    organisation = application.intake.base.organisation_id
    record("review.assigned", review, by=by, at=at, organisation_id=organisation, reviewer=reviewer.pk, case=case.pk)
    tell_assigned(review, at=at)
    return review


@transaction.atomic
def assign_many(intake: Intake, pairs: Iterable[tuple[int, int]], *, by: Any, at: datetime) -> list[Review]:
    """Assign (application, account) pairs of a call, all or none; raises what ``assign`` raises."""
    wanted = list(pairs)
    rows = {row.pk: row for row in intake.applications.with_case().filter(pk__in={one for one, _user in wanted})}
    users = {
        one.user_id: one.user
        for one in Appointment.objects.filter(
            base=intake.base_id, user__in={user for _one, user in wanted}
        ).select_related("user__person")
    }
    if any(one not in rows or user not in users for one, user in wanted):
        raise NotToReview(_("This is not a reviewer of this base today."))
    return [assign(rows[one], users[user], by=by, at=at) for one, user in sorted(wanted)]


class _Known:
    """What is known of these applications and reviewers, read once."""

    def __init__(self, rows: Sequence[Application], appointments: Sequence[Appointment]):
        self.appointments = appointments
        users = [one.user_id for one in appointments]
        cases = [row.case_id for row in rows]
        revisions = Revision.objects.filter(case__in=cases).order_by("number")
        self.answers = {revision.case_id: revision.answers for revision in revisions}
        self.writers = set(Editor.objects.filter(case__in=cases).values_list("case_id", "user_id"))
        today = timezone.localdate()
        self.members = set(
            Membership.objects.valid_on(today).filter(user__in=users).values_list("organisation_id", "user_id")
        )
        self.reviews: dict[int, list[Review]] = defaultdict(list)
        for review in (
            Review.objects.filter(application__in=rows)
            .select_related("reviewer__person")
            .prefetch_related("reviewer__incubator_appointments")
            .order_by("pk")
        ):
            self.reviews[review.application_id].append(review)
        under_way = (ReviewState.ASSIGNED, ReviewState.DRAFT)
        self.load = Counter(
            Review.objects.filter(reviewer__in=users, state__in=under_way).values_list("reviewer_id", flat=True)
        )
        self.declared = set(
            Review.objects.filter(reviewer__in=users, state=ReviewState.RECUSED)
            .exclude(application__organisation=None)
            .values_list("application__organisation_id", "reviewer_id")
        )

    def looked(self, row: Application) -> Looked:
        reviews = self.reviews[row.pk]
        has_one = {review.reviewer_id for review in reviews if review.state != ReviewState.RECUSED}
        others = [one for one in self.appointments if one.user_id not in has_one]
        words = _Words(row, self.answers.get(row.case_id, {}))
        candidates = [
            Candidate(one, self.conflicts(row, words, one), words.has_field(one), self.load[one.user_id])
            for one in others
        ]
        return Looked(row, reviews, candidates)

    def conflicts(self, row: Application, words: "_Words", one: Appointment) -> list[str]:
        """Return every reason why this reviewer must not judge this application, each in a sentence."""
        user, organisation = one.user_id, row.organisation_id
        recused = any(review.reviewer_id == user for review in self.reviews[row.pk])
        same = organisation and (one.organisation_id == organisation or (organisation, user) in self.members)
        wanted = set(row.intake.conflict_checks)
        found = [
            (recused or (organisation, user) in self.declared, _("Has stepped back from this applicant.")),
            ((row.case_id, user) in self.writers, _("Writes this application.")),
            (bool(same), _("Belongs to the applicant.")),
            (PHONE in wanted and words.has_number(one.user.phone), _("Their telephone number is in the application.")),
            (NAME in wanted and words.has_person(one), _("Their name is in the application.")),
            (EMPLOYER in wanted and words.has_name(one.employer), _("Their employer is named in the application.")),
        ]
        return [sentence for is_so, sentence in found if is_so]


class _Words:
    """The words of an application, to look for people in."""

    def __init__(self, row: Application, answers: dict[str, Any]):
        self.single = set(_texts(answers))
        if row.organisation:
            self.single.add(row.organisation.name)
        self.all = "\n".join(self.single)
        self.numbers = [re.sub(r"\D", "", one) for one in self.single]
        self.fields = [
            words
            for question in row.case.questions.questions
            if question.kind == Kind.CHOICE and answers.get(question.id)
            for option in question.options
            if option.id == answers[question.id]
            for words in (option.label.zh, option.label.en)
            if words
        ]

    def has_number(self, phone: str | None) -> bool:
        number = re.sub(r"\D", "", (phone or "").removeprefix("+86"))
        return len(number) >= SHORTEST_NUMBER and any(number in one for one in self.numbers)

    def has_person(self, one: Appointment) -> bool:
        person = getattr(one.user, "person", None)
        names = {one.name, person.name if person else ""}
        return any(len(name) >= SHORTEST_NAME and name in self.single for name in names)

    def has_name(self, name: str) -> bool:
        return len(name) > SHORTEST_NAME and name in self.all

    def has_field(self, one: Appointment) -> bool:
        parts = [part.strip().casefold() for part in re.split(r"[、，,;；/]", one.field_of_work) if part.strip()]
        return any(part in words.casefold() or words.casefold() in part for part in parts for words in self.fields)


def _texts(answer: Any) -> list[str]:
    if isinstance(answer, str):
        return [answer.strip()]
    if isinstance(answer, dict):
        return [] if "file" in answer else [text for one in answer.values() for text in _texts(one)]
    return [text for one in answer for text in _texts(one)] if isinstance(answer, list) else []
