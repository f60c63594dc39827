"""Whose figures are they, and how much of each programme is theirs?

An organisation has the agreed share of what it hosts with others, so that the organisations' sessions and attendances
add up to the district's. A centre has all of what is held in its house besides, whoever hosts it. People, households
and programmes are not divided: each host reached them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from events.approving.co_hosting import WHOLE, credit_of
from events.models import Event, ProgrammeHost
from organisations.models import Organisation


@dataclass(frozen=True)
class Whose:
    """The district's (no organisation), or one organisation's, with its share of each programme in per cent."""

    organisation: Organisation | None = None
    shares: Mapping[int, int] = field(default_factory=dict)

    @property
    def is_district(self) -> bool:
        return self.organisation is None

    @property
    def is_centre(self) -> bool:
        return self.organisation is not None and self.organisation.kind == Organisation.Kind.CENTRE

    def share(self, programme_id: int | None, centre_id: int | None) -> int:
        """Return how many per cent of an event of this programme in this centre are theirs."""
        if self.organisation is None or (self.is_centre and centre_id == self.organisation.pk):
            return WHOLE
        return self.shares.get(programme_id, 0) if programme_id else 0

    def events(self, path: str = "") -> Q:
        """Return the condition on events, for a model from which ``path`` leads to them (``event__``)."""
        if self.organisation is None:
            return Q()
        condition = Q(**{f"{path}programme__in": list(self.shares)})
        return condition | Q(**{f"{path}centre": self.organisation.pk}) if self.is_centre else condition


def district() -> Whose:
    """Return the whole district."""
    return Whose()


def of(organisation: Organisation) -> Whose:
    """Return an organisation with its shares; five queries."""
    own = set(Event.objects.filter(organisation=organisation).values_list("programme_id", flat=True))
    joined = ProgrammeHost.objects.filter(organisation=organisation, page__live=True).exclude(share_percent=None)
    own.update(joined.values_list("page_id", flat=True))
    credited = {pk: shares.get(organisation.pk, 0) for pk, shares in credit_of(own).items()}
    return Whose(organisation, {pk: share for pk, share in credited.items() if share})
