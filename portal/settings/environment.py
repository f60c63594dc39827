"""What does the environment say? Reads variables once, typed, with a clear error."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]


def text(name: str, default: str | None = None) -> str:
    """Return the variable ``name``; raise ``ImproperlyConfigured`` when it is required and absent."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def switch(name: str, default: bool = False) -> bool:
    """Return True for 1, true, yes or on (any case)."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without blanks."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def pairs(name: str, default: str = "") -> dict[str, str]:
    """Return a comma-separated variable of ``name=value`` as a dictionary."""
    return {key.strip(): value.strip() for key, _, value in (word.partition("=") for word in words(name, default))}


def data_dir() -> Path:
    """Return where the database, uploads and private files live (``DATA_DIR``, default ``var/``)."""
    return Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()


def database(url: str | None, directory: Path) -> dict:
    """Return Django's settings for ``DATABASE_URL`` (postgres:// or sqlite:///), SQLite by default."""
    if not url:
        return _sqlite(directory / "linli.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path("/" + unquote(parts.path).lstrip("/")))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or sqlite:///.")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # Every request thread borrows from one pool per process; `min_size` keeps start-up cheap.
            "pool": {"min_size": 1, "max_size": int(text("DATABASE_POOL", "8")), "timeout": 10},
            "options": _limits(),
            **_prepared(),
            **query,
        },
    }


def _prepared() -> dict[str, Any]:
    """Return the options that let PostgreSQL keep the plans of statements it is sent again and again.

    Planning our joins costs it two thirds of its CPU. ``DATABASE_PREPARED=0`` for a connection pooler that cannot keep
    prepared statements (PgBouncer before 1.22).
    """
    if not switch("DATABASE_PREPARED", default=True):
        return {}
    return {"server_side_binding": True, "prepare_threshold": 5}


def _limits() -> str:
    """Return how long PostgreSQL may take, in seconds of the environment; 0 switches a limit off.

    Who waits longer for a lock gets a polite 503 instead of a page that never comes; an open transaction that does
    nothing (a process that hangs) lets go of its locks. Run long migrations with ``DATABASE_STATEMENT_TIMEOUT=0``.
    """
    limits = {
        "lock_timeout": text("DATABASE_LOCK_TIMEOUT", "10"),
        "statement_timeout": text("DATABASE_STATEMENT_TIMEOUT", "30"),
        "idle_in_transaction_session_timeout": "60",
    }
    return " ".join(f"-c {name}={int(float(seconds) * 1000)}" for name, seconds in limits.items())


def _sqlite(path: Path) -> dict:
    return {
        "ENGINE": "portal.sqlite",
        "NAME": path,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA synchronous=FULL;",
        },
    }
