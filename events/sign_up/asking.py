"""What is asked at sign-up, how are the answers kept and changed, and when are they erased?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from events.errors import NoMandate, NotAllowed, SignUpClosed
from events.models import AnswerSheet, Asking, Event, Party, Registration
from events.permissions import may_act_for
from events.sign_up import eligibility
from events.states import LIVE
from organisations.permissions import Act, may
from portal.audit.recording import SYSTEM, record
from portal.questions import files
from portal.questions.definition import Kind, Question
from portal.questions.models import QuestionSetVersion
from portal.questions.readouts import difference, fingerprint
from portal.transactions import repeated_when_lost

ERASED_A_RUN = 500
#: Stands for somebody who answers before it is known who they are.
SOMEBODY = 0


@dataclass(frozen=True)
class Answers:
    """Checked answers to one version: once for the party, and by the ids of the people who come."""

    version: QuestionSetVersion
    party: Mapping[str, Any] = field(default_factory=dict)
    by_person: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    def given_by(self, person_id: int) -> "Answers":
        """Return what ``SOMEBODY`` answered as this person's, now that they are known."""
        return replace(self, by_person={person_id: self.by_person.get(SOMEBODY, {})})

    @property
    def digest(self) -> str:
        """A mark by which the same request is known again."""
        people = [f"{pk}:{fingerprint(self.by_person[pk])}" for pk in sorted(self.by_person) if self.by_person[pk]]
        return ",".join([fingerprint(self.party), *people]) if self.party or people else ""


def asking_of(event: Event) -> Asking | None:
    """Return what the event asks, or None; no query for an event that was read with it, as signing up reads it."""
    return getattr(event, "asking", None)


def indispensable(version: QuestionSetVersion) -> tuple[Question, ...]:
    """Return what has to be answered wherever somebody is signed up: no papers, and nothing that depends on an answer
    nobody is asked for there."""
    asked: list[Question] = []
    for one in version.questions:
        looks_at = {test.question for test in one.condition.tests} if one.condition else set()
        if one.required and one.kind != Kind.FILE and looks_at <= {earlier.id for earlier in asked}:
            asked.append(one)
    return tuple(asked)


def has_to_answer(event: Event) -> bool:
    """Return whether whoever is signed up for this event has to answer something."""
    asking = asking_of(event)
    return bool(asking and asking.version and indispensable(asking.version))


@transaction.atomic
def ask(*, event: Event, version: QuestionSetVersion | None, takes_photos: bool, by: Any, at: datetime) -> Asking:
    """Ask these questions from now on; answers that were given stay with their version.

    Raises ``NotAllowed`` for whoever does not write for the organisation, and for another one's questions.
    """
    if not may(by, Act.WRITE, event.organisation_id):
        raise NotAllowed(_("You cannot plan for this organisation."))
    asking = Asking.objects.select_for_update().filter(event=event).first() or Asking(event=event)
    is_new_here = version is not None and version.pk != asking.version_id
    if is_new_here and version and version.question_set.organisation_id != event.organisation_id:
        raise NotAllowed(_("These questions belong to another organisation."))
    asking.version, asking.takes_photos, asking.changed_at = version, takes_photos, at
    asking.save()
    record(
        "event.asking_changed",
        event,
        by=by,
        at=at,
        organisation_id=event.organisation_id,
        version_id=asking.version_id,
        takes_photos=takes_photos,
    )
    return asking


def keep(party: Party, answers: Answers, *, at: datetime) -> None:
    """Keep what was answered, in the transaction that signs the party up."""
    sheets: list[tuple[Registration | None, Mapping[str, Any]]] = [(None, answers.party)] if answers.party else []
    rows = list(party.registrations.all())
    sheets += [(row, answers.by_person[row.person_id]) for row in rows if answers.by_person.get(row.person_id)]
    for registration, given in sheets:
        sheet = AnswerSheet(
            party=party, registration=registration, version=answers.version, changed_by=party.made_by, changed_at=at
        )
        sheet.hold(dict(given))
        sheet.save(force_insert=True)
        files.claim(given)
    if sheets:
        record(
            "party.answered",
            party,
            by=party.made_by,
            at=at,
            organisation_id=party.event.organisation_id,
            version_id=answers.version.pk,
            questions=sorted({key for _row, given in sheets for key in given}),
        )


