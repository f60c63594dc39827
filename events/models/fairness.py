"""How is a scarce place shared fairly? An allowance that several events draw on, and a draw that anyone can check."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.languages import Named


class Allowance(Named):
    """At most ``most`` sign-ups a person in the events that share it, from one local date to another (included)."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="allowances",
        verbose_name=_("organisation"),
    )
    most = models.PositiveSmallIntegerField(_("sign-ups a person, at most"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(most__gte=1), name="allowance_of_one_at_least"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="allowance_has_length"),
        ]


class Ballot(models.Model):
    """The draw of one event: what went in, the seed, and what came out, all of it public.

    ``entries`` is fixed when the window has closed: a list of ``{"lot", "size", "reserve"}`` by lot, where the lot is
    the reference of a party's first registration. ``places`` is what there was to draw for, ``result`` the lots in
    drawn order with what became of each; both are written by the draw. Nothing in it says who somebody is.
    """

    event = models.OneToOneField("events.Event", on_delete=models.PROTECT, related_name="ballot")
    entries = models.JSONField()
    digest = models.CharField(max_length=64)
    closed_at = models.DateTimeField()
    seed = models.CharField(max_length=100, blank=True)
    first_witness = models.CharField(max_length=50, blank=True)
    second_witness = models.CharField(max_length=50, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="ballots_drawn"
    )
    places = models.JSONField(default=dict)
    result = models.JSONField(default=list)

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [
            models.CheckConstraint(
                condition=Q(drawn_at=None, seed="") | (Q(drawn_at__isnull=False) & ~Q(seed="")),
                name="drawn_with_a_seed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.digest[:8]}"
