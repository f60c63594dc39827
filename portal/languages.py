"""Which of two wordings does this reader get? The address alone decides."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_reader_language(chinese: str, english: str) -> str:
    """Return the wording in the language of the address being read; Chinese where there is no English."""
    return english if english and (get_language() or "").startswith("en") else chinese


def address_in(language: str, path: str) -> str:
    """Return a path without prefix as the address of the same page in ``language``."""
    return path if language == settings.LANGUAGE_CODE or not language else f"/{language}{path}"


class Named(models.Model):
    """Something with a Chinese name and perhaps an English one."""

    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def local_name(self) -> str:
        """The name in the reader's language."""
        return in_reader_language(self.name, self.name_en)
