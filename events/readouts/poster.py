"""What does a poster say of an event? Its words in Chinese, and in English where the programme has an English title."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from events.models import Event, ProgrammePage, Session
from events.readouts.programme import ages
from events.states import Allocation, EventState
from portal.templatetags import when

#: As many sessions are named one by one; of more, the rhythm is told.
NAMED_ONE_BY_ONE = 3
#: How a programme's own picture is made for a poster.
PICTURE = "fill-1600x1100|format-jpeg|jpegquality-88"


@dataclass(frozen=True, slots=True)
class PosterWords:
    """The words of a poster in one language; each list is one line after the other."""

    title: str
    label: str
    category: str
    when: tuple[str, ...]
    where: tuple[str, ...]
    speakers: tuple[str, ...]
    who: str
    fee: str
    hosts: tuple[tuple[str, str], ...]
    how: str
    called_off: str


@dataclass(frozen=True, slots=True)
class PosterFacts:
    """All that a poster is drawn from: the same facts make the same poster. ``english`` is None without a title."""

    url: str
    pattern: str
    is_demo: bool
    picture_id: int | None
    chinese: PosterWords
    english: PosterWords | None


def poster_facts(event: Event) -> PosterFacts:
    """Return what the poster of this event says; the same few queries whatever it has."""
    page = event.programme
    sessions = [one for one in event.sessions.select_related("room") if one.state == EventState.SCHEDULED]
    sessions = sessions or list(event.sessions.select_related("room"))
    hosts, speakers = list(page.hosts.select_related("organisation")), list(page.speakers.all())

    def words() -> PosterWords:
        return PosterWords(
            title=page.local_title,
            label=event.local_label,
            category=page.category.local_name,
            when=_when(sessions),
            where=_where(event, sessions),
            speakers=tuple(
                " · ".join(part for part in (speaker.local_name, speaker.local_credentials) if part)
                for speaker in speakers
            ),
            who=_who(page),
            fee=_fee(page),
            hosts=_in_roles([(str(host.get_role_display()), host.local_name) for host in hosts])
            or ((_("Host"), event.organisation.local_name),),
            how=_how(event),
            called_off=_("Called off") if event.state == EventState.CANCELLED else "",
        )

    with translation.override(settings.LANGUAGE_CODE):
        address = settings.WAGTAILADMIN_BASE_URL + reverse("events:short", args=[event.code])
    return PosterFacts(
        url=address,
        pattern=page.category.pattern,
        is_demo=page.is_demo,
        picture_id=page.picture_id,
        chinese=_said_in(settings.LANGUAGE_CODE, words),
        english=_said_in("en", words) if page.title_en else None,
    )


def _said_in(language: str, words: Callable[[], PosterWords]) -> PosterWords:
    with translation.override(language):
        return words()


def _when(sessions: list[Session]) -> tuple[str, ...]:
    """Return the days and hours: each by itself when they are few, else from when to when and how often."""
    if len(sessions) <= NAMED_ONE_BY_ONE:
        return tuple(when.span(one) for one in sessions)
    first, last = sessions[0], sessions[-1]
    days = f"{when.day(first.starts_at)} – {when.day(last.starts_at)}"
    count = ngettext("%(count)d session in all", "%(count)d sessions in all", len(sessions)) % {"count": len(sessions)}
    rhythm = _rhythm(sessions)
    return (days, _parts(rhythm, count))


def _rhythm(sessions: list[Session]) -> str:
    """Return on which weekday and at what time, when it is always the same; the time when only that is."""
    local = [(timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)) for one in sessions]
    if len({(start.time(), end.time()) for start, end in local}) > 1:
        return ""
    hours = when.times(sessions[0])
    gaps = {after[0].date() - before[0].date() for before, after in pairwise(local)}
    if len({start.weekday() for start, _end in local}) > 1 or max(gaps) > timedelta(weeks=2):
        return hours
    return _("every %(weekday)s, %(hours)s") % {"weekday": when.weekday(sessions[0].starts_at), "hours": hours}


def _where(event: Event, sessions: list[Session]) -> tuple[str, ...]:
    """Return centre and room, and the address; of sessions in several rooms the first."""
    room = sessions[0].local_place if sessions else ""
    if event.centre is None:
        return (room,) if room else ()
    name = event.centre.local_name
    line = " · ".join([name, room]) if room and room != name else name
    return (line, event.centre.local_address) if event.centre.local_address else (line,)


def _who(page: ProgrammePage) -> str:
    return _parts(str(page.get_audience_display()), ages(page.min_age, page.max_age))


def _parts(*parts: str) -> str:
    return pgettext("between parts of a sentence", ", ").join(part for part in parts if part)


def _fee(page: ProgrammePage) -> str:
    if not page.fee_yuan:
        return _("Free")
    return _("Materials fee ¥%(fee)s, paid on the day") % {"fee": f"{page.fee_yuan:.2f}".removesuffix(".00")}


def _how(event: Event) -> str:
    """Return what one does with the code, in a few words."""
    if event.state == EventState.CANCELLED:
        return _("Scan to see what else is on")
    if not event.needs_sign_up:
        return _("Just come along; scan for more")
    return _("Scan to enter the ballot") if event.allocation == Allocation.BALLOT else _("Scan to sign up")


def _in_roles(hosts: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return each role once, with everybody who has it, in the order of the programme."""
    by_role: dict[str, list[str]] = {}
    for role, name in hosts:
        by_role.setdefault(role, []).append(name)
    comma = pgettext("between items of a list", ", ")
    return tuple((role, comma.join(names)) for role, names in by_role.items())


def for_poster(event_id: int) -> Event | None:
    """Return the event with what its poster names, or nothing."""
    near = Event.objects.select_related(
        "organisation", "centre", "programme__category", "programme__picture", "programme"
    )
    return near.filter(pk=event_id).first()


def is_public(event: Event) -> bool:
    """Return whether everybody may see this event's poster."""
    return event.programme.live and event.organisation.state == "active"
