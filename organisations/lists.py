"""How does somebody want their lists? In the columns they chose."""

from collections.abc import Sequence
from typing import Any

from organisations.models import ShownColumns


def chosen_columns(user: Any, list_name: str) -> set[str] | None:
    """Return the columns that the user wants to see in a list; None for all of them."""
    rows = ShownColumns.objects.filter(user=user.pk, list_name=list_name).values_list("columns", flat=True)
    found = rows.first()
    return None if found is None else set(found)


def choose_columns(user: Any, list_name: str, columns: Sequence[str] | None) -> None:
    """Keep which columns the user wants to see in a list; None for all of them."""
    if columns is None:
        ShownColumns.objects.filter(user=user.pk, list_name=list_name).delete()
        return
    ShownColumns.objects.update_or_create(user=user, list_name=list_name, defaults={"columns": list(columns)})
