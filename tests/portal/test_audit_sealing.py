"""Every committed entry is chained once, without gaps, and the first break is named."""

import hashlib
import json
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from portal.audit import sealing, triggers
from portal.audit.hashing import canonical, link
from portal.audit.models import Chain, Entry, Segment
from portal.audit.recording import record
from portal.audit.sealing import seal
from portal.audit.verifying import verify
from tests import factories

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
#: 23:30 and 00:30 in Shanghai, both on 22 November in UTC.
BEFORE_MIDNIGHT, AFTER_MIDNIGHT = datetime(2026, 11, 22, 15, 30, tzinfo=UTC), datetime(2026, 11, 22, 16, 30, tzinfo=UTC)


@pytest.fixture
def target(db):
    return factories.make_user("target")


@pytest.fixture
def write(target):
    def write(count: int = 1, **facts) -> list[Entry]:
        return [record("test.act", target, by="tester", at=NOON, number=n, **facts) for n in range(count)]

    return write


@pytest.fixture
def tamper():
    """Run SQL as somebody would who has lifted the triggers."""

    def tamper(*statements: str) -> None:
        triggers.remove(connection)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        triggers.install(connection)

    return tamper


def test_seal_chains_every_entry_in_the_order_of_ids(write):
    entries = write(3)
    assert seal(NOON) == 3
    assert list(Entry.objects.sealed().values_list("pk", "sequence")) == [
        (entry.pk, place) for place, entry in enumerate(entries, start=1)
    ]
    segment = Segment.objects.get()
    assert (segment.day, segment.first_sequence, segment.last_sequence, segment.count) == (date(2026, 11, 22), 1, 3, 3)
    assert segment.last_hash == Entry.objects.sealed().last().hash == Chain.objects.get().last_hash
    assert verify().first_break is None


def test_seal_again_changes_nothing(write):
    write()
    seal(NOON)
    before = Entry.objects.values().get()
    assert seal(NOON + timedelta(minutes=1)) == 0
    assert Entry.objects.values().get() == before


def test_an_entry_with_a_lower_id_that_commits_later_is_sealed_next_and_leaves_no_gap(write, target):
    late, early = Entry.objects.count() + 1000, Entry.objects.count() + 500
    facts = {"at": NOON, "act": "test.act", "object_type": "accounts.user", "object_id": str(target.pk)}
    Entry.objects.create(pk=late, **facts)
    seal(NOON)
    Entry.objects.create(pk=early, **facts)
    assert seal(NOON) == 1
    assert list(Entry.objects.sealed().values_list("pk", flat=True)) == [late, early]
    assert verify().first_break is None


def test_each_local_day_is_a_segment_that_continues_the_one_before(write):
    write()
    seal(BEFORE_MIDNIGHT)
    write()
    seal(AFTER_MIDNIGHT)
    first, second = Segment.objects.all()
    assert (first.day, second.day) == (date(2026, 11, 22), date(2026, 11, 23))
    assert second.previous_hash == first.last_hash
    assert second.first_sequence == first.last_sequence + 1


def test_a_clock_set_back_goes_on_in_the_newest_day(write):
    write()
    seal(AFTER_MIDNIGHT)
    write()
    seal(BEFORE_MIDNIGHT)
    assert Segment.objects.get().count == 2
    assert verify().first_break is None


