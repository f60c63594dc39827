"""What was somebody told, and what did they agree to? Notices have versions, consents have dates."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.languages import in_reader_language


class Notice(models.Model):
    """One version of what people are told about one purpose; a new wording is a new version."""

    class Purpose(models.TextChoices):
        TERMS = "terms", _("using the portal")
        HEALTH = "health", _("attending health activities")
        PHOTOS = "photos", _("photographs")
        ARRIVALS = "arrivals", _("telling family that one has arrived")

    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    version = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=100)
    title_en = models.CharField(_("title in English"), max_length=100)
    body = models.TextField(_("text"))
    body_en = models.TextField(_("text in English"))
    published_at = models.DateTimeField(_("published on"))

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="one_notice_a_version")]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}"

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return in_reader_language(self.title, self.title_en)

    @property
    def local_body(self) -> str:
        """The text in the reader's language."""
        return in_reader_language(self.body, self.body_en)

    @property
    def local_sections(self) -> list[tuple[str, list[str]]]:
        """The text as (heading or nothing, paragraphs); a blank line parts sections, ``# `` begins a heading."""
        sections = []
        for block in self.local_body.split("\n\n"):
            first, *rest = block.strip().splitlines() or [""]
            sections.append((first[2:], rest) if first.startswith("# ") else ("", [first, *rest]))
        return sections


class Consent(models.Model):
    """That somebody agreed to one version of a notice, for a person, and when it was withdrawn."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="consents")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="consents")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "person"], condition=models.Q(withdrawn_at=None), name="one_consent_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} × {self.person_id}"
