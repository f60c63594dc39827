"""Which records does a request name? Ids as a form or an address carries them, whatever somebody typed there."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

#: An id has 64 bits at most; a longer number names no record, and a database refuses to look for it.
MOST_DIGITS = 18


def id_of(sent: str) -> int | None:
    """Return the id that was sent, or None for what can be none."""
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) <= MOST_DIGITS else None


def ids_of(sent: Iterable[str]) -> list[int]:
    """Return the ids among what was sent, each once, in their order; what can be none is left out."""
    return list(dict.fromkeys(found for one in sent if (found := id_of(one)) is not None))


def pairs_of(sent: Iterable[str]) -> list[tuple[int, int]]:
    """Return pairs of ids that were sent with a colon between, each once; what can be none is left out."""
    pairs = [[id_of(one) for one in pair.split(":")] for pair in sent]
    return list(dict.fromkeys((pair[0], pair[1]) for pair in pairs if len(pair) == 2 and pair[0] and pair[1]))


class PossibleIds:
    """Answers an address with a number that no record can have as one whose record is missing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        if any(len(str(value)) > MOST_DIGITS for value in kwargs.values() if isinstance(value, int)):
            raise Http404
