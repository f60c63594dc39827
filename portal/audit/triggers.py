"""Who stops a change of the audit trail that goes round our code? The database itself, by triggers.

They refuse: changing what an entry records; sealing it twice or unsealing it; inserting one that is sealed already;
deleting one, unless its segment says ``purging``; shrinking or rewriting a segment, or opening it for purging
before twelve months have passed by the database's own clock; deleting a segment or the chain's end; and emptying
the tables at once (``TRUNCATE``, and SQLite's ``INSERT OR REPLACE``, which deletes without telling delete triggers).

A migration installs them. A change here needs a new migration that calls ``install`` again, and so does a migration
that makes SQLite rebuild one of these tables, which drops its triggers: ``missing`` tells, and so does ``/readyz``.
"""

from typing import Any

FACTS = (
    "id",
    "at",
    "actor_id",
    "actor_name",
    "act",
    "object_type",
    "object_id",
    "beneficiary_id",
    "organisation_id",
    "facts",
)
TABLES = ("audit_entry", "audit_segment", "audit_chain")


def _differs(columns: tuple[str, ...], is_distinct: str) -> str:
    return " OR ".join(f'NEW."{column}" {is_distinct} OLD."{column}"' for column in columns)


def _segment_is_bent(twelve_months_ago: str) -> str:
    return f"""
        {_differs(("id", "day", "first_sequence", "previous_hash"), "<>")}
        OR NEW.last_sequence < OLD.last_sequence
        OR (NEW.last_sequence = OLD.last_sequence AND NEW.last_hash <> OLD.last_hash)
        OR (OLD.state <> 'kept' AND (NEW.last_sequence <> OLD.last_sequence OR NEW.state = 'kept'))
        OR (OLD.state = 'kept' AND NEW.state = 'purged')
        OR (OLD.state = 'purged')
        OR (NEW.state <> 'kept' AND NEW.day > {twelve_months_ago})"""


CHAIN_IS_BENT = "NEW.id <> OLD.id OR NEW.last_sequence < OLD.last_sequence"


def _conditions(vendor: str) -> dict[str, tuple[str, str, str]]:
    """Return what is refused, by the trigger's name: table, statement, condition (empty: always)."""
    is_distinct = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    twelve_months_ago = (
        "date('now', '-12 months')" if vendor == "sqlite" else "(CURRENT_DATE - INTERVAL '12 months')::date"
    )
    entry_is_bent = f"OLD.sequence IS NOT NULL OR NEW.sequence IS NULL OR {_differs(FACTS, is_distinct)}"
    return {
        "audit_entry_born_sealed": ("audit_entry", "INSERT", "NEW.sequence IS NOT NULL"),
        "audit_entry_changed": ("audit_entry", "UPDATE", entry_is_bent),
        "audit_segment_changed": ("audit_segment", "UPDATE", _segment_is_bent(twelve_months_ago)),
        "audit_segment_deleted": ("audit_segment", "DELETE", ""),
        "audit_chain_changed": ("audit_chain", "UPDATE", CHAIN_IS_BENT),
        "audit_chain_deleted": ("audit_chain", "DELETE", ""),
    }


#: Only in SQLite, where a condition may look at other rows.
SQLITE_CONDITIONS = {
    "audit_entry_deleted": (
        "audit_entry",
        "DELETE",
        "NOT EXISTS (SELECT 1 FROM audit_segment WHERE id = OLD.segment_id AND state = 'purging')",
    ),
    "audit_entry_replaced": ("audit_entry", "INSERT", "EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)"),
    "audit_segment_replaced": (
        "audit_segment",
        "INSERT",
        "EXISTS (SELECT 1 FROM audit_segment"
        " WHERE id = NEW.id OR day = NEW.day OR first_sequence = NEW.first_sequence)",
    ),
    "audit_chain_replaced": ("audit_chain", "INSERT", "EXISTS (SELECT 1 FROM audit_chain WHERE id = NEW.id)"),
}

REFUSE = """
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit: refused by %', TG_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$"""
REFUSE_DELETING = """
CREATE OR REPLACE FUNCTION audit_refuse_deleting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM audit_segment WHERE id = OLD.segment_id AND state = 'purging') THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'audit: refused by %', TG_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$"""


def _sqlite() -> dict[str, str]:
    return {
        name: f"CREATE TRIGGER {name} BEFORE {statement} ON {table} {f'WHEN {condition}' if condition else ''}"
        f" BEGIN SELECT RAISE(ABORT, 'audit: refused by {name}'); END"
        for name, (table, statement, condition) in {**_conditions("sqlite"), **SQLITE_CONDITIONS}.items()
    }


def _postgresql() -> dict[str, str]:
    made = {
        name: f"CREATE TRIGGER {name} BEFORE {statement} ON {table} FOR EACH ROW"
        f" {f'WHEN ({condition})' if condition else ''} EXECUTE FUNCTION audit_refuse()"
        for name, (table, statement, condition) in _conditions("postgresql").items()
    }
    made["audit_entry_deleted"] = (
        "CREATE TRIGGER audit_entry_deleted BEFORE DELETE ON audit_entry"
        " FOR EACH ROW EXECUTE FUNCTION audit_refuse_deleting()"
    )
    for table in TABLES:
        made[f"{table}_emptied"] = (
            f"CREATE TRIGGER {table}_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        )
    return made


def _table(name: str) -> str:
    return next(table for table in TABLES if name.startswith(table))


def removing(vendor: str) -> list[str]:
    """Return the statements that drop the triggers."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in _sqlite()]
    return [f"DROP TRIGGER IF EXISTS {name} ON {_table(name)}" for name in _postgresql()]


def installing(vendor: str) -> list[str]:
    """Return the statements that make the triggers, dropping older ones first."""
    made = list(_sqlite().values()) if vendor == "sqlite" else [REFUSE, REFUSE_DELETING, *_postgresql().values()]
    return [*removing(vendor), *made]


def install(connection: Any) -> None:
    """Make the triggers in this database; safe to repeat."""
    with connection.cursor() as cursor:
        for statement in installing(connection.vendor):
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Drop the triggers from this database."""
    with connection.cursor() as cursor:
        for statement in removing(connection.vendor):
            cursor.execute(statement)


def missing(connection: Any) -> list[str]:
    """Return the names of the triggers that this database lacks or has switched off."""
    if connection.vendor == "sqlite":
        wanted, query = _sqlite(), "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        wanted, query = _postgresql(), "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {name for (name,) in cursor.fetchall()}
    return sorted(set(wanted) - found)
