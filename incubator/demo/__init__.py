"""What does the demonstration show of the incubator? Bases, calls, reviews and placements; safe to repeat."""

from datetime import datetime

from incubator.demo.bases import load_bases
from incubator.demo.calls import load_calls
from incubator.demo.placements import load_placements
from incubator.demo.reviews import load_reviews


def load(at: datetime) -> None:
    """Make what is missing."""
    load_bases(at)
    load_calls(at)
    load_reviews(at)
    load_placements(at)
