"""Is this a unified social credit code? Eighteen characters, the last a check digit (GB 32100-2015, GB/T 17710)."""

import re
import unicodedata

#: Digits and letters without I, O, Z, S and V; a character's value is its place.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
#: Who registered it and as what, the area's six digits, nine of the organisation's own, the check digit.
SHAPE = re.compile(rf"[{ALPHABET}]{{2}}\d{{6}}[{ALPHABET}]{{10}}")


def tidied(text: str) -> str:
    """Return what was typed without spaces and dashes, full-width characters made plain, in capitals."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def is_credit_code(code: str) -> bool:
    """Return whether a tidied code has its shape and its check digit, by ISO 7064 MOD 31."""
    return bool(SHAPE.fullmatch(code)) and code[17] == check_digit(code[:17])


def check_digit(first: str) -> str:
    """Return the eighteenth character for the first seventeen: the weights are powers of three modulo 31."""
    total = sum(ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(first))
    return ALPHABET[(31 - total % 31) % 31]
