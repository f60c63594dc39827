"""What is wrong with what was handed in, and what has been looked at? Notices, their fields, ticks."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DefectNotice(models.Model):
    """Everything that has to be corrected, told at once (一次性告知); one is open at a time."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="notices")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey("cases.Revision", on_delete=models.PROTECT, related_name="+")
    answer = models.ForeignKey("cases.Revision", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("correction notice")
        verbose_name_plural = _("correction notices")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_notice_a_number"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(answered_at=None), name="one_open_notice_a_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} n{self.number}"


class Defect(models.Model):
    """One field at fault, with its sentence; ticked off by whoever has looked at what was mended."""

    notice = models.ForeignKey(DefectNotice, on_delete=models.CASCADE, related_name="defects")
    question = models.CharField(max_length=30)
    sentence = models.TextField(_("what has to be corrected"))
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("field at fault")
        verbose_name_plural = _("fields at fault")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["notice", "question"], name="one_defect_a_field")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.question}"


class CheckTick(models.Model):
    """Whoever checks has looked at this, and whether it is well; tied to the revision that was looked at."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="ticks")
    state = models.CharField(max_length=30)
    check_id = models.CharField(max_length=30)
    revision = models.ForeignKey("cases.Revision", on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("tick")
        verbose_name_plural = _("ticks")
        constraints = [models.UniqueConstraint(fields=["case", "state", "check_id"], name="one_tick_a_check")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.check_id}"
