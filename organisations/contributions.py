"""What does this app show on pages that all share?"""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils import timezone

from organisations import api, bookings, closures, known_rooms, standards, waiting_work
from organisations.api_tokens import end_tokens
from organisations.bookings import lapse_due, remind_due
from organisations.invitations import WORDINGS, lapse_invitations
from organisations.joining import expiring, kind
from organisations.joining.applying import found_joining
from organisations.models import Area, Invitation, Organisation
from organisations.permissions import is_staff_member, reach_of
from organisations.readouts import standards as standards_readout
from organisations.readouts.act_names import ACT_NAMES
from organisations.readouts.answers import CASES, ROOMS
from organisations.readouts.fact_names import FACT_NAMES
from organisations.readouts.record_names import RECORD_NAMES
from organisations.readouts.sitemap import public_places, public_profiles
from organisations.registering import found_directory
from portal import contributions, sms
from portal.audit.recording import SYSTEM
from portal.timetable import holidays


def estates() -> Sequence[contributions.Estate]:
    """Return the estates with their names in the reader's language, in the order of the tree."""
    return [contributions.Estate(area.code, area.local_name) for area in Area.objects.estates().in_use()]


def found_holidays() -> None:
    """Seed the holidays of this year and the next, as far as they are announced."""
    at = timezone.now()
    for year in (timezone.localdate(at).year, timezone.localdate(at).year + 1):
        holidays.found(year, by=SYSTEM, at=at)


def my_invitations(request: HttpRequest) -> contributions.Section | None:
    """Return what somebody is invited to, for my page; nothing for whoever is not."""
    open_now = Invitation.objects.open_at(timezone.now()).for_number(getattr(request.user, "phone", None))
    invitations = list(open_now.select_related("organisation"))
    return (
        contributions.Section("organisations/staff/my_section.html", {"invitations": invitations})
        if invitations
        else None
    )


def my_workspace(request: HttpRequest) -> contributions.Section | None:
    """Return the way to the workspace for whoever has a place there, with the names of whom they serve."""
    if not is_staff_member(request.user):
        return None
    serves = Organisation.objects.filter(pk__in=list(reach_of(request.user).own)).order_by("name")
    return contributions.Section("organisations/staff/my_workspace.html", {"serves": serves})


def standards_kept(request: HttpRequest) -> contributions.Section:
    """Return what the district promises and how it is kept, for the public page of statistics."""
    return contributions.Section(
        "organisations/standards/public.html", {"standards": standards_readout.kept_standards(timezone.now())}
    )


def register() -> None:
    """Fill the portal's slots; called once when the app is ready."""
    contributions.foundations.register(found_directory, order=20)
    contributions.foundations.register(found_holidays, order=25)
    contributions.foundations.register(found_joining, order=27)
    contributions.foundations.register(standards.found_standards, order=60)
    contributions.answers.register(ROOMS, order=10, key=ROOMS.kind)
    contributions.answers.register(CASES, order=30, key=CASES.kind)
    contributions.statistics.register(standards_kept, order=50)
    contributions.due.register(standards_readout.keep_standards, order=98)
    contributions.case_kinds.register(kind.JOINING, key=kind.KIND)
    contributions.facts.register(kind.BOOK, key=kind.KIND)
    contributions.facts.register(known_rooms.BOOK, order=110, key="rooms")
    contributions.due.register(expiring.remind_of_ends, order=62)
    for name, text in kind.WORDINGS.items():
        sms.register(name, text)
    contributions.estates.register(estates)
    contributions.waiting_items.register(waiting_work.invitations_to_answer, order=5)
    contributions.waiting_items.register(waiting_work.organisations_to_check, order=11)
    contributions.waiting_items.register(waiting_work.rooms_to_answer, order=12)
    contributions.waiting_items.register(waiting_work.rooms_to_take, order=13)
    contributions.waiting_items.register(waiting_work.messages_in_trouble, order=90)
    contributions.my_page_sections.register(my_invitations, order=1)
    contributions.my_page_sections.register(my_workspace, order=2)
    contributions.act_names.register(ACT_NAMES, key="organisations")
    contributions.fact_names.register(FACT_NAMES, key="organisations")
    contributions.record_names.register(RECORD_NAMES, key="organisations")
    contributions.addresses.register(public_profiles, order=20)
    contributions.addresses.register(public_places, order=25)
    contributions.due.register(lapse_due, order=50)
    contributions.due.register(remind_due, order=51)
    contributions.due.register(end_tokens, order=90)
    contributions.due.register(lapse_invitations, order=70)
    for name, text in WORDINGS.items():
        sms.register(name, text)
    for known in (
        contributions.OccupationSource(bookings.SOURCE, bookings.words_of),
        contributions.OccupationSource(closures.SOURCE, closures.words_of, lasts=True),
    ):
        contributions.occupations.register(known, key=known.source)
    for name, router in api.ROUTERS.items():
        contributions.api_routers.register(router, order=10, key=name)