def test_more_than_a_batch_is_sealed_in_one_run(write, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    write(5)
    assert seal(NOON) == 5
    assert verify().entries == 5


@pytest.mark.parametrize(
    ("statement", "reason", "sequence"),
    [
        ("UPDATE audit_entry SET act = 'other' WHERE sequence = 2", "the entry is not what was sealed", 2),
        ("UPDATE audit_entry SET beneficiary_id = 7 WHERE sequence = 3", "the entry is not what was sealed", 3),
        ("DELETE FROM audit_entry WHERE sequence = 2", "an entry is missing", 2),
        ("DELETE FROM audit_entry WHERE sequence = 4", "entries are missing at the end of the day", 4),
        ("UPDATE audit_segment SET last_hash = 'x'", "the day's last hash is not that of its last entry", 4),
    ],
)
def test_verify_names_the_first_break(write, tamper, statement, reason, sequence):
    write(4)
    seal(NOON)
    tamper(statement)
    found = verify().first_break
    assert found is not None
    assert (found.reason, found.sequence) == (reason, sequence)


def test_verify_finds_a_day_taken_out_whole(write, tamper):
    write()
    seal(BEFORE_MIDNIGHT)
    write()
    seal(AFTER_MIDNIGHT)
    tamper("DELETE FROM audit_entry WHERE sequence = 2", "DELETE FROM audit_segment WHERE first_sequence = 2")
    found = verify().first_break
    assert found is not None
    assert found.reason == "the chain does not end where it should"


def test_verify_finds_entries_behind_the_end_of_the_chain(write, tamper):
    write(2)
    seal(NOON)
    tamper(
        "UPDATE audit_segment SET last_sequence = 1, count = 1,"
        " last_hash = (SELECT hash FROM audit_entry WHERE sequence = 1)",
        "UPDATE audit_chain SET last_sequence = 1, last_hash = (SELECT hash FROM audit_entry WHERE sequence = 1)",
    )
    found = verify().first_break
    assert found is not None
    assert found.reason == "an entry stands behind the end of the chain"


def test_verify_says_when_triggers_are_missing(write):
    write()
    seal(NOON)
    triggers.remove(connection)
    found = verify().first_break
    triggers.install(connection)
    assert found is not None
    assert "audit_entry_changed" in found.reason


def test_a_chain_rewritten_whole_is_found_by_an_export(write, tamper, tmp_path):
    write(2)
    seal(NOON)
    export = tmp_path / "day.jsonl"
    call_command("export_audit", "2026-11-22", to=export)
    lines = [json.loads(line) for line in export.read_text("utf-8").splitlines()]
    assert [line["sequence"] for line in lines[:-1]] == [1, 2]
    assert lines[-1]["last_hash"] == Segment.objects.get().last_hash
    call_command("verify_audit", against=[export])

    tamper(
        "UPDATE audit_entry SET sequence = NULL, hash = '', segment_id = NULL, act = 'other'",
        "DELETE FROM audit_segment",
        "DELETE FROM audit_chain",
    )
    seal(NOON)
    assert verify().first_break is None
    with pytest.raises(CommandError, match="not the one that was kept"):
        call_command("verify_audit", against=[export])


def test_export_never_writes_over_a_kept_day(write, tmp_path):
    write()
    seal(NOON)
    export = tmp_path / "day.jsonl"
    export.touch()
    with pytest.raises(FileExistsError):
        call_command("export_audit", "2026-11-22", to=export)


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_seal_each_entry_once(monkeypatch):
    target = factories.make_user("target")
    for number in range(40):
        record("test.act", target, by="tester", at=NOON, number=number)
    monkeypatch.setattr(sealing, "BATCH", 10)
    totals: list[int] = []
    start = threading.Barrier(3)

    def run() -> None:
        start.wait()
        totals.append(seal(NOON))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # None of them failed, and together they sealed each entry once.
    assert (len(totals), sum(totals)) == (3, 40)
    assert list(Entry.objects.sealed().values_list("sequence", flat=True)) == list(range(1, 41))
    assert verify().first_break is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_what_commits_while_the_sealer_runs_is_sealed_by_the_next_run():
    target = factories.make_user("target")
    written, sealed = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            record("test.slow", target, by="tester", at=NOON)
            written.set()
            sealed.wait(10)
        connection.close()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    written.wait(10)
    record("test.quick", target, by="tester", at=NOON)
    assert seal(NOON) == 1
    sealed.set()
    thread.join()
    assert seal(NOON) == 1
    quick, slow = Entry.objects.sealed()
    assert (quick.act, slow.act) == ("test.quick", "test.slow")
    assert slow.pk < quick.pk
    assert verify().first_break is None


def test_the_form_of_a_hash_never_changes():
    """Hashes of years ago must be computed alike: a new form would need a version in the chain."""
    entry = Entry(
        pk=7, at=NOON, actor_id=3, act="test.act", object_type="a.b", object_id="9", facts={"b": [1], "a": "苏"}
    )
    assert canonical(entry, 5) == (
        '{"act":"test.act","actor_id":3,"actor_name":"","at":"2026-11-22T04:00:00.000000+00:00",'
        '"beneficiary_id":null,"facts":{"a":"苏","b":[1]},"id":7,"object_id":"9","object_type":"a.b",'
        '"organisation_id":null,"sequence":5}'
    )
    assert link("", "x") == hashlib.sha256(b"\nx").hexdigest()
    assert link("before", "x") == hashlib.sha256(b"before\nx").hexdigest()
