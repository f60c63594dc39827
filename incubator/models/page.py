"""What does a call say? Words, drafted, previewed and published by the base; what counts is the Intake beside it."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from organisations.permissions import WordsRights
from portal.pages.models import InTwoLanguages


class IntakePage(InTwoLanguages, Page):
    """The notice of a call, under the page of the organisation that runs the base. Read at ``/incubator/calls/``."""

    summary = models.CharField(_("in one sentence"), max_length=200)
    summary_en = models.CharField(_("in one sentence, in English"), max_length=300, blank=True)
    body = RichTextField(_("notice"), blank=True)
    body_en = RichTextField(_("notice in English"), blank=True)

    search_fields = [
        *Page.search_fields,
        index.SearchField("title_en", boost=2),
        index.SearchField("summary"),
        index.SearchField("body"),
    ]
    template = "incubator/calls/page.html"
    parent_page_types = ["organisations.OrganisationPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("title_en"),
        FieldPanel("summary_en"),
        FieldPanel("body_en"),
    ]

    class Meta:
        verbose_name = _("notice of a call")
        verbose_name_plural = _("notices of calls")

    @property
    def local_summary(self) -> str:
        return self.in_reader_language("summary")

    @property
    def local_body(self) -> str:
        return self.in_reader_language("body")

    def permissions_for_user(self, user: Any) -> WordsRights:
        return WordsRights(user, self)

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        """Give the address of the call; before there is an intake the page has none."""
        parts = super().get_url_parts(request)
        intake = getattr(self, "intake", None)
        if parts is None or intake is None:
            return None
        return (parts[0], parts[1], reverse("incubator:call", args=[intake.code]))
