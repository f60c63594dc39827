"""The portal with one bug: places are counted before the transaction and not again in it."""

from importlib import import_module

from django.db.models import F
from django.db.models.functions import Least

from portal.wsgi import application

# Models can be imported only once the application above has made the apps ready.
registration = import_module("events.registration")


def take_without_looking(pool_id: int, count: int) -> bool:
    """Believe that what was free a moment ago still is."""
    registration.Pool.objects.filter(pk=pool_id).update(taken=Least(F("taken") + count, F("capacity")))
    return True


registration.take = take_without_looking

__all__ = ["application"]
