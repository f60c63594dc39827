"""How are log lines written? As JSON, one a line, for machines; for a developer's eyes on the console."""

import sys
from typing import Any

import structlog

from portal import logs

#: What every line carries, whoever wrote it.
SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)


def configuration(*, level: str, is_readable: bool) -> dict[str, Any]:
    """Return Django's ``LOGGING``; ``is_readable`` for eyes, else JSON."""
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
        if is_readable
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    logs.name_the_route,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    logs.scrub,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Django brings handlers of its own, which print addresses and mail tracebacks.
        "loggers": {
            "django": {"handlers": [], "level": "INFO" if level == "DEBUG" else level, "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            # Every page made or changed: Wagtail keeps that in its own history.
            "wagtail": {"level": "WARNING"},
            # It names the characters that a face lacks: those of somebody's name.
            "fpdf": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
        },
    }
