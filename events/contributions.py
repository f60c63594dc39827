"""What does this app show on pages that all share?"""

from django.http import HttpRequest
from django.utils import timezone

from events.approval import found_approval
from events.founding import found_words
from events.readouts.my_registrations import overview
from portal import contributions


def my_registrations(request: HttpRequest) -> contributions.Section:
    """Return what somebody and their family signed up for, for my page."""
    return contributions.Section("events/registration/my_section.html", overview(request.user, timezone.now()))


def register() -> None:
    """Fill the portal's slots; called once when the app is ready."""
    contributions.foundations.register(found_words, order=30)
    contributions.foundations.register(found_approval, order=40)
    contributions.my_page_sections.register(my_registrations, order=10)
