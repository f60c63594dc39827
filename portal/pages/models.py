"""Which pages does every portal have? A home page, and plain pages such as the privacy notice."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from portal.languages import in_reader_language


class InTwoLanguages(models.Model):
    """Words that a page carries in Chinese, and may carry in English."""

    title_en = models.CharField(_("title in English"), max_length=255, blank=True)

    class Meta:
        abstract = True

    @property
    def local_title(self) -> str:
        """The title in the reader's language; Chinese where there is no English."""
        return self.in_reader_language("title")

    def in_reader_language(self, field: str) -> str:
        """Return ``field`` or its ``_en`` twin, by the language of the address that is being read."""
        return in_reader_language(getattr(self, field), getattr(self, f"{field}_en"))


class HomePage(InTwoLanguages, Page):
    """The first page: what is on today and this week; the apps contribute its sections."""

    welcome = models.CharField(_("welcome"), max_length=120, blank=True)
    welcome_en = models.CharField(_("welcome in English"), max_length=120, blank=True)

    template = "pages/home.html"
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1
    content_panels = [*Page.content_panels, FieldPanel("title_en"), FieldPanel("welcome"), FieldPanel("welcome_en")]

    class Meta:
        verbose_name = _("home page")

    @property
    def local_welcome(self) -> str:
        return self.in_reader_language("welcome")


class PlainPage(InTwoLanguages, Page):
    """Words alone: about us, privacy, accessibility."""

    body = RichTextField(_("text"), blank=True)
    body_en = RichTextField(_("text in English"), blank=True)

    template = "pages/plain.html"
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("title_en"), FieldPanel("body"), FieldPanel("body_en")]

    class Meta:
        verbose_name = _("plain page")

    @property
    def local_body(self) -> str:
        return self.in_reader_language("body")
