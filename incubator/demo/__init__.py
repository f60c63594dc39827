"""What does the demonstration show of the incubator? The district's bases and two calls; safe to repeat."""

from datetime import datetime

from incubator.demo.bases import load_bases
from incubator.demo.calls import load_calls


def load(at: datetime) -> None:
    """Make what is missing."""
    load_bases(at)
    load_calls(at)
