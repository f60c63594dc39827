"""What happens when somebody says that something was sold? The centre knows the same day, looks into it and answers.

A record of its own, with a state, that a case could take over: it is raised and answered here and nowhere else.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.errors import FeedbackRefused, NotAllowed
from events.models import Registration, SalesAlert
from events.permissions import can_handle_alert
from events.sign_up.no_shows import centre_of
from events.states import ALERT_MOVES, AlertState
from organisations.permissions import Act, staff_for
from portal.audit.recording import SYSTEM, record
from portal.lifecycle import IllegalMove
from portal.outbox.queueing import Notice, tell, tell_each

#: Whoever has not begun by then is reminded, and the district's administrators with them.
PATIENCE = timedelta(hours=24)
BATCH = 100


def follow(registration: Registration, *, was_sold: bool | None, said: str, by: Any, at: datetime) -> None:
    """Raise an alert for a yes, or take it back for anything else while nobody has looked; in an open transaction."""
    alert = SalesAlert.objects.select_for_update(of=("self",)).filter(registration=registration).first()
    if was_sold:
        _raise(registration, alert, said=said, by=by, at=at)
    elif alert and ALERT_MOVES.allows(alert.state, AlertState.WITHDRAWN):
        ALERT_MOVES.move(alert, AlertState.WITHDRAWN)
        alert.save(update_fields=["state"])
        record("sales_alert.withdrawn", alert, by=SYSTEM, at=at, organisation_id=alert.centre_id)


@transaction.atomic
def look_into(alert: SalesAlert, *, by: Any, at: datetime) -> SalesAlert:
    """Say that somebody is looking into it; again, nothing changes. Raises ``NotAllowed``, ``FeedbackRefused``."""
    alert = _locked(alert, by)
    if alert.state == AlertState.LOOKING:
        return alert
    _move(alert, AlertState.LOOKING)
    alert.looked_at, alert.handled_by = at, by
    alert.save(update_fields=["state", "looked_at", "handled_by"])
    record("sales_alert.looked_into", alert, by=by, at=at, organisation_id=alert.centre_id)
    return alert


@transaction.atomic
def answer(alert: SalesAlert, *, text: str, by: Any, at: datetime) -> SalesAlert:
    """Say what was found and done; tells whoever raised it. Raises ``NotAllowed``, ``FeedbackRefused``."""
    alert = _locked(alert, by)
    _move(alert, AlertState.ANSWERED)
    alert.answer, alert.answered_at, alert.handled_by = text, at, by
    alert.save(update_fields=["state", "answer", "answered_at", "handled_by"])
    record("sales_alert.answered", alert, by=by, at=at, organisation_id=alert.centre_id)
    _tell_who_raised_it(alert, at)
    return alert


def remind_of_alerts(at: datetime) -> int:
    """Remind the officers of what nobody has looked into for a day, and tell the administrators, once."""
    due = SalesAlert.objects.filter(state=AlertState.OPEN, raised_at__lte=at - PATIENCE)
    count = 0
    for alert in due.select_related("event__programme").order_by("raised_at")[:BATCH]:
        administrators = get_user_model().objects.filter(is_superuser=True, is_active=True)
        count += tell_each(_notices(alert, {*_officers(alert, at), *administrators}, "overdue"), at=at)
    return count


def _raise(registration: Registration, alert: SalesAlert | None, *, said: str, by: Any, at: datetime) -> None:
    if alert and alert.state != AlertState.WITHDRAWN:
        if alert.state == AlertState.OPEN and alert.said != said:
            alert.said = said
            alert.save(update_fields=["said"])
        return
    if alert:
        ALERT_MOVES.move(alert, AlertState.OPEN)
        alert.said, alert.raised_at = said, at
        alert.save(update_fields=["state", "said", "raised_at"])
    else:
        alert = SalesAlert.objects.create(
            event=registration.event,
            centre_id=centre_of(registration.event),
            registration=registration,
            said=said,
            raised_at=at,
        )
    record("sales_alert.raised", alert, by=SYSTEM, at=at, organisation_id=alert.centre_id)
    officers = _officers(alert, at) or set(get_user_model().objects.filter(is_superuser=True, is_active=True))
    tell_each(_notices(alert, officers, f"raised:{at:%Y%m%d%H%M%S}"), at=at)


def _officers(alert: SalesAlert, at: datetime) -> set[Any]:
    if not alert.centre_id:
        return set()
    return {row.user for row in staff_for(alert.centre_id, Act.APPROVE, timezone.localdate(at))}


def _notices(alert: SalesAlert, users: Iterable[Any], fact: str) -> Iterable[Notice]:
    for user in users:
        with translation.override(user.language):
            title = alert.event.programme.local_title
            yield Notice(
                user,
                kind="sales_alert",
                subject=_("To be looked into today: %(title)s") % {"title": title},
                body=_(
                    "Somebody who was there says that something was sold or contact details were collected. Please "
                    "look into it today, and write what you found; who said so is shown to nobody."
                ),
                path=reverse("sales_alerts:look", args=[alert.pk]),
                key=f"sales_alert:{alert.pk}:{fact}:{user.pk}",
                sms_template="sales_alert",
                sms_variables={"title": title[:20]},
            )


def _tell_who_raised_it(alert: SalesAlert, at: datetime) -> None:
    if alert.registration is None:
        return
    recipient = alert.registration.party.made_by
    with translation.override(recipient.language):
        tell(
            recipient,
            kind="sales_alert.answered",
            key=f"sales_alert:{alert.pk}:answered",
            subject=_("We looked into it: %(title)s") % {"title": alert.event.programme.local_title},
            body=alert.answer,
            at=at,
            path=f"/me/registrations/{alert.registration.reference}/feedback/",
        )


def _locked(alert: SalesAlert, by: Any) -> SalesAlert:
    if not can_handle_alert(by, alert):
        raise NotAllowed(_("Only the centre's officers look into this."))
    rows = SalesAlert.objects.select_for_update(of=("self",))
    return rows.select_related("event__programme", "registration__party__made_by").get(pk=alert.pk)


def _move(alert: SalesAlert, state: str) -> None:
    try:
        ALERT_MOVES.move(alert, state)
    except IllegalMove:
        raise FeedbackRefused(_("This has been answered already, or taken back.")) from None
