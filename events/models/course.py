"""Which steps lead to a qualification, and how did each person do in each? Drafts until they are published."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.states import CourseOutcome, StepResult
from portal.languages import in_reader_language


class Course(models.Model):
    """That an event leads to a qualification; whoever passes all of its steps gets it when results are published."""

    event = models.OneToOneField("events.Event", on_delete=models.CASCADE, related_name="course")
    kind = models.ForeignKey(
        "events.QualificationKind", on_delete=models.PROTECT, related_name="courses", verbose_name=_("leads to")
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("qualification course")
        verbose_name_plural = _("qualification courses")

    def __str__(self) -> str:
        return f"{self.event_id} → {self.kind_id}"


class CourseStep(models.Model):
    """One step: an interview, training, an examination. With ``most`` it is marked by points, and ``enough`` pass."""

    class Kind(models.TextChoices):
        INTERVIEW = "interview", _("interview")
        TRAINING = "training", _("training")
        EXAMINATION = "examination", _("examination")
        OTHER = "other", _("another step")

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind of step"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("name"), max_length=40)
    title_en = models.CharField(_("name in English"), max_length=60, blank=True)
    most = models.PositiveSmallIntegerField(_("points at most"), null=True, blank=True)
    enough = models.PositiveSmallIntegerField(_("points to pass"), null=True, blank=True)
    sessions = models.ManyToManyField("events.Session", related_name="+", blank=True, verbose_name=_("sessions"))

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "position"], name="one_step_a_position"),
            models.CheckConstraint(
                condition=Q(most=None, enough=None) | Q(most__gte=1, enough__gte=1, enough__lte=F("most")),
                name="step_can_be_passed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def local_title(self) -> str:
        return in_reader_language(self.title, self.title_en)


class StepMark(models.Model):
    """How one person did in one step: a draft until the course's results are published."""

    step = models.ForeignKey(CourseStep, on_delete=models.CASCADE, related_name="marks")
    registration = models.ForeignKey("events.Registration", on_delete=models.PROTECT, related_name="step_marks")
    result = models.CharField(max_length=10, choices=StepResult.choices)
    points = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("result of a step")
        verbose_name_plural = _("results of steps")
        constraints = [models.UniqueConstraint(fields=["step", "registration"], name="one_mark_a_step_and_person")]

    def __str__(self) -> str:
        return f"{self.step_id} {self.registration_id}: {self.result}"


class CourseResult(models.Model):
    """What somebody was told in the end. It may change once, from not passed to passed, when a step was repeated."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="results")
    registration = models.OneToOneField("events.Registration", on_delete=models.PROTECT, related_name="course_result")
    outcome = models.CharField(max_length=10, choices=CourseOutcome.choices)
    failed_step = models.ForeignKey(CourseStep, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField()
    qualification = models.OneToOneField(
        "events.Qualification", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="passed", failed_step=None, qualification__isnull=False)
                | Q(outcome="not_passed", failed_step__isnull=False, qualification=None),
                name="passed_with_a_qualification",
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration_id}: {self.outcome}"
