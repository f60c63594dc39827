"""Is this installation fit to serve people? What ``check --deploy`` says beyond Django's own checks."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from portal import wechat
from portal.sms.wordings import unapproved
from portal.sqlite import journal


def register_all() -> None:
    """Let ``check --deploy`` ask these; that of the database too, which ``check`` alone would leave out."""
    for check in (database_is_fit, settings_are_a_servers):
        register(check, Tags.security, deploy=True)


def database_is_fit(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn of SQLite's limits, and of a version whose write-ahead log cannot be used."""
    if settings.DATABASES["default"]["ENGINE"] != "portal.sqlite":
        return []
    if journal.is_wal_safe():
        return [
            Warning(
                "The database is SQLite: one writer at a time, on one machine.",
                hint="Set DATABASE_URL to a PostgreSQL when more than some hundred people use the portal.",
                id="linli.W001",
            )
        ]
    return [
        Warning(
            f"The database is SQLite {sqlite3.sqlite_version}, whose write-ahead log can corrupt the file: "
            "the rollback journal is used instead, in which writers make readers wait.",
            hint="Set DATABASE_URL to a PostgreSQL, or use a Python with SQLite 3.51.3, 3.50.7 or 3.44.6 and later.",
            id="linli.W002",
        )
    ]


def settings_are_a_servers(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse what belongs to the demonstration, and warn of what residents would miss."""
    return list(_problems())


def _problems() -> Iterator[CheckMessage]:
    if settings.DEMO:
        yield Error("DEMO shows login codes to everybody.", hint="Use portal.settings.production.", id="linli.E001")
    if "development-only" in settings.SECRET_KEY:
        yield Error("SECRET_KEY is the one in the source code.", hint="Set SECRET_KEY.", id="linli.E002")
    if not os.access(settings.DATA_DIR, os.W_OK):
        yield Error(
            f"DATA_DIR, {settings.DATA_DIR}, cannot be written.",
            hint="Make the folder and give it to the account that serves.",
            id="linli.E003",
        )
    if not settings.WAGTAILADMIN_BASE_URL.startswith("https://"):
        yield Warning(
            "PORTAL_BASE_URL does not begin with https://; links in messages would be wrong.", id="linli.W003"
        )
    if settings.SMS_ADAPTER.endswith("Aliyun") and not all(settings.SMS_ALIYUN.values()):
        yield Warning(
            "The SMS account is not complete: nobody can sign in by phone.",
            hint="Set SMS_ALIYUN_KEY_ID, SMS_ALIYUN_KEY_SECRET and SMS_ALIYUN_SIGNATURE, or another SMS_ADAPTER.",
            id="linli.W004",
        )
    if settings.SMS_ADAPTER.endswith("Aliyun") and (names := unapproved(settings.SMS_TEMPLATES)):
        yield Warning(
            f"These short messages have no approved template and are not sent: {', '.join(names)}.",
            hint="File them with the provider (manage.py sms_wordings lists them); put the codes into SMS_TEMPLATES.",
            id="linli.W006",
        )
    if wechat.is_on() and not settings.WECHAT_TEMPLATES:
        yield Warning(
            "WeChat is on, but WECHAT_TEMPLATES names no template: nothing is sent by it.",
            hint="See docs/messages.md.",
            id="linli.W007",
        )
    for name, what in (("PORTAL_HOST", "who runs the portal"), ("PORTAL_ICP_NUMBER", "its ICP filing number")):
        if not getattr(settings, name):
            yield Warning(f"{name} is empty: the foot of every page must say {what}.", id="linli.W005")
