"""Which search goes with this database? Named in ``WAGTAILSEARCH_BACKENDS``."""

from importlib import import_module

from django.db import connection

_MODULES = {"postgresql": "portal.search.postgres", "sqlite": "portal.search.sqlite"}


def SearchBackend(params):
    """Return the backend for the default database; its module is loaded then, as it needs that database's tables."""
    return import_module(_MODULES[connection.vendor]).SearchBackend(params)
