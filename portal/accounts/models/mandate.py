"""Who may act for whom? Only a mandate says so; everybody has one for themselves."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MandateQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> "MandateQuerySet":
        """Keep what is in force on this day (half-open: ``ends_on`` is the first day without it)."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)

    def lasting(self) -> "MandateQuerySet":
        """Keep what is more than a window's or a helper's, who sign somebody up and do nothing else."""
        return self.exclude(basis__in=Mandate.NARROW)

    def of_agent(self, user) -> "MandateQuerySet":
        """Keep what this user may do for others and for themselves."""
        return self.filter(agent=user)


class Mandate(models.Model):
    """The right of ``agent`` to act for ``person``."""

    class Relation(models.TextChoices):
        SELF = "self", _("me")
        MOTHER = "mother", _("my mother")
        FATHER = "father", _("my father")
        SPOUSE = "spouse", _("my husband or wife")
        CHILD = "child", _("my child")
        GRANDCHILD = "grandchild", _("my grandchild")
        GRANDPARENT = "grandparent", _("my grandparent")
        SIBLING = "sibling", _("my brother or sister")
        OTHER = "other", _("someone else in the family")

    class Basis(models.TextChoices):
        SELF = "self", _("for oneself")
        GUARDIAN = "guardian", _("as guardian")
        FAMILY = "family", _("for family")
        HELPER = "helper", _("as a helper named by the centre")
        DESK = "desk", _("at the window")

    #: On these one signs somebody up, and sees or changes nothing else that is theirs.
    NARROW = (Basis.HELPER, Basis.DESK)

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="mandates")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mandates")
    relation = models.CharField(_("relation"), max_length=12, choices=Relation.choices, default=Relation.OTHER)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis.choices, default=Basis.FAMILY)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.UniqueConstraint(fields=["person", "agent"], condition=Q(ends_on=None), name="one_open_mandate"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="mandate_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} ← {self.agent_id}"
