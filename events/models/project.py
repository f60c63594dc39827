"""What is somebody funded to do, by which activities, and what is kept of each as evidence?"""

import uuid
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.states import DossierState, ProjectState
from portal.handing_out import Purpose, Recipient
from portal.languages import Named

#: Where pictures of activities and finished dossiers lie, below ``PRIVATE_ROOT``; no address leads there by itself.
FOLDER = "projects"


class ProjectQuerySet(models.QuerySet["Project"]):
    def running(self) -> "ProjectQuerySet":
        """Keep what is not closed."""
        return self.filter(state=ProjectState.RUNNING)

    def over(self, day: date) -> "ProjectQuerySet":
        """Keep those whose papers need to be kept no more."""
        return self.filter(kept_until__lte=day)


class Project(Named):
    """Work that a funder pays for: so much within a period, to be accounted for.

    ``ends_on`` is its last day. A target that is empty was not agreed. ``kept_until`` is the first day on which what
    belongs to it may be deleted: ``kept_years`` after its end, kept by ``events.projects.setting_up``.
    """

    class Kind(models.TextChoices):
        PURCHASE = "purchase", _("government purchase of services")
        VENTURE = "venture", _("community venture project")
        FUND = "fund", _("foundation or earmarked fund")
        OTHER = "other", _("other funding")

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="projects", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind of funding"), max_length=10, choices=Kind.choices)
    number = models.CharField(_("project number"), max_length=60)
    funder_name = models.CharField(_("funder"), max_length=100)
    funder = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects_funded",
        verbose_name=_("funder, if it is here"),
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    target_sessions = models.PositiveIntegerField(_("sessions agreed"), null=True, blank=True)
    target_attendances = models.PositiveIntegerField(_("attendances agreed"), null=True, blank=True)
    target_people = models.PositiveIntegerField(_("people agreed"), null=True, blank=True)
    kept_years = models.PositiveSmallIntegerField(
        _("years its papers are kept after the end"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    state = models.CharField(_("state"), max_length=10, choices=ProjectState.choices, default=ProjectState.RUNNING)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    kept_until = models.DateField(editable=False, db_index=True)
    created_at = models.DateTimeField(editable=False)

    State = ProjectState
    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="project_has_length"),
            models.CheckConstraint(condition=Q(kept_until__gt=F("ends_on")), name="project_kept_beyond_its_end"),
            models.UniqueConstraint(fields=["organisation", "number"], name="one_project_a_number"),
        ]


class ProjectPart(models.Model):
    """A programme that belongs to a project with all that is held in its period, or one event of it alone."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="parts")
    programme = models.ForeignKey("events.ProgrammePage", on_delete=models.PROTECT, related_name="project_parts")
    event = models.ForeignKey(
        "events.Event", on_delete=models.PROTECT, null=True, blank=True, related_name="project_parts"
    )

    class Meta:
        verbose_name = _("part of a project")
        verbose_name_plural = _("parts of projects")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "programme"], condition=Q(event=None), name="one_programme_a_project"
            ),
            models.UniqueConstraint(
                fields=["project", "event"], condition=Q(event__isnull=False), name="one_event_a_project"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.programme_id} {self.event_id or ''}".strip()


class ActivityRecordQuerySet(models.QuerySet["ActivityRecord"]):
    def kept_on(self, day: date) -> "ActivityRecordQuerySet":
        """Keep what nothing may be purged of yet: its project runs, or its papers have to be kept."""
        return self.filter(project__kept_until__gt=day)

    def held(self) -> "ActivityRecordQuerySet":
        """Keep what took place: the session was not called off afterwards."""
        return self.filter(session__state="scheduled", session__event__state="scheduled")


class ActivityRecord(models.Model):
    """The evidence of one session; a session counts for one project alone.

    ``notice`` is what the programme's page said when the session began, or when the session was added to the project,
    as plain words; it is never written again. ``head_count`` are people counted who are on no list.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="records")
    session = models.OneToOneField("events.Session", on_delete=models.PROTECT, related_name="activity_record")
    notice = models.JSONField()
    noticed_at = models.DateTimeField()
    summary = models.TextField(_("summary"), max_length=2000, blank=True)
    summary_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    summary_at = models.DateTimeField(null=True, blank=True)
    head_count = models.PositiveIntegerField(_("people counted who are on no list"), null=True, blank=True)

    objects = ActivityRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity record")
        verbose_name_plural = _("activity records")
        ordering = ["session__starts_at", "pk"]

    def __str__(self) -> str:
        return f"{self.project_id} / {self.session_id}"


class ActivityPicture(models.Model):
    """A photograph of an activity, or of a sheet that was signed there; drawn anew and kept privately.

    ``seen`` says whose faces are in it. ``looked_at`` is when staff last said so: when somebody who was there takes
    their consent back after that, the picture waits until somebody looks again.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", _("photograph")
        SHEET = "sheet", _("signed sheet")

    class Seen(models.TextChoices):
        NOBODY = "nobody", _("nobody can be recognised")
        AGREED = "agreed", _("whoever can be recognised has agreed")

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(ActivityRecord, on_delete=models.PROTECT, related_name="pictures")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    seen = models.CharField(_("who can be seen"), max_length=10, choices=Seen.choices, blank=True)
    caption = models.CharField(_("what it shows"), max_length=80, blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    looked_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("picture of an activity")
        verbose_name_plural = _("pictures of activities")
        ordering = ["added_at", "key"]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="photo") | ~Q(seen=""), name="photograph_says_who_is_seen"),
            models.UniqueConstraint(fields=["record", "sha256"], name="same_picture_once_a_record"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.kind}"

    @property
    def path(self) -> Path:
        return settings.PRIVATE_ROOT / FOLDER / "pictures" / f"{self.key.hex}.jpg"


class Dossier(models.Model):
    """A project's papers as they were at one moment: one PDF and one ZIP, which nothing changes afterwards.

    ``missing`` are the gaps that were left then, in words; ``figures`` what was counted. ``erased_at``: the files are
    gone, for the project's papers need to be kept no more.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="dossiers")
    number = models.PositiveSmallIntegerField(_("version"))
    key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=DossierState.choices, default=DossierState.ORDERED)
    recipient = models.CharField(_("who gets it"), max_length=12, choices=Recipient.choices)
    purpose = models.CharField(_("what for"), max_length=12, choices=Purpose.choices)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_size = models.PositiveBigIntegerField(default=0)
    zip_sha256 = models.CharField(max_length=64, blank=True)
    zip_size = models.PositiveBigIntegerField(default=0)
    missing = models.JSONField(default=list)
    figures = models.JSONField(default=dict)

    State = DossierState

    class Meta:
        verbose_name = _("project dossier")
        verbose_name_plural = _("project dossiers")
        ordering = ["project", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="one_dossier_a_version"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state="ordered"), name="one_dossier_in_the_making_a_project"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(pdf_sha256="") & ~Q(zip_sha256="") & Q(made_at__isnull=False)),
                name="ready_dossier_has_its_hashes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} v{self.number}"

    def path(self, ending: str) -> Path:
        """Return where its ``pdf`` or ``zip`` lies."""
        return settings.PRIVATE_ROOT / FOLDER / "dossiers" / f"{self.key.hex}.{ending}"
