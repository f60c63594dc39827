"""How do many processes write to one SQLite file without starving each other? They queue on a file lock."""

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite's wrapper; the queue comes with the first concurrent writer."""
