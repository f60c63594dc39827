"""What should an account know before it takes a shift? What it has booked meanwhile for somebody it acts for.

A caution refuses nothing: a lecture for one's father at the same hour may need one's company, or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Registration, Shift, Volunteer
from events.states import HOLDING, EventState
from portal.accounts.models import Mandate
from portal.languages import in_reader_language
from portal.templatetags.when import time_of_day


@dataclass(frozen=True, slots=True)
class Caution:
    """A session at the same time, of somebody whom the account acts for; ``reference`` is of the sign-up."""

    name: str
    title: str
    starts_at: datetime
    reference: str

    @property
    def sentence(self) -> str:
        words = {"title": self.title, "name": self.name, "time": time_of_day(self.starts_at)}
        return _("You booked %(title)s for %(name)s at %(time)s.") % words


def cautions(shift: Shift, volunteer: Volunteer, *, by: Any, at: datetime) -> Sequence[Caution]:
    """Return what this account has booked for others while the shift lasts, soonest first; one query.

    What the volunteer does themselves is not here: that stands in their diary, and refuses.
    """
    mandates = Mandate.objects.valid_on(timezone.localdate(at)).of_agent(by).lasting()
    booked = Registration.objects.filter(
        state__in=HOLDING,
        person__in=mandates.exclude(person=volunteer.person_id).values("person"),
        event__state=EventState.SCHEDULED,
        event__sessions__state=EventState.SCHEDULED,
        event__sessions__starts_at__lt=shift.ends_at,
        event__sessions__ends_at__gt=shift.starts_at,
    )
    rows = booked.order_by("event__sessions__starts_at", "pk").values_list(
        "person__name",
        "event__programme__title",
        "event__programme__title_en",
        "event__sessions__starts_at",
        "reference",
    )
    return [
        Caution(name, in_reader_language(title, title_en), starts_at, reference)
        for name, title, title_en, starts_at, reference in rows
    ]
