"""A database that is busy is not an error of the portal: the visitor is asked to come back."""

import sqlite3

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path
from psycopg import errors
from psycopg_pool import PoolTimeout

from portal import busy


def caused_by(cause: Exception) -> OperationalError:
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


def of_sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("something")
    error.sqlite_errorcode = code
    return error


def locked(request):
    raise caused_by(sqlite3.OperationalError("database is locked: the turn to write did not come in time"))


def mistaken(request):
    raise caused_by(of_sqlite(sqlite3.SQLITE_ERROR))


class LockedOnTheWayOut:
    """A middleware that fails as saving a session does: outside every view."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        self.get_response(request)
        raise caused_by(errors.LockNotAvailable())


urlpatterns = [
    path("locked/", locked),
    path("mistaken/", mistaken),
    path("fine/", lambda request: HttpResponse("fine")),
]
handler500 = "portal.busy.server_error"


@pytest.fixture
def visitor(client):
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=["portal.busy.BusyMiddleware"]):
        yield client


def test_a_locked_database_answers_503_and_when_to_come_back(visitor):
    answer = visitor.get("/locked/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert answer["Cache-Control"] == "no-store"
    text = answer.content.decode()
    assert "请" in text
    assert "try again" in text


def test_what_fails_outside_a_view_is_answered_alike(visitor, settings):
    settings.MIDDLEWARE = ["portal.busy.BusyMiddleware", f"{__name__}.LockedOnTheWayOut"]
    assert visitor.get("/fine/").status_code == 503


def test_a_mistake_of_ours_stays_a_500(visitor):
    answer = visitor.get("/mistaken/")
    assert answer.status_code == 500
    assert "Retry-After" not in answer


@pytest.mark.parametrize(
    ("cause", "passes"),
    [
        (of_sqlite(sqlite3.SQLITE_BUSY), True),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), True),
        (of_sqlite(sqlite3.SQLITE_FULL), True),
        (of_sqlite(sqlite3.SQLITE_READONLY), True),
        (of_sqlite(sqlite3.SQLITE_IOERR_WRITE), True),
        (of_sqlite(sqlite3.SQLITE_ERROR), False),
        (sqlite3.OperationalError("database is locked: the turn did not come"), True),
        (errors.LockNotAvailable(), True),
        (errors.DeadlockDetected(), True),
        (errors.QueryCanceled(), True),
        (errors.TooManyConnections(), True),
        (errors.AdminShutdown(), True),
        (errors.DiskFull(), True),
        (errors.UndefinedTable(), False),
        (psycopg.OperationalError("connection refused"), True),
        (PoolTimeout("none came in time"), True),
    ],
)
def test_what_passes_by_itself(cause, passes):
    assert busy.is_busy(caused_by(cause)) is passes


@pytest.mark.parametrize("exception", [None, ValueError(), IntegrityError()])
def test_what_is_no_matter_of_the_database_is_not_busy(exception):
    assert not busy.is_busy(exception)


@pytest.mark.django_db
def test_a_missing_table_is_our_mistake_and_not_a_busy_database():
    with pytest.raises(Exception, match="nowhere") as met, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM nowhere")
    assert not busy.is_busy(met.value)
