"""The database itself refuses to change the audit trail, and forgets it only after twelve months."""

from datetime import UTC, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from portal.audit import purging, triggers
from portal.audit.models import Entry, Segment
from portal.audit.purging import purge
from portal.audit.recording import record
from portal.audit.sealing import seal
from portal.audit.verifying import verify
from tests import factories

NOW = timezone.now()


@pytest.fixture
def sealed(db):
    target = factories.make_user("target")
    record("test.sealed", target, by="tester", at=NOW)
    seal(NOW)
    record("test.unsealed", target, by="tester", at=NOW)
    return target


def refused(statement: str) -> bool:
    """Return whether the database refuses the statement, by one of our triggers."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return "audit: refused" in str(caught.value)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET act = 'other' WHERE act = 'test.unsealed'",
        "UPDATE audit_entry SET act = 'other' WHERE act = 'test.sealed'",
        "UPDATE audit_entry SET facts = '{\"a\": 1}' WHERE act = 'test.unsealed'",
        "UPDATE audit_entry SET organisation_id = 5 WHERE act = 'test.unsealed'",
        "UPDATE audit_entry SET hash = 'x' WHERE act = 'test.sealed'",
        "UPDATE audit_entry SET sequence = NULL, hash = '', segment_id = NULL WHERE act = 'test.sealed'",
        "UPDATE audit_entry SET sequence = 2, hash = 'x', segment_id = 1, act = 'other' WHERE act = 'test.unsealed'",
        "DELETE FROM audit_entry WHERE act = 'test.sealed'",
        "DELETE FROM audit_entry WHERE act = 'test.unsealed'",
        "INSERT INTO audit_entry (at, actor_name, act, object_type, object_id, facts, sequence, hash, segment_id)"
        " SELECT at, actor_name, act, object_type, object_id, facts, 9, 'x', segment_id FROM audit_entry"
        " WHERE act = 'test.sealed'",
        "DELETE FROM audit_segment",
        "UPDATE audit_segment SET day = '2020-01-01'",
        "UPDATE audit_segment SET last_hash = 'x'",
        "UPDATE audit_segment SET last_sequence = 0, count = 0",
        "UPDATE audit_segment SET state = 'purging'",
        "UPDATE audit_segment SET state = 'purged'",
        "DELETE FROM audit_chain",
        "UPDATE audit_chain SET last_sequence = 0",
    ],
)
def test_the_database_refuses(sealed, statement):
    assert refused(statement)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is SQLite's")
@pytest.mark.parametrize("table", triggers.TABLES)
def test_the_database_refuses_to_replace(sealed, table):
    assert refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = (SELECT MIN(id) FROM {table})")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE is PostgreSQL's")
@pytest.mark.parametrize("table", triggers.TABLES)
def test_the_database_refuses_to_truncate(sealed, table):
    connection.check_constraints()  # Nothing may be pending, or TRUNCATE fails for that.
    assert refused(f"TRUNCATE {table} CASCADE")


def test_no_trigger_is_missing_after_migration(db):
    assert triggers.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_a_flush_of_the_whole_database_is_refused():
    record("test.act", factories.make_user("target"), by="tester", at=NOW)
    with pytest.raises(CommandError, match="couldn't be flushed"):
        call_command("flush", interactive=False, verbosity=0)
    assert Entry.objects.count() == 1


def seal_at(moment: datetime, count: int = 1) -> None:
    target = factories.make_user(f"target-{moment:%Y%m%d}")
    for number in range(count):
        record("test.old", target, by="tester", at=moment, number=number)
    seal(moment)


def test_purge_drops_whole_days_older_than_twelve_months_and_keeps_their_hashes(db):
    old = NOW - relativedelta(months=12) - timedelta(days=1)
    seal_at(old, count=3)
    seal_at(NOW)
    assert purge(NOW) == 3
    segment = Segment.objects.first()
    assert (segment.state, segment.purged_at, segment.count) == (Segment.State.PURGED, NOW, 3)
    assert Entry.objects.filter(act="test.old").count() == 1
    assert Entry.objects.get(act="audit.purged").object_id == str(segment.pk)
    seal(NOW)
    assert verify().first_break is None


def test_purge_again_changes_nothing(db):
    seal_at(NOW - relativedelta(months=13))
    assert purge(NOW) == 1
    assert purge(NOW) == 0
    assert Entry.objects.filter(act="audit.purged").count() == 1


def test_purge_keeps_a_day_of_exactly_twelve_months(db):
    noon = datetime.combine(timezone.localdate(), datetime.min.time(), UTC) + timedelta(hours=4)
    seal_at(noon - relativedelta(months=12))
    assert purge(noon) == 0
    assert Entry.objects.count() == 1


def test_purge_goes_on_where_it_was_cut_off(db, monkeypatch):
    monkeypatch.setattr(purging, "BATCH", 2)
    monkeypatch.setattr(purging, "BATCHES", 1)
    seal_at(NOW - relativedelta(months=13), count=3)
    assert purge(NOW) == 2
    assert Segment.objects.get().state == Segment.State.PURGING
    assert purge(NOW) == 1
    assert Segment.objects.get().state == Segment.State.PURGED


def test_a_clock_set_forward_cannot_make_the_database_forget(db):
    seal_at(NOW)
    with pytest.raises(IntegrityError, match="audit: refused"), transaction.atomic():
        purge(NOW + relativedelta(months=13))
    assert Entry.objects.count() == 1


def test_verify_finds_an_entry_put_into_a_purged_day(db):
    seal_at(NOW - relativedelta(months=13))
    purge(NOW)
    seal(NOW)
    purged = Segment.objects.first()
    triggers.remove(connection)
    Entry.objects.create(at=NOW, act="test.risen", object_type="x", object_id="1", sequence=1, hash="x", segment=purged)
    triggers.install(connection)
    found = verify().first_break
    assert found is not None
    assert found.reason == "an entry stands in a day that was purged"
