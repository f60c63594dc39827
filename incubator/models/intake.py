"""Who is called, for what, and until when? An intake of a base: its tracks, its questions, its workflow, its rubric."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from incubator.rubric import Rubric, trust
from incubator.states import IntakeState
from portal.languages import Named, in_reader_language


class ApplicantKind(models.TextChoices):
    """Who may apply: what stands behind an application."""

    REGISTERED = "registered", _("registered organisation")
    FILED = "filed", _("group filed with a sub-district or committee")
    TEAM = "team", _("core team without registration")


class ConflictCheck(models.TextChoices):
    """How conflicts are found, beside what always counts: who stepped back, who writes it, who belongs to it."""

    PHONE = "phone", _("the reviewer's telephone number is in the application")
    NAME = "name", _("the reviewer's name is in the application")
    EMPLOYER = "employer", _("the reviewer's employer is named in the application")


def every_check() -> list[str]:
    """Return all of them: what a call begins with."""
    return list(ConflictCheck.values)


class IntakeQuerySet(models.QuerySet["Intake"]):
    def public(self) -> "IntakeQuerySet":
        """Keep the calls that everybody may read: one that was called off stays, and says so."""
        shown = [IntakeState.PUBLISHED, IntakeState.CLOSED, IntakeState.CALLED_OFF]
        return self.filter(
            Q(base__organisation__state="active")
            | Q(base__organisation=None, base__parent__organisation__state="active")
            | Q(base__organisation=None, base__parent__organisation=None),
            state__in=shown,
            published_at__isnull=False,
            page__live=True,
        )

    def open_on(self, day: date) -> "IntakeQuerySet":
        """Keep those that take applications on this day; the last day counts whole."""
        return self.filter(state=IntakeState.PUBLISHED, opens_on__lte=day, closes_on__gte=day)


class Intake(Named):
    """A call of a base. Days are local and whole: applications are taken from ``opens_on`` to the end of ``closes_on``.

    ``exclusions`` name the questions, and the answer, that rule somebody out, ``papers`` which file questions each kind
    of applicant has to answer, ``blind_fields`` the questions whose answers reviewers do not see. ``reviews_wanted``
    is for each application; ``drops_extremes`` leaves out the highest and the lowest score of four or more;
    ``conflict_checks`` are those of ``ConflictCheck`` that keep a reviewer away.
    """

    State = IntakeState

    code = models.SlugField(_("code"), max_length=40, unique=True)
    base = models.ForeignKey(
        "incubator.Base", on_delete=models.PROTECT, related_name="intakes", verbose_name=_("incubation base")
    )
    page = models.OneToOneField(
        "incubator.IntakePage",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="intake",
        verbose_name=_("notice of a call"),
    )
    state = models.CharField(_("state"), max_length=12, choices=IntakeState.choices, default=IntakeState.PREPARED)
    opens_on = models.DateField(_("applications from"))
    closes_on = models.DateField(_("applications until"))
    place_count = models.PositiveSmallIntegerField(_("places"))
    applicants = models.JSONField(_("who may apply"), default=list)
    workflow = models.ForeignKey("cases.Workflow", on_delete=models.PROTECT, related_name="+")
    question_set = models.ForeignKey("questions.QuestionSet", on_delete=models.PROTECT, related_name="+")
    exclusions = models.JSONField(default=list, blank=True)
    papers = models.JSONField(default=dict, blank=True)
    blind_fields = models.JSONField(default=list, blank=True)
    rubric = models.JSONField(default=dict, blank=True)
    reviews_wanted = models.PositiveSmallIntegerField(_("reviews of each application"), default=2)
    drops_extremes = models.BooleanField(_("the highest and the lowest score do not count"), default=False)
    notice_days = models.PositiveSmallIntegerField(_("working days of public notice"), default=5)
    conflict_checks = models.JSONField(_("how conflicts are found"), default=every_check, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-opens_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="intake_window"),
            models.CheckConstraint(condition=Q(place_count__gte=1), name="intake_has_places"),
            models.CheckConstraint(condition=Q(reviews_wanted__gte=1), name="intake_is_reviewed"),
        ]

    @cached_property
    def scoring(self) -> Rubric:
        """The rubric as values."""
        return trust(self.rubric)

    @property
    def two_deciders(self) -> bool:
        """Whether two people decide; the workflow's table says so and nothing else."""
        return self.workflow.newest.plan.is_decided_by_two

    @property
    def is_changeable(self) -> bool:
        return self.state in (IntakeState.PREPARED, IntakeState.PUBLISHED)

    def takes_applications(self, day: date) -> bool:
        return self.state == IntakeState.PUBLISHED and self.opens_on <= day <= self.closes_on


class Track(Named):
    """A way through the incubator that a call offers: in-house or outside, and for how many months."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="tracks", verbose_name=_("call"))
    code = models.SlugField(_("code"), max_length=20)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    months = models.PositiveSmallIntegerField(_("months"))
    place_count = models.PositiveSmallIntegerField(
        _("places of this track"), null=True, blank=True, help_text=_("Left empty: as many as the call has.")
    )
    has_premises = models.BooleanField(_("with a place at the base"), default=True)
    for_whom = models.CharField(_("for whom"), max_length=200, blank=True)
    for_whom_en = models.CharField(_("for whom, in English"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["intake", "code"], name="one_track_a_code"),
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=60), name="track_has_months"),
        ]

    @property
    def local_for_whom(self) -> str:
        return in_reader_language(self.for_whom, self.for_whom_en)


class Amendment(models.Model):
    """A correction of a call that is running, for everybody to read; applications keep the version they began with."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="amendments", verbose_name=_("call"))
    words = models.CharField(_("what has changed"), max_length=300)
    words_en = models.CharField(_("what has changed, in English"), max_length=400, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.intake_id} {self.made_at:%Y-%m-%d}"

    @property
    def local_words(self) -> str:
        return in_reader_language(self.words, self.words_en)


def kinds_of_applicants(intake: Intake) -> list[tuple[str, Any]]:
    """Return who may apply, as value and word, in the order of the choices."""
    return [(value, label) for value, label in ApplicantKind.choices if value in intake.applicants]
