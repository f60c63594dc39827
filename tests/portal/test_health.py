"""Machines learn whether a process lives and can serve, and nothing else."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.tasks import task
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal import health
from portal.audit.recording import record
from portal.audit.sealing import seal
from portal.outbox.queueing import tell


@pytest.fixture(autouse=True)
def _working_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@task
def nothing() -> None:
    pass


def test_alive_touches_no_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_only_reading_is_answered_and_nothing_is_kept(client, db, address):
    assert client.post(address).status_code == 405
    assert "no-store" in client.get(address)["Cache-Control"]


def test_ready_names_its_checks(client, db):
    response = client.get("/readyz")
    answer = response.json()
    assert response.status_code == 200
    assert answer["checks"] == {"database": True, "migrations": True, "cache": True}
    assert answer["late"] == []


def broken(*args, **kwargs):
    raise DatabaseError("could not connect to host db.internal password=secret")


@pytest.mark.parametrize(("where", "name"), [(connection, "cursor"), (cache, "set"), (health, "MigrationExecutor")])
def test_not_ready_says_what_fails_and_no_more(client, db, monkeypatch, where, name):
    with monkeypatch.context() as patch:
        patch.setattr(health, "_is_migrated", False)
        patch.setattr(where, name, broken)
        response = client.get("/readyz")
    assert response.status_code == 503
    assert False in response.json()["checks"].values()
    assert "secret" not in response.content.decode()
    assert "internal" not in response.content.decode()


def test_not_ready_while_a_migration_is_missing(client, db, monkeypatch):
    monkeypatch.setattr(health, "_is_migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'outbox'")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] is False


def test_a_cache_that_forgets_at_once_is_not_ready(client, db):
    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}):
        assert client.get("/readyz").status_code == 503


def test_waiting_work_shows_its_age_and_is_late_but_the_site_stays_up(client, resident):
    long_ago = timezone.now() - timedelta(minutes=10)
    nothing.enqueue()
    DBTaskResult.objects.update(enqueued_at=long_ago)
    tell(resident, kind="test", subject="x", body="x", at=long_ago, sms_template="reminder")
    record("test.act", resident, by="tester", at=long_ago)
    response = client.get("/readyz")
    answer = response.json()
    assert response.status_code == 200
    assert all(599 <= answer["ages"][name] <= 660 for name in health.LATE)
    assert answer["late"] == list(health.LATE)


def test_the_last_sealing_shows_its_age(client, resident):
    record("test.act", resident, by="tester", at=timezone.now())
    seal(timezone.now() - timedelta(seconds=90))
    answer = client.get("/readyz").json()
    assert 89 <= answer["ages"]["last_sealing_seconds"] <= 150
    assert answer["ages"]["oldest_unsealed_seconds"] is None


def test_nothing_personal_is_in_the_answer(client, resident):
    tell(resident, kind="test", subject="题目", body="x", at=timezone.now(), sms_template="reminder")
    text = json.dumps(client.get("/readyz").json(), ensure_ascii=False)
    assert "1380000" not in text
    assert "题目" not in text
