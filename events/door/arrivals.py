"""Who is told that somebody has arrived? Family who act for them, once a session, while they agree to it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.models import Registration, Session
from portal.accounts.consents import current_notice
from portal.accounts.models import Consent, Mandate, Notice, Person
from portal.outbox.queueing import Notice as Telling
from portal.outbox.queueing import tell_each
from portal.templatetags import when

FAMILY = (Mandate.Basis.FAMILY, Mandate.Basis.GUARDIAN)


def tell_family(session: Session, rows: Sequence[Registration], *, at: datetime) -> int:
    """Tell family that these people have arrived; return how many were told. A few queries however many came.

    Nobody is told after the session: what was kept on a device without a network comes too late to be news.
    """
    if not rows or at >= session.ends_at:
        return 0
    agreeing = _agreeing([row.person_id for row in rows], at)
    if not agreeing:
        return 0
    families = (
        Mandate.objects.valid_on(timezone.localdate(at))
        .filter(person__in=agreeing, basis__in=FAMILY, agent__is_active=True)
        .select_related("agent", "person")
        .order_by("pk")
    )
    by_person = {row.person_id: row for row in rows}
    return tell_each([_notice(session, by_person[one.person_id], one, at) for one in families], at=at)


def may_be_asked(people: Iterable[Person], at: datetime) -> list[Person]:
    """Return whose relative, signing them up, could agree for them: without an account, and not agreeing yet."""
    without_account = [person for person in people if person.user_id is None]
    if not without_account or current_notice(Notice.Purpose.ARRIVALS, at=at) is None:
        return []
    agreeing = _agreeing([person.pk for person in without_account], at)
    return [person for person in without_account if person.pk not in agreeing]


def _agreeing(person_ids: Sequence[int], at: datetime) -> set[int]:
    notice = current_notice(Notice.Purpose.ARRIVALS, at=at)
    if notice is None:
        return set()
    consents = Consent.objects.filter(notice=notice, person__in=person_ids, withdrawn_at=None)
    return set(consents.values_list("person_id", flat=True))


def _notice(session: Session, row: Registration, mandate: Mandate, at: datetime) -> Telling:
    with translation.override(mandate.agent.language):
        title = session.event.programme.local_title
        words = {"name": mandate.person.name, "title": title, "time": when.time_of_day(at)}
        return Telling(
            mandate.agent,
            kind="arrival",
            subject=_("%(name)s has arrived: %(title)s") % words,
            body=_("%(name)s was checked in at %(time)s. You are told because %(name)s agreed to it.") % words,
            path=f"/me/registrations/{row.reference}/",
            key=f"arrival:{session.pk}:{row.person_id}:{mandate.agent_id}",
            sms_template="arrived",
            sms_variables={"title": title[:20], "time": timezone.localtime(at).strftime("%H:%M")},
        )
