"""What does this app show on pages that all share?"""

from events.founding import found_words
from portal import contributions


def register() -> None:
    """Fill the portal's slots; called once when the app is ready."""
    contributions.foundations.register(found_words, order=30)
