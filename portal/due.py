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
    # Once, and after what failed: connecting before each of them takes as long as most of them do.
    close_old_connections()
    for work in contributions.due:
        name = f"{work.__module__}.{work.__qualname__}"  # type: ignore[attr-defined]
        try:
            done[name] = work(at)
        except Exception:
            log.exception("due.failed", work=name)
            done[name] = None
            close_old_connections()
        else:
            if done[name]:
                log.info("due.done", work=name, changed=done[name])
    return done
