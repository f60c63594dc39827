"""When was something asked of a centre or an organisation, and when was there a first word? For service standards."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState

from events.models import HostApproval, Party, SalesAlert, Wish
from events.states import AlertState, Allocation, PartyState, WishState
from organisations.models import Organisation
from portal.contributions import AnswerSource, Asked


def words_asked(since: datetime, until: datetime) -> Iterable[Asked]:
    """Return the words sent for approval; the first word on them is a level's, or their return. One query.

    Whose it is: the publisher's home centre, or the publisher where it is a centre itself.
    """
    rows = (
        HostApproval.objects.filter(level=1, step__started_at__gte=since, step__started_at__lt=until)
        .exclude(step__status__in=(TaskState.STATUS_CANCELLED, TaskState.STATUS_SKIPPED), at=None)
        .annotate(
            centre=Case(
                When(organisation__kind=Organisation.Kind.CENTRE, then=F("organisation")),
                default=F("organisation__home_centre"),
            ),
            first=Coalesce("at", "step__finished_at"),
        )
    )
    return (Asked(*row) for row in rows.values_list("centre", "step__started_at", "first"))


def sign_ups_asked(since: datetime, until: datetime) -> Iterable[Asked]:
    """Return the sign-ups that somebody decides on; those taken back before are left out. One query."""
    rows = Party.objects.filter(
        event__allocation=Allocation.APPROVAL, created_at__gte=since, created_at__lt=until
    ).filter(Q(decided_at__isnull=False) | Q(state=PartyState.PENDING))
    return (Asked(*row) for row in rows.values_list("event__organisation", "created_at", "decided_at"))


def wishes_asked(since: datetime, until: datetime) -> Iterable[Asked]:
    """Return the wishes that residents put to a centre; showing one answers it, and so does settling it. One query."""
    rows = Wish.objects.filter(created_at__gte=since, created_at__lt=until).exclude(state=WishState.WITHDRAWN)
    first = Case(
        When(looked_at=None, then=F("settled_at")),
        When(settled_at=None, then=F("looked_at")),
        default=Least("looked_at", "settled_at"),
    )
    return (Asked(*row) for row in rows.annotate(first=first).values_list("centre", "created_at", "first"))


def alerts_asked(since: datetime, until: datetime) -> Iterable[Asked]:
    """Return what feedback gave an officer to look into. One query."""
    rows = SalesAlert.objects.filter(raised_at__gte=since, raised_at__lt=until).exclude(state=AlertState.WITHDRAWN)
    rows = rows.annotate(first=Coalesce("looked_at", "answered_at"))
    return (Asked(*row) for row in rows.values_list("centre", "raised_at", "first"))


SOURCES = (
    AnswerSource("approvals", _("programmes sent for approval"), 2, words_asked),
    AnswerSource("sign_ups", _("sign-ups to be decided on"), 2, sign_ups_asked),
    AnswerSource("wishes", _("wishes"), 2, wishes_asked),
    AnswerSource("feedback", _("reports that something was sold"), 2, alerts_asked),
)