@repeated_when_lost
@transaction.atomic
def change_answers(registration: Registration, *, answers: Answers, by: Any, at: datetime) -> None:
    """Replace what was answered about this person and once for their party; the same answers change nothing.

    Raises ``NoMandate`` for whoever does not act for the person, ``SignUpClosed`` once sign-up has closed or the
    person is not signed up any more.
    """
    if not may_act_for(by, [registration.person_id], at):
        raise NoMandate(_("You cannot change these answers."))
    party = Party.objects.select_for_update(of=("self",)).select_related("event").get(pk=registration.party_id)
    registration = Registration.objects.get(pk=registration.pk)
    if not can_change(registration, party.event, at):
        raise SignUpClosed(_("The answers cannot be changed any more."))
    for row, given in ((None, answers.party), (registration, answers.by_person.get(registration.person_id, {}))):
        _replace(party, row, answers.version, dict(given), by=by, at=at)


def can_change(registration: Registration, event: Event, at: datetime) -> bool:
    """Return whether the answers about this person can still be changed."""
    return registration.state in LIVE and eligibility.closed(event, at) is None


def _replace(
    party: Party,
    registration: Registration | None,
    version: QuestionSetVersion,
    given: dict[str, Any],
    *,
    by: Any,
    at: datetime,
) -> None:
    sheet = AnswerSheet.objects.filter(party=party, registration=registration).select_related("version").first()
    before = sheet.answers if sheet else {}
    changed = [change.id for change in difference(version.questions, before, given)]
    gone = files.keys_of(before) - files.keys_of(given)
    if not changed and not gone:
        return
    sheet = sheet or AnswerSheet(party=party, registration=registration)
    sheet.version, sheet.changed_by, sheet.changed_at = version, by, at
    sheet.hold(given)
    sheet.save()
    files.claim(given)
    files.drop(gone)
    record(
        "answers.changed",
        sheet,
        by=by,
        at=at,
        beneficiary_id=registration.person_id if registration else None,
        organisation_id=party.event.organisation_id,
        questions=changed,
    )


def erase_expired(at: datetime) -> int:
    """Erase every answer whose days after its event's end are over; return how many sheets changed.

    The end is looked up each time, so that an event that moves takes its answers' time along.
    """
    held = AnswerSheet.objects.exclude(shortest_days=None)
    changed = 0
    for days in filter(None, held.order_by().values_list("shortest_days", flat=True).distinct()):
        due = held.filter(shortest_days=days, party__event__ends_at__lte=at - timedelta(days=days))
        for pk in list(due.values_list("pk", flat=True)[:ERASED_A_RUN]):
            changed += _erase(pk, at)
    return changed


@transaction.atomic
def _erase(pk: int, at: datetime) -> bool:
    sheet = (
        AnswerSheet.objects.select_for_update(of=("self",)).select_related("party__event", "version").filter(pk=pk)
    ).first()
    if sheet is None:
        return False
    event = sheet.party.event
    kept_days = {question.id: question.kept_days for question in sheet.version.questions}
    over = {
        key: answer
        for key, answer in sheet.answers.items()
        if event.ends_at + timedelta(days=kept_days.get(key, 0)) <= at
    }
    if not over:
        return False
    sheet.hold({key: answer for key, answer in sheet.answers.items() if key not in over})
    sheet.erased = sorted({*sheet.erased, *over})
    sheet.save(update_fields=["answers", "erased", "shortest_days"])
    files.drop(files.keys_of(over))
    record("answers.erased", sheet, by=SYSTEM, at=at, organisation_id=event.organisation_id, questions=sorted(over))
    return True
