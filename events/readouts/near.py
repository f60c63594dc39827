"""What is near an estate? The centre that serves it, and for what is held in no centre, those who work there."""

from dataclasses import dataclass

from django.db.models import Q

from organisations.models import Area


@dataclass(frozen=True, slots=True)
class Near:
    """The centre that serves an estate, if any, and the ids of the estate and its committee."""

    centre_id: int | None
    area_ids: tuple[int, ...]

    def condition(self, centre: str, organisation: str) -> Q:
        """Return what keeps records near it, by the paths to their centre and their organisation."""
        return Q(**{f"{centre}_id": self.centre_id, f"{centre}__isnull": False}) | Q(
            **{centre: None, f"{organisation}__area_id__in": self.area_ids}
        )


def near(estate_code: str) -> Near:
    """Return what is near the estate with this code, which has to be one; two queries."""
    codes = Area.objects.get(code=estate_code).path.strip("/").split("/")
    above = list(Area.objects.filter(code__in=codes).order_by("-path").values_list("pk", "level", "centre_id"))
    return Near(
        next((centre for _pk, _level, centre in above if centre), None),
        tuple(pk for pk, level, _centre in above if level in (Area.Level.ESTATE, Area.Level.COMMITTEE)),
    )
