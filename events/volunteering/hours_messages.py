"""What is a volunteer told about their hours and their proofs?"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.models import HoursEntry, ServiceProof, Volunteer
from events.volunteering.shift_messages import listeners
from portal.outbox.queueing import Notice, tell_each
from portal.templatetags.when import day, duration

PATH = "/volunteer/hours/"
Words = Callable[[], tuple[str, str]]


def tell_approved(volunteer: Volunteer, entries: Sequence[HoursEntry], *, at: datetime) -> None:
    """Tell that these entries count from now on."""
    minutes = sum(one.minutes for one in entries)

    def words() -> tuple[str, str]:
        said = {"name": volunteer.person.name, "time": duration(minutes), "organisation": _organisation(entries[0])}
        if minutes < 0:
            return (
                _("Your hours were corrected: %(time)s") % said,
                _("%(name)s: %(organisation)s corrected the record of your service.") % said,
            )
        return (
            _("Your hours are approved: %(time)s") % said,
            _("%(name)s: %(organisation)s approved the record of your service. Thank you for your time.") % said,
        )

    _tell(volunteer, "hours.approved", f"hours:approved:{max(one.pk for one in entries)}", words, PATH, at=at)


def tell_refused(volunteer: Volunteer, entry: HoursEntry, reason: str, *, at: datetime) -> None:
    """Tell that an entry does not count, and why."""

    def words() -> tuple[str, str]:
        said = {"name": volunteer.person.name, "day": day(entry.on), "reason": reason}
        return (
            _("Hours not approved: %(day)s") % said,
            _("%(name)s: these hours do not count. The reason: %(reason)s Please ask the organisation if it is wrong.")
            % said,
        )

    _tell(volunteer, "hours.refused", f"hours:refused:{entry.pk}", words, PATH, at=at)


def tell_issued(asked: ServiceProof, *, at: datetime, is_newer: bool = False) -> None:
    """Tell that the proof is there, or that a newer one took its place."""

    def words() -> tuple[str, str]:
        said = {"name": asked.volunteer.person.name, "organisation": asked.organisation.local_name}
        if is_newer:
            return (
                _("Your proof of service was issued anew") % said,
                _("%(name)s: the hours changed, so %(organisation)s's proof has a new number; the old one says so.")
                % said,
            )
        return (
            _("Your proof of service is here") % said,
            _("%(name)s: %(organisation)s has issued it. You can print it, and say what others see.") % said,
        )

    _tell(
        asked.volunteer,
        "service_proof.issued",
        f"service_proof:{asked.pk}:{asked.proof_id}",
        words,
        f"/volunteer/proofs/{asked.pk}/",
        at=at,
    )


def tell_declined(asked: ServiceProof, *, at: datetime) -> None:
    """Tell that no proof is issued, and why."""

    def words() -> tuple[str, str]:
        said = {"organisation": asked.organisation.local_name, "reason": asked.declined_note}
        return (
            _("No proof of service could be issued"),
            _("%(organisation)s could not issue it. The reason: %(reason)s") % said,
        )

    _tell(
        asked.volunteer,
        "service_proof.declined",
        f"service_proof:{asked.pk}:declined",
        words,
        f"/volunteer/proofs/{asked.pk}/",
        at=at,
    )


def _organisation(entry: HoursEntry) -> str:
    return entry.organisation.local_name


def _tell(volunteer: Volunteer, kind: str, key: str, say: Words, path: str, *, at: datetime) -> None:
    notices = []
    for user in listeners(volunteer, timezone.localdate(at)):
        with translation.override(user.language):
            subject, body = say()
        notices.append(Notice(user, kind=kind, subject=subject, body=body, path=path, key=f"{key}:{user.pk}"))
    tell_each(notices, at=at)
