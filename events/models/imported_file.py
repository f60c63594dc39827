"""Which file does somebody mean to import? Kept between looking at it and confirming, a day at most."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedFile(models.Model):
    """An uploaded file of programmes. Only whoever uploaded it sees it; ``events.importing`` purges it."""

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(db_index=True)
    name = models.CharField(_("file name"), max_length=150)
    content = models.BinaryField()
    imported_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("file to import")
        verbose_name_plural = _("files to import")

    def __str__(self) -> str:
        return f"file {self.pk}"
