"""Which code does a screen show right now? One that changes every half minute, so that only who is there can read it.

``subject`` names what it opens: ``session:12``, ``shift:7``. As a QR code it has 64 bits, typed by hand six digits.
"""

from datetime import datetime

from django.utils.crypto import constant_time_compare, salted_hmac

STEP_SECONDS = 30
LENGTH = 16
DIGITS = 6
_SALT = "events.door_code"


def code_at(subject: str, at: datetime) -> str:
    """Return the code of this half minute: 64 bits that follow from the subject and the time."""
    return _code(subject, _step(at))


def is_current(subject: str, code: str, at: datetime) -> bool:
    """Return whether this is the code of now or of the half minute before."""
    return any([constant_time_compare(code, _code(subject, step)) for step in _steps(at)])


def digits_at(subject: str, at: datetime) -> str:
    """Return the six digits of this half minute. Whoever asks for them has to count the wrong ones."""
    return _digits(subject, _step(at))


def are_current_digits(subject: str, digits: str, at: datetime) -> bool:
    """Return whether these are the digits of now or of the half minute before."""
    return any([constant_time_compare(digits, _digits(subject, step)) for step in _steps(at)])


def _steps(at: datetime) -> tuple[int, int]:
    return _step(at), _step(at) - 1


def _step(at: datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS


def _code(subject: str, step: int) -> str:
    return _digest(f"{subject}:{step}")[:LENGTH]


def _digits(subject: str, step: int) -> str:
    return f"{int(_digest(f'{subject}:{step}:digits'), 16) % 10**DIGITS:0{DIGITS}d}"


def _digest(text: str) -> str:
    return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()
