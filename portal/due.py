"""What recurs, and does one failing thing stop the others? Each contribution runs on its own; failures are logged."""

from datetime import datetime

import structlog
from django.db import close_old_connections

from portal import contributions

log = structlog.get_logger(__name__)


def run_due(at: datetime) -> dict[str, int | None]:
    """Run everything that is due; return what each has changed, by name, None for what failed.

    Safe to run twice at once, because each contribution is.
    """
    done: dict[str, int | None] = {}
    for work in contributions.due:
        name = f"{work.__module__}.{work.__qualname__}"  # type: ignore[attr-defined]
        close_old_connections()
        try:
            done[name] = work(at)
        except Exception:
            log.exception("due.failed", work=name)
            done[name] = None
        else:
            if done[name]:
                log.info("due.done", work=name, changed=done[name])
    return done
