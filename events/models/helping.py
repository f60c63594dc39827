"""Who signs up their neighbours? A helper whom a centre names for one estate, and each sign-up with its consent."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class HelperQuerySet(models.QuerySet["Helper"]):
    def valid_on(self, day: date) -> "HelperQuerySet":
        """Keep who may help on this day: begun, not over, not ended, named by a centre that is active."""
        return self.filter(starts_on__lte=day, ends_on__gte=day, ended_at=None, centre__state="active")


class Helper(models.Model):
    """A block leader (楼组长) or grid worker (网格员), named by a centre for one estate; the last day is included."""

    class Kind(models.TextChoices):
        BLOCK_LEADER = "block_leader", _("block leader")
        GRID_WORKER = "grid_worker", _("grid worker")

    centre = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="helpers",
        limit_choices_to={"kind": "centre"},
        verbose_name=_("centre"),
    )
    estate = models.ForeignKey(
        "organisations.Area", on_delete=models.PROTECT, related_name="helpers", verbose_name=_("estate")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="helping", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=50)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.BLOCK_LEADER)
    most_a_month = models.PositiveSmallIntegerField(_("people a month, at most"), default=60)
    most_an_event = models.PositiveSmallIntegerField(_("people in one event, at most"), default=15)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"))
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HelperQuerySet.as_manager()

    class Meta:
        verbose_name = _("helper")
        verbose_name_plural = _("helpers")
        ordering = ["estate", "name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="helper_has_days"),
            models.CheckConstraint(condition=Q(most_a_month__gte=1, most_an_event__gte=1), name="helper_has_a_quota"),
            models.UniqueConstraint(
                fields=["user", "estate"], condition=Q(ended_at=None), name="one_helper_an_account_and_estate"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HelpedSignUp(models.Model):
    """That a helper signed somebody up, how that person agreed and on which day; ``objected_at`` ended the helping."""

    class Way(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        BY_PHONE = "by_phone", _("by phone")
        IN_GROUP = "in_group", _("by their own line in the group")

    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, related_name="sign_ups")
    registration = models.OneToOneField("events.Registration", on_delete=models.PROTECT, related_name="helped")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="helped_sign_ups")
    way = models.CharField(_("how they agreed"), max_length=10, choices=Way.choices)
    agreed_on = models.DateField(_("agreed on"))
    created_at = models.DateTimeField()
    objected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("sign-up by a helper")
        verbose_name_plural = _("sign-ups by helpers")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["helper", "created_at"]),
            models.Index(fields=["person", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.helper_id} → {self.registration_id}"
