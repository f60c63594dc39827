"""Who stops a change of a case's history that goes round our code? The database, by triggers, as for the audit.

They refuse to change or to delete an entry, and to empty the table at once. A migration installs them; one that makes
SQLite rebuild the table has to install them again.
"""

from typing import Any

TABLE = "cases_historyentry"
REFUSE = """
CREATE OR REPLACE FUNCTION cases_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'cases: refused by %', TG_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$"""
STATEMENTS = {"sqlite": ("UPDATE", "DELETE"), "postgresql": ("UPDATE", "DELETE", "TRUNCATE")}


def _name(statement: str) -> str:
    return f"{TABLE}_no_{statement.lower()}"


def _making(vendor: str, statement: str) -> str:
    if vendor == "sqlite":
        return (
            f"CREATE TRIGGER {_name(statement)} BEFORE {statement} ON {TABLE}"
            f" BEGIN SELECT RAISE(ABORT, 'cases: refused by {_name(statement)}'); END"
        )
    each = "STATEMENT" if statement == "TRUNCATE" else "ROW"
    return (
        f"CREATE TRIGGER {_name(statement)} BEFORE {statement} ON {TABLE}"
        f" FOR EACH {each} EXECUTE FUNCTION cases_refuse()"
    )


def install(connection: Any) -> None:
    """Make the triggers in this database; safe to repeat."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(REFUSE)
        for statement in STATEMENTS[connection.vendor]:
            cursor.execute(_making(connection.vendor, statement))


def remove(connection: Any) -> None:
    """Drop the triggers from this database."""
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for statement in STATEMENTS[connection.vendor]:
            cursor.execute(f"DROP TRIGGER IF EXISTS {_name(statement)}{on_table}")
