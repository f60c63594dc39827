"""What is a proof's number? The year and ten characters that nobody confuses, so that it can be read out aloud."""

import re
import secrets
from datetime import date

#: Without 0, O, 1, I, L, 2, Z, 5, S, U and V: 25 letters to the tenth power are 95 million millions.
ALPHABET = "346789ABCDEFGHJKMNPQRTWXY"
LENGTH = 10
_TYPED = re.compile(rf"(\d{{4}})([{ALPHABET}]{{5}})([{ALPHABET}]{{5}})")
#: Full-width letters and digits, as a Chinese keyboard types them, and every kind of dash and space.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DASHES = re.compile(r"[\s\-‐‑‒–—―－_·.]+")
LONGEST_TYPED = 40


def new_number(day: date) -> str:
    """Return a number of this year, ``2026-7K3QH-RTWX9``."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{day.year}-{drawn[:5]}-{drawn[5:]}"


def read_number(typed: str) -> str:
    """Return the number as it is kept, however it was typed; nothing for what cannot be one."""
    plain = _DASHES.sub("", typed[:LONGEST_TYPED].translate(_NARROW)).upper()
    found = _TYPED.fullmatch(plain)
    return "-".join(found.groups()) if found else ""
