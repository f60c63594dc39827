"""What do our short messages say? The wordings that an operator has approved by the provider, by name.

The portal brings its own; an app registers its own from ``contributions.py``. A name ending in ``.en`` is the
same message in English, for people whose messages are in English.
"""

import re
from collections.abc import Mapping
from string import Template

#: What a provider allows in a variable: so many characters, and nothing that a phone would make a link of.
VARIABLE_LENGTH = 35
LINK = re.compile(
    r"(?:[a-z]+://|www\.)\S*|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|cn|net|org|top|xyz|cc|io|vip)(?![a-z0-9])\S*",
    re.IGNORECASE,
)

_WORDINGS: dict[str, str] = {}


def register(name: str, text: str) -> None:
    """Add a wording with ``${variables}``; the same name again replaces it."""
    _WORDINGS[name] = text


def names() -> list[str]:
    """Return the names of all wordings, for the operator who has them approved."""
    return sorted(_WORDINGS)


def text(name: str) -> str:
    """Return a wording with its ``${variables}``, as the provider approves it."""
    return _WORDINGS[name]


def named(name: str, language: str) -> str:
    """Return the name of the wording for a reader of ``language``: the English one if there is one."""
    english = f"{name}.en"
    return english if language.startswith("en") and english in _WORDINGS else name


def fitting(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables as a provider takes them: one line of at most 35 characters each, without links."""
    return {name: fitted(value) for name, value in variables.items()}


def fitted(value: str) -> str:
    """Return one value without links and cut to length; an ellipsis says that something is missing."""
    words = " ".join(LINK.sub("", value).split())
    return words if len(words) <= VARIABLE_LENGTH else f"{words[: VARIABLE_LENGTH - 1].rstrip()}…"


def unapproved(codes: Mapping[str, str]) -> list[str]:
    """Return the names of wordings that the provider has not approved; an English one may go out in Chinese."""
    return [name for name in names() if not codes.get(name) and not codes.get(name.removesuffix(".en"))]


def wording(name: str, variables: Mapping[str, str]) -> str:
    """Return the message as a reader gets it; an unregistered one as its name and variables."""
    if name not in _WORDINGS:
        return " ".join([name, *(f"{key}={value}" for key, value in sorted(variables.items()))])
    return Template(_WORDINGS[name]).safe_substitute(variables)


register("code", "您的验证码是${code}，10分钟内有效，请勿告诉他人。")
register("code.en", "Your code is ${code}. It is good for 10 minutes. Please tell it to nobody.")
