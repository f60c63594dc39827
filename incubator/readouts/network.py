"""How do the bases hang together? A tree of cores and what leans on them, read in one query."""

from dataclasses import dataclass, field

from incubator.models import Base


@dataclass(frozen=True, slots=True)
class Branch:
    """A base and those that lean on it."""

    base: Base
    points: list["Branch"] = field(default_factory=list)


def network() -> list[Branch]:
    """Return the cores in their order, each with its points below it."""
    branches = {base.pk: Branch(base) for base in Base.objects.select_related("organisation__page")}
    cores: list[Branch] = []
    for branch in branches.values():
        above = branches[branch.base.parent_id].points if branch.base.parent_id else cores
        above.append(branch)
    return cores
