"""Within how many working days does somebody hear a first word? The district's promise, one for each kind."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

#: Nobody promises less than a day or more than two months.
SHORTEST, LONGEST = 1, 40


class ServiceStandard(models.Model):
    """The target of one kind of question (``portal.contributions.answers`` names the kinds)."""

    kind = models.CharField(_("kind"), max_length=30, unique=True)
    working_days = models.PositiveSmallIntegerField(
        _("working days"), validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)]
    )

    class Meta:
        verbose_name = _("service standard")
        verbose_name_plural = _("service standards")
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(
                condition=Q(working_days__gte=SHORTEST, working_days__lte=LONGEST), name="standard_can_be_kept"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.working_days}"
