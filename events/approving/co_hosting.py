"""What do the hosts of a programme share? Its dates and people, to look at; and its figures, by an agreed split."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from events.models import ProgrammeHost, ProgrammePage
from events.permissions import co_hosted
from organisations.models import Organisation
from organisations.models.organisation import PAGE_PATH_LENGTH
from organisations.permissions import Act
from organisations.policies import RecordPolicy

WHOLE = 100


class CoHostedPolicy(RecordPolicy):
    """An organisation's records; to look at, those of a public programme that it shares as well.

    ``programme`` is the path from the record to its programme, ``act`` what its own staff need to be allowed,
    ``parts`` the parts in a programme that show them. Changing stays the publisher's alone.
    """

    def __init__(
        self,
        model: Any,
        *,
        organisation: str,
        programme: str,
        act: Act,
        parts: Collection[str],
        acts: dict[str, Act],
    ):
        super().__init__(model, organisation=organisation, acts=acts)
        self.programme = programme
        self.act = act
        self.parts = parts

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        actions = list(actions)
        rows = super().instances_user_has_any_permission_for(user, actions)
        if "view" not in actions or not user.is_active or user.is_superuser:
            return rows
        shared = co_hosted(user, self.act, roles=self.parts).values("page")
        return rows | self.model._default_manager.filter(Q(**{f"{self.programme}__in": shared}))


def shares(publisher_id: int | None, hosts: Sequence[tuple[int | None, int | None]]) -> dict[int, int]:
    """Return who is credited with how many per cent of a programme: of hosts known here, as (id, share), and of its
    publisher. What nobody is given is the publisher's, so that the shares make a hundred; without any it has all.
    """
    given: dict[int, int] = defaultdict(int)
    for organisation_id, share in hosts:
        if organisation_id and share:
            given[organisation_id] += share
    left = WHOLE - sum(given.values())
    if publisher_id and left > 0:
        given[publisher_id] += left
    return dict(given)


def credit_of(programme_ids: Iterable[int]) -> Mapping[int, dict[int, int]]:
    """Return who is credited with how many per cent of each of these programmes; three queries.

    Of the words that are public now: a draft changes no figures.
    """
    paths = dict(ProgrammePage.objects.filter(pk__in=list(programme_ids)).values_list("pk", "path"))
    publishers = dict(
        Organisation.objects.filter(page__path__in={path[:PAGE_PATH_LENGTH] for path in paths.values()}).values_list(
            "page__path", "pk"
        )
    )
    hosts: dict[int, list[tuple[int | None, int | None]]] = defaultdict(list)
    rows = ProgrammeHost.objects.filter(page__in=list(paths)).values_list("page_id", "organisation_id", "share_percent")
    for page_id, organisation_id, share in rows:
        hosts[page_id].append((organisation_id, share))
    return {pk: shares(publishers.get(path[:PAGE_PATH_LENGTH]), hosts[pk]) for pk, path in paths.items()}
