"""Who holds what? Recorded when a course is passed or staff have seen the paper; renewed and withdrawn."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.errors import NotAllowed, QualificationRefused
from events.models import Course, Qualification, QualificationKind, Registration
from organisations.models import Organisation
from organisations.permissions import Act, may
from portal.accounts.models import Person
from portal.audit.recording import record
from portal.outbox.queueing import Notice, tell_each
from portal.proofs import issuing
from portal.proofs.content import Field, Kind, Rule, Words
from portal.proofs.states import ProofState, Why
from portal.questions import files
from portal.templatetags.when import full_day

KIND = Kind(
    code="qualification",
    title=gettext_lazy("Certificate of qualification"),
    statement=gettext_lazy("has passed, and holds the qualification: %(qualification)s"),
    fields=(
        Field("holder", gettext_lazy("Name"), Rule.CHOSEN),
        Field("qualification", gettext_lazy("Qualification")),
        Field("activity", gettext_lazy("Course")),
        Field("obtained", gettext_lazy("Obtained on")),
        Field("points", gettext_lazy("Points"), Rule.CHOSEN),
        Field("issuer", gettext_lazy("Issued by")),
    ),
)
#: Whoever holds something is reminded so long before it ends.
REMINDED_BEFORE = timedelta(days=60)
REMINDED_A_RUN = 200
LARGEST_SCAN_MB = 10
#: Under this name the scan is kept among the private files.
SCAN = "qualification"


def held_by(person_ids: Collection[int], kind: Any, day: date) -> frozenset[int]:
    """Return those of these people who hold this kind on this day; one query."""
    rows = Qualification.objects.held_on(day).of_kind(kind).of_people(person_ids)
    return frozenset(rows.values_list("person_id", flat=True))


def lasts_until(kind: QualificationKind, day: date) -> date | None:
    """Return the last day of what is obtained on this day: the day before the same date so many months later."""
    return day + relativedelta(months=kind.months) - timedelta(days=1) if kind.months else None


def grant(
    registration: Registration, course: Course, *, points: Mapping[str, str] | None, by: Any, at: datetime
) -> Qualification:
    """Record what was earned in a course, renewing what the person holds of the same kind, and issue its proof.

    For the operation that publishes results, which has asked whether ``by`` may.
    """
    event, kind, day = registration.event, course.kind, timezone.localdate(at)
    before = _latest(registration.person_id, kind)
    held = Qualification.objects.create(
        person=registration.person,
        kind=kind,
        organisation=event.organisation,
        course=course,
        issuer=event.organisation.name,
        issuer_en=event.organisation.name_en,
        obtained_on=day,
        valid_until=lasts_until(kind, day),
        checked_by=by if hasattr(by, "pk") else None,
        checked_at=at,
        renews=before,
    )
    activity = {"zh-hans": event.programme.title, "en": event.programme.title_en}
    _certify(held, {"activity": activity, **({"points": points} if points else {})}, by=by, at=at)
    _record("qualification.earned", held, by=by, at=at, course=course.pk)
    return held


@transaction.atomic
def record_paper(
    person: Person,
    organisation: Organisation,
    *,
    details: Mapping[str, Any],
    scan: UploadedFile | None,
    by: Any,
    at: datetime,
) -> Qualification:
    """Record a qualification got elsewhere, whose paper ``by`` has seen.

    ``details`` are kind, issuer, number, obtained_on, valid_until. Raises ``NotAllowed``, ``QualificationRefused``
    naming the field, and the refusals of ``files.keep`` for the scan.
    """
    _refuse_stranger(organisation.pk, by)
    day = timezone.localdate(at)
    if details["obtained_on"] > day:
        raise QualificationRefused(_("This lies in the future."), field="obtained_on")
    if details.get("valid_until") and details["valid_until"] < details["obtained_on"]:
        raise QualificationRefused(_("It ends before it begins."), field="valid_until")
    kept = files.keep(scan, question=SCAN, megabytes=LARGEST_SCAN_MB, by=by, at=at) if scan else None
    if kept:
        files.claim({SCAN: [kept.as_answer]})
        kept.refresh_from_db()
    held = Qualification.objects.create(
        person=person,
        organisation=organisation,
        checked_by=by if hasattr(by, "pk") else None,
        checked_at=at,
        scan=kept,
        renews=_latest(person.pk, details["kind"]),
        **details,
    )
    _record("qualification.recorded", held, by=by, at=at, has_scan=bool(kept))
    return held


@transaction.atomic
def renew(qualification: Qualification, *, valid_until: date | None, by: Any, at: datetime) -> Qualification:
    """Record that staff have checked it and it goes on; again on the same day: the same one.

    What was earned here gets a new proof. Raises ``NotAllowed``, ``QualificationRefused`` for one that was withdrawn
    or renewed, or a day that is not later than before.
    """
    _refuse_stranger(qualification.organisation_id, by)
    old = _locked(qualification)
    if hasattr(old, "renewed_by"):
        raise QualificationRefused(_("This qualification has been renewed already."))
    if valid_until and old.valid_until and valid_until <= old.valid_until:
        raise QualificationRefused(_("This is not later than the day it ends now."), field="valid_until")
    if valid_until and valid_until <= timezone.localdate(at):
        raise QualificationRefused(_("This day is over."), field="valid_until")
    held = Qualification.objects.create(
        person=old.person,
        kind=old.kind,
        organisation=old.organisation,
        course=old.course,
        issuer=old.issuer,
        issuer_en=old.issuer_en,
        number=old.number,
        obtained_on=timezone.localdate(at),
        valid_until=valid_until,
        checked_by=by if hasattr(by, "pk") else None,
        checked_at=at,
        renews=old,
    )
    if old.proof_id:
        _certify(held, {}, by=by, at=at)
    _record("qualification.renewed", held, by=by, at=at, renews=old.pk)
    return held


@transaction.atomic
def withdraw(qualification: Qualification, *, why: Why, note: str, by: Any, at: datetime) -> Qualification:
    """Withdraw a qualification and revoke its proof; its holder is told. Again: nothing changes. ``NotAllowed``."""
    _refuse_stranger(qualification.organisation_id, by)
    held = Qualification.objects.select_for_update(of=("self",)).select_related("proof").get(pk=qualification.pk)
    if held.ended_at:
        return held
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    if held.proof and held.proof.state == ProofState.ISSUED:
        issuing.revoke(held.proof, why=why, note=note, by=by, at=at)
    _record("qualification.withdrawn", held, by=by, at=at, why=str(why))
    return held


def remind_expiring(at: datetime) -> int:
    """Remind everybody whose qualification ends within two months, once; return how many."""
    day = timezone.localdate(at)
    due = Qualification.objects.expiring(day, within=REMINDED_BEFORE).filter(reminded_at=None)
    rows = list(due.select_related("kind", "person", "organisation").order_by("valid_until", "pk")[:REMINDED_A_RUN])
    if not rows:
        return 0
    with transaction.atomic():
        tell_each([notice for held in rows for notice in _reminders(held, day)], at=at)
        Qualification.objects.filter(pk__in=[held.pk for held in rows]).update(reminded_at=at)
    return len(rows)


def _reminders(held: Qualification, day: date) -> list[Notice]:
    mandates = held.person.mandates.valid_on(day).lasting().select_related("agent")
    notices = []
    for mandate in mandates:
        with translation.override(mandate.agent.language):
            words = {
                "name": held.person.name,
                "kind": held.kind.local_name,
                "day": full_day(held.valid_until) if held.valid_until else "",
                "issuer": held.organisation.local_name,
            }
            subject = _("%(kind)s: valid until %(day)s") % words
            body = _(
                "%(name)s: this qualification ends on %(day)s. To keep it, take the short course or ask "
                "%(issuer)s to check and renew it."
            )
            key = f"qualification:{held.pk}:expiring:{mandate.agent_id}"
            notices.append(Notice(mandate.agent, "qualification.expiring", subject, body % words, path="/me/", key=key))
    return notices


def _latest(person_id: int, kind: Any) -> Qualification | None:
    """Return what the person holds of this kind and has not renewed, or None."""
    rows = Qualification.objects.filter(person=person_id, kind=kind, ended_at=None, renewed_by=None)
    return rows.order_by("-obtained_on", "-pk").first()


def _certify(held: Qualification, more: Mapping[str, Words], *, by: Any, at: datetime) -> None:
    kind = held.kind
    values: dict[str, Words] = {
        "qualification": {"zh-hans": kind.name, "en": kind.name_en},
        "obtained": held.obtained_on,
        "issuer": {"zh-hans": held.issuer, "en": held.issuer_en},
        **more,
    }
    held.proof = issuing.issue(
        KIND.code,
        subject=f"qualification:{held.pk}",
        person=held.person,
        values=values,
        organisation_id=held.organisation_id,
        valid_until=held.valid_until,
        by=by,
        at=at,
    )
    held.save(update_fields=["proof"])


def _locked(qualification: Qualification) -> Qualification:
    rows = Qualification.objects.select_for_update(of=("self",))
    held = rows.select_related("person", "kind", "organisation", "course").get(pk=qualification.pk)
    if held.ended_at:
        raise QualificationRefused(_("This qualification was withdrawn."))
    return held


def _refuse_stranger(organisation_id: int, by: Any) -> None:
    if hasattr(by, "pk") and not may(by, Act.SERVE, organisation_id):
        raise NotAllowed(_("You do not serve for this organisation."))


def _record(act: str, held: Qualification, *, by: Any, at: datetime, **facts: Any) -> None:
    record(
        act,
        held,
        by=by,
        at=at,
        beneficiary_id=held.person_id,
        organisation_id=held.organisation_id,
        kind=held.kind_id,
        **facts,
    )
