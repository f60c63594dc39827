"""How long did volunteers help at these sessions? Whatever counts volunteers says so in the portal's slot."""

from collections import Counter
from collections.abc import Collection

from portal import contributions


def minutes_volunteered(session_ids: Collection[int]) -> Counter[int]:
    """Return the minutes that volunteers served, by session; none while nothing fills the slot."""
    total: Counter[int] = Counter()
    for source in contributions.volunteer_minutes:
        total.update(source(session_ids))
    return total
