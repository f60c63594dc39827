"""What happens to a transaction that lost to another? It is repeated, three times at most."""

import functools
from collections.abc import Callable

from django.db import OperationalError, connection

#: PostgreSQL's deadlock_detected, lock_not_available and serialization_failure (appendix A of its manual).
LOST = frozenset({"40P01", "55P03", "40001"})
TRIES = 3


def repeated_when_lost[**Arguments, Answer](operation: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Repeat an operation whose transaction a deadlock or a lock timeout undid.

    Inside an outer transaction nothing is repeated: only its owner can begin it again.
    """

    @functools.wraps(operation)
    def repeating(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        for left in reversed(range(TRIES)):
            try:
                return operation(*args, **kwargs)
            except OperationalError as error:
                if not left or connection.in_atomic_block or getattr(error.__cause__, "sqlstate", None) not in LOST:
                    raise
        raise AssertionError("unreachable")

    return repeating
