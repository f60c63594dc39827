"""For which volunteers does an account act, and which of them is a page about?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from events.models import Volunteer
from events.states import VolunteerState


@dataclass(frozen=True)
class Whose:
    """The volunteers one acts for, oneself first, and the one that the page is about; both may be missing."""

    volunteers: Sequence[Volunteer]
    chosen: Volunteer | None

    @property
    def others(self) -> list[Volunteer]:
        return [one for one in self.volunteers if one != self.chosen]

    @property
    def query(self) -> str:
        """What an address needs to stay with the one chosen; nothing for the first."""
        is_first = self.chosen is None or self.chosen == self.volunteers[0]
        return "" if is_first else f"volunteer={self.chosen.pk}"  # type: ignore[union-attr]  # not the first: one


def volunteers_of(user: Any, at: datetime) -> list[Volunteer]:
    """Return the volunteers whom the account acts for and who have not stopped, oneself first; one query."""
    if not user.is_authenticated:
        return []
    rows = Volunteer.objects.acted_for_by(user, timezone.localdate(at)).exclude(state=VolunteerState.ENDED)
    found = rows.filter(person__erased_at=None).select_related("person__user", "person__household")
    return sorted(found, key=lambda one: (one.person.user_id != user.pk, one.pk))


def whose(user: Any, asked: str, at: datetime) -> Whose:
    """Return the volunteers of an account and the one asked for by id; a foreign id chooses the first."""
    volunteers = volunteers_of(user, at)
    chosen = next((one for one in volunteers if str(one.pk) == asked), volunteers[0] if volunteers else None)
    return Whose(volunteers, chosen)
