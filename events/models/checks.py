"""What does an approver look at, category by category? Lists in versions: a word given keeps the version it saw."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.languages import in_reader_language


class CheckKind(models.TextChoices):
    """How a check is answered: ticked, or with the number of a paper (or why there is none)."""

    TICK = "tick", _("tick")
    NUMBER = "number", _("number")


@dataclass(frozen=True)
class Check:
    """One thing to look at. ``key`` is its field and never changes; a required number may be replaced by a reason."""

    key: str
    kind: str
    words: str
    words_en: str
    is_required: bool

    @property
    def local_words(self) -> str:
        return in_reader_language(self.words, self.words_en)


class CheckList(models.Model):
    """A version of what is checked before programmes of a category are approved. Never changed: a new one is made."""

    category = models.ForeignKey("events.Category", on_delete=models.CASCADE, related_name="check_lists")
    version = models.PositiveSmallIntegerField()
    items = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("checks before approval")
        verbose_name_plural = _("checks before approval")
        ordering = ["category", "-version"]
        constraints = [models.UniqueConstraint(fields=["category", "version"], name="one_check_list_a_version")]

    def __str__(self) -> str:
        return f"{self.category_id} v{self.version}"

    def checks(self) -> list[Check]:
        """Return what is asked, in order."""
        return [_check(item) for item in self.items]


def _check(item: dict[str, Any]) -> Check:
    return Check(item["key"], item["kind"], item["words"], item.get("words_en", ""), bool(item.get("is_required")))
