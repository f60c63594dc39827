"""What is an organisation in law, until when is that verified, and what else is known of it, from where?"""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StandingQuerySet(models.QuerySet["Standing"]):
    def verified(self, day: date) -> "StandingQuerySet":
        """Keep what is verified on this day, its last day included."""
        return self.filter(verified_until__gte=day)

    def lapsed(self, day: date) -> "StandingQuerySet":
        """Keep what was verified and is no longer."""
        return self.filter(verified_until__lt=day)


class Standing(models.Model):
    """An organisation's legal standing as a centre has verified it; written by the decision on its joining alone."""

    class Form(models.TextChoices):
        ASSOCIATION = "association", _("social association")
        SERVICE = "service", _("social service organisation")
        FOUNDATION = "foundation", _("foundation")
        FILED = "filed", _("filed community group")
        COMMITTEE = "committee", _("residents' committee")
        AUTHORITY = "authority", _("public authority")
        INSTITUTION = "institution", _("public institution")
        COMPANY = "company", _("company")

    organisation = models.OneToOneField(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="standing",
        verbose_name=_("organisation"),
    )
    form = models.CharField(_("legal form"), max_length=12, choices=Form.choices)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    filing_number = models.CharField(_("filing number"), max_length=60, blank=True)
    registrar = models.CharField(_("registered with"), max_length=100, blank=True)
    supervising_body = models.CharField(_("supervising body"), max_length=100, blank=True)
    guiding_committee = models.CharField(_("guiding committee"), max_length=100, blank=True)
    certificate_until = models.DateField(_("certificate valid until"), null=True, blank=True)
    rating = models.CharField(_("rating"), max_length=2, blank=True)
    rating_until = models.DateField(_("rating valid until"), null=True, blank=True)
    is_listed = models.BooleanField(_("on a list of dishonest organisations"), default=False)
    has_party_branch = models.BooleanField(_("has a Party branch"), default=False)
    verified_on = models.DateField(_("verified on"))
    verified_until = models.DateField(_("verified until"), db_index=True)
    case_reference = models.CharField(_("Case number"), max_length=20)
    #: The fewest days before its end that its people were reminded of; 0 once its end was told.
    reminded_days = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal standing")
        verbose_name_plural = _("legal standings")
        ordering = ["verified_until", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"], condition=~Q(credit_code=""), name="one_organisation_a_credit_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.form}"

    def is_verified(self, day: date) -> bool:
        return self.verified_until >= day

    def is_rated(self, day: date) -> bool:
        return bool(self.rating) and (self.rating_until is None or self.rating_until >= day)


class Fact(models.Model):
    """Something known of an organisation, once for every form: the answer and its kind as questions have them."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="facts")
    name = models.CharField(max_length=30)
    kind = models.CharField(max_length=12)
    value = models.JSONField()
    words = models.TextField()
    case_reference = models.CharField(max_length=20)
    on = models.DateField()

    class Meta:
        verbose_name = _("fact of an organisation")
        verbose_name_plural = _("facts of organisations")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_fact_a_name")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.name}"
