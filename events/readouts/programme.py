"""What does a programme's page need besides its words? Its events, their sessions and places, who holds it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from events.models import Event, ProgrammeHost, ProgrammePage
from events.readouts.programme_events import EventView, event_view, events_of, organisation_url, sessions_of
from organisations.models import Organisation
from portal.languages import in_reader_language


@dataclass(frozen=True, slots=True)
class HostView:
    """An organisation's part; ``url`` is empty when the portal does not know it."""

    role: str
    role_name: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """Somebody who speaks, with what is known of them and who checked it."""

    name: str
    credentials: str
    checked_by: str
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """The records beside a programme's words; ``upcoming`` in order of the next session, ``past`` latest first.

    A called-off event stays in ``upcoming`` until its time is over, so that people see that it is called off.
    """

    upcoming: tuple[EventView, ...]
    past: tuple[EventView, ...]
    hosts: tuple[HostView, ...]
    speakers: tuple[SpeakerView, ...]
    languages: tuple[str, ...]
    ages: str
    organisation_name: str
    organisation_url: str

    @property
    def has_steps(self) -> bool:
        """Whether a session that is to come is in a room that cannot be reached by wheelchair."""
        return any(one.has_steps for event in self.upcoming for one in event.sessions if not one.is_past)


def programme_view(page: ProgrammePage, at: datetime) -> ProgrammeView:
    """Return what stands beside a programme's words; six queries however much it has. Drafts have it too."""
    events, hosts = events_of(page, at), list(page.hosts.all())
    sessions = sessions_of([event.pk for event in events], at)
    organisations, publisher = _organisations(page, events, hosts)
    views = [event_view(event, sessions[event.pk], organisations, slug=page.slug, at=at) for event in events]
    return ProgrammeView(
        upcoming=tuple(sorted((view for view in views if view.ends_at > at), key=_next_start)),
        past=tuple(sorted((view for view in views if view.ends_at <= at), key=_next_start, reverse=True)),
        hosts=tuple(_host(host, organisations) for host in hosts),
        speakers=tuple(
            SpeakerView(speaker.local_name, speaker.local_credentials, speaker.checked_by, speaker.checked_on)
            for speaker in page.speakers.all()
        ),
        languages=tuple(language.local_name for language in page.languages.all()),
        ages=ages(page.min_age, page.max_age),
        organisation_name=publisher.local_name if publisher else "",
        organisation_url=organisation_url(publisher.code) if publisher else "",
    )


def _next_start(view: EventView) -> datetime:
    return view.next_session.starts_at if view.next_session else view.starts_at


def _organisations(
    page: ProgrammePage, events: Iterable[Event], hosts: Iterable[ProgrammeHost]
) -> tuple[dict[int, Organisation], Organisation | None]:
    """Return every organisation that the page names, by id, and the one whose page this one lies under."""
    above = page.path[: -page.steplen]
    ids = {host.organisation_id for host in hosts}.union(
        *((event.organisation_id, event.centre_id) for event in events)
    )
    found = Organisation.objects.filter(Q(pk__in=ids - {None}) | Q(page__path=above)).order_by()
    marked = found.annotate(is_publisher=Q(page__path=above))
    by_id: dict[int, Any] = {organisation.pk: organisation for organisation in marked}
    return by_id, next((one for one in by_id.values() if one.is_publisher), None)


def _host(host: ProgrammeHost, organisations: Mapping[int, Organisation]) -> HostView:
    organisation = organisations.get(host.organisation_id)
    return HostView(
        role=host.role,
        role_name=host.get_role_display(),
        name=organisation.local_name if organisation else in_reader_language(host.name, host.name_en),
        url=organisation_url(organisation.code) if organisation and organisation.state == "active" else "",
    )


def ages(youngest: int | None, oldest: int | None) -> str:
    """Return for which ages it is, in words; nothing when it is for all."""
    if youngest is not None and oldest is not None:
        return _("%(youngest)d to %(oldest)d years old") % {"youngest": youngest, "oldest": oldest}
    if youngest is not None:
        return _("%(youngest)d and older") % {"youngest": youngest}
    return _("up to %(oldest)d years old") % {"oldest": oldest} if oldest is not None else ""
