"""Django's SQLite backend, with a queue for writers and a journal that does not corrupt."""
