"""How does the document say what a day looks like? By a pattern that every real day fits, and nothing else."""

_DAYS = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
_LEAP_YEARS = {
    "19": "19(0[48]|[2468][048]|[13579][26])",
    "20": "20([02468][048]|[13579][26])",
}


def day_pattern(*centuries: str) -> str:
    """Return the pattern of all days of these centuries (``"20"`` for 2000 to 2099), as ``2026-11-22``."""
    leap_years = "|".join(_LEAP_YEARS[century] for century in centuries)
    return f"^(({'|'.join(centuries)})[0-9][0-9]-({_DAYS})|({leap_years})-02-29)$"
