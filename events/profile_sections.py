"""What does an organisation's profile show of events? What comes, what there was, its facilities, and its record."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from events.approving.co_hosting import WHOLE
from events.figures import whose
from events.models import Attendance, Session
from events.models.event import SessionQuerySet
from events.readouts.programme_list import upcoming_cards
from events.readouts.sessions import ProgrammeAddresses
from events.states import ARRIVED
from organisations.models import Facility, Organisation
from portal.contributions import Achievement, Section
from portal.languages import in_reader_language

MOST_CARDS, MOST_PAST = 6, 8
A_MONTH = timedelta(days=30)
#: Fewer people than this are not told as a figure.
SMALL = 5


@dataclass(frozen=True, slots=True)
class Past:
    """A programme that was held: its name, its address, and when it was held last."""

    title: str
    url: str
    last_at: datetime


@dataclass(frozen=True, slots=True)
class FacilityOffer:
    """A facility of a centre, how many sessions are on in it within a month, and the list of them."""

    kind: str
    name: str
    count: int
    url: str


def sessions_of_organisation(organisation_id: int) -> SessionQuerySet:
    """Return what an organisation holds, or what is held in a centre, as far as it is public."""
    sessions: SessionQuerySet = Session.objects.public().scheduled()
    return sessions.filter(Q(event__organisation_id=organisation_id) | Q(event__centre_id=organisation_id))


def programmes(request: HttpRequest, organisation_id: int) -> Section:
    """Return what comes as cards, and what there was as a list."""
    at = timezone.now()
    own = sessions_of_organisation(organisation_id)
    past = (
        own.filter(ends_at__lte=at)
        .order_by()
        .values(
            "event__programme_id",
            "event__programme__title",
            "event__programme__title_en",
            "event__programme__slug",
            "event__organisation__code",
        )
        .annotate(last_at=Max("ends_at"))
        .order_by("-last_at")[:MOST_PAST]
    )
    address = ProgrammeAddresses()
    listed = [
        Past(
            in_reader_language(row["event__programme__title"], row["event__programme__title_en"]),
            address(row["event__organisation__code"], row["event__programme__slug"]),
            row["last_at"],
        )
        for row in past
    ]
    cards = upcoming_cards(own, at=at, limit=MOST_CARDS)
    centre = Organisation.objects.active().centres().filter(pk=organisation_id).values_list("code", flat=True).first()
    sheet = reverse("events:month_sheet", args=[centre]) if centre else ""
    return Section("events/home/of_organisation.html", {"cards": cards, "past": listed, "month_sheet": sheet})


def facilities(request: HttpRequest, organisation_id: int) -> Section | None:
    """Return a centre's facilities with what is on in each within a month; two queries."""
    own = list(Facility.objects.filter(centre=organisation_id).select_related("centre"))
    if not own:
        return None
    at = timezone.now()
    soon = Session.objects.public().scheduled().filter(starts_at__gte=at, starts_at__lt=at + A_MONTH)
    counted = soon.filter(room__facility__in=own).order_by().values_list("room__facility").annotate(Count("pk"))
    counts = dict(counted)
    kinds = list(Facility.Kind)

    def offer(facility: Facility) -> FacilityOffer:
        query = urlencode({"centre": facility.centre.code, "facility": facility.kind})
        url = f"{reverse('events:programmes')}?{query}"
        return FacilityOffer(facility.kind, str(facility.get_kind_display()), counts.get(facility.pk, 0), url)

    offers = [offer(one) for one in sorted(own, key=lambda one: kinds.index(Facility.Kind(one.kind)))]
    return Section("events/home/facilities_of_centre.html", {"offers": offers})


def record(organisation_id: int) -> Iterable[Achievement]:
    """Yield how many programmes and sessions an organisation has held, and how many people came; nine queries.

    Of what it hosted with others it has its agreed share of the sessions and of who came, as in the figures; programmes
    and people are not divided.
    """
    theirs = whose.of(Organisation.objects.get(pk=organisation_id))
    own = Session.objects.public().scheduled().filter(theirs.events("event__"), ends_at__lte=timezone.now())
    came = Attendance.objects.filter(session__in=own, state__in=ARRIVED)
    sessions = own.order_by().values_list("event__programme", "event__centre").annotate(count=Count("pk"))
    times = (
        came.order_by().values_list("session__event__programme", "session__event__centre").annotate(count=Count("pk"))
    )
    held = {
        "sessions": _shared(theirs, sessions),
        "programmes": len({programme for programme, _centre, _count in sessions}),
    }
    people = {"times": _shared(theirs, times), **came.aggregate(people=Count("registration__person", distinct=True))}
    yield from _lines(held, people)


def _shared(theirs: whose.Whose, counted: Iterable[tuple[int, int | None, int]]) -> int:
    """Return the sum of what is theirs, a half upwards; counted by programme and centre."""
    hundredths = sum(theirs.share(programme, centre) * count for programme, centre, count in counted)
    return (hundredths + WHOLE // 2) // WHOLE


def _lines(held: dict[str, int], people: dict[str, int]) -> Iterator[Achievement]:
    if held["sessions"]:
        yield Achievement(str(held["programmes"]), _("programmes held"))
        yield Achievement(str(held["sessions"]), _("sessions held"))
    if people["people"] >= SMALL:
        yield Achievement(str(people["people"]), _("people reached"))
        yield Achievement(str(people["times"]), _("attendances"))
