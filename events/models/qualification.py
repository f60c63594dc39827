"""What does somebody hold that lets them teach or serve? A qualification: earned here, or seen on paper by staff."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.languages import Named, in_reader_language


class QualificationKind(Named):
    """A kind of qualification, from a short list that the administrator keeps. ``months``: how long one is valid."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    months = models.PositiveSmallIntegerField(
        _("valid for so many months"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("kind of qualification")
        verbose_name_plural = _("kinds of qualification")
        ordering = ["position", "pk"]


class QualificationQuerySet(models.QuerySet["Qualification"]):
    def held_on(self, day: date) -> "QualificationQuerySet":
        """Keep what is in force on this day: obtained, not withdrawn, not expired."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), obtained_on__lte=day, ended_at=None)

    def of(self, person: Any) -> "QualificationQuerySet":
        """Keep what this person has."""
        return self.filter(person=person)

    def of_people(self, person_ids: Any) -> "QualificationQuerySet":
        """Keep what these people have."""
        return self.filter(person__in=person_ids)

    def of_kind(self, kind: Any) -> "QualificationQuerySet":
        """Keep those of one kind."""
        return self.filter(kind=kind)

    def expiring(self, day: date, *, within: timedelta) -> "QualificationQuerySet":
        """Keep what is in force on this day, ends within this time, and has not been renewed."""
        return self.held_on(day).filter(valid_until__lte=day + within, renewed_by=None)


class Qualification(models.Model):
    """That somebody holds something. ``valid_until`` is the last day; empty: without end.

    Earned in a course of ours (``course``, with a ``proof``), or got elsewhere and seen on paper by ``checked_by``,
    perhaps with a ``scan``. A renewal is a new row that names the one it ``renews``.
    """

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="qualifications")
    kind = models.ForeignKey(
        QualificationKind, on_delete=models.PROTECT, related_name="qualifications", verbose_name=_("kind")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="qualifications",
        verbose_name=_("recorded by"),
    )
    course = models.ForeignKey(
        "events.Course", on_delete=models.PROTECT, null=True, blank=True, related_name="qualifications"
    )
    issuer = models.CharField(_("issued by"), max_length=100)
    issuer_en = models.CharField(_("issued by, in English"), max_length=150, blank=True)
    number = models.CharField(_("number on the paper"), max_length=60, blank=True)
    obtained_on = models.DateField(_("obtained on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField()
    scan = models.OneToOneField(
        "questions.AnswerFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    proof = models.OneToOneField("proofs.Proof", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    renews = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewed_by", editable=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        ordering = ["-obtained_on", "-pk"]
        indexes = [
            models.Index(fields=["person", "kind"]),
            models.Index(fields=["valid_until"], condition=Q(ended_at=None), name="qualifications_by_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("obtained_on")), name="qualification_has_length"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.person_id}"

    @property
    def local_issuer(self) -> str:
        return in_reader_language(self.issuer, self.issuer_en)

    def is_held_on(self, day: date) -> bool:
        """Return whether it is in force on this day; what ``held_on`` keeps."""
        return (
            self.ended_at is None and self.obtained_on <= day and (self.valid_until is None or day <= self.valid_until)
        )
