"""Who stops a change of the ledger of hours that goes round our code? The database, by triggers, as for the audit.

They refuse to change what an entry says, but for words that make way for the erased name, to decide one twice, and to
delete one. A migration installs them; one that makes SQLite rebuild the table has to install them again.
"""

from typing import Any

from portal.accounts.models import ERASED_NAME

TABLE = "events_hoursentry"
SAID = (
    "volunteer_id",
    "organisation_id",
    "assignment_id",
    "corrects_id",
    "on",
    "minutes",
    "made_at",
)
#: Words that make way for the erased name alone, when somebody is erased.
WORDS = ("content", "reason")
REFUSE = """
CREATE OR REPLACE FUNCTION events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events: refused by %', TG_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$"""
STATEMENTS = ("UPDATE", "DELETE")


def _name(statement: str) -> str:
    return f"{TABLE}_no_{statement.lower()}"


def _condition(vendor: str, statement: str) -> str:
    if statement == "DELETE":
        return ""
    is_distinct = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    bent = " OR ".join(
        [f'NEW."{column}" {is_distinct} OLD."{column}"' for column in SAID]
        + [f'(NEW."{word}" <> OLD."{word}" AND NEW."{word}" <> \'{ERASED_NAME}\')' for word in WORDS]
    )
    return f"WHEN ({bent} OR (OLD.state <> 'proposed' AND NEW.state <> OLD.state))"


def _making(vendor: str, statement: str) -> str:
    head = f"CREATE TRIGGER {_name(statement)} BEFORE {statement} ON {TABLE}"
    if vendor == "sqlite":
        refusing = f"BEGIN SELECT RAISE(ABORT, 'events: refused by {_name(statement)}'); END"
        return f"{head} {_condition(vendor, statement)} {refusing}"
    return f"{head} FOR EACH ROW {_condition(vendor, statement)} EXECUTE FUNCTION events_refuse()"


def install(connection: Any) -> None:
    """Make the triggers in this database; safe to repeat."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(REFUSE)
        for statement in STATEMENTS:
            cursor.execute(_making(connection.vendor, statement))


def remove(connection: Any) -> None:
    """Drop the triggers from this database."""
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {_name(statement)}{on_table}")
