"""What does an organisation say of itself? Its page, the root of its part of the page tree."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from organisations.states import OrganisationState
from portal.pages.models import InTwoLanguages


class OrganisationIndexPage(InTwoLanguages, Page):
    """The directory, at ``/organisations/``."""

    template = "organisations/directory.html"
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["organisations.OrganisationPage"]
    max_count = 1
    content_panels = [*Page.content_panels, FieldPanel("title_en")]

    class Meta:
        verbose_name = _("directory of organisations")


class OrganisationPage(InTwoLanguages, Page):
    """The profile; everything below it belongs to the organisation. Its slug is the organisation's code."""

    summary = models.CharField(_("in one sentence"), max_length=200, blank=True)
    summary_en = models.CharField(_("in one sentence, in English"), max_length=300, blank=True)
    body = RichTextField(_("who we are"), blank=True)
    body_en = RichTextField(_("who we are, in English"), blank=True)
    volunteering = models.TextField(_("how to join us as a volunteer"), blank=True)
    volunteering_en = models.TextField(_("how to join us as a volunteer, in English"), blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )

    search_fields = [
        *Page.search_fields,
        index.SearchField("title_en", boost=2),
        index.SearchField("summary"),
        index.SearchField("summary_en"),
        index.SearchField("body"),
        index.SearchField("body_en"),
        index.AutocompleteField("title_en"),
    ]
    template = "organisations/profile.html"
    parent_page_types = ["organisations.OrganisationIndexPage"]
    subpage_types = ["events.ProgrammePage", "incubator.IntakePage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("title_en"),
        FieldPanel("summary"),
        FieldPanel("summary_en"),
        FieldPanel("picture"),
        FieldPanel("body"),
        FieldPanel("body_en"),
        FieldPanel("volunteering"),
        FieldPanel("volunteering_en"),
    ]

    class Meta:
        verbose_name = _("profile of an organisation")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the profile; that of a suspended organisation is missing."""
        organisation = getattr(self, "organisation", None)
        if organisation is not None and organisation.state == OrganisationState.SUSPENDED:
            raise Http404
        return super().serve(request, *args, **kwargs)

    @property
    def local_summary(self) -> str:
        return self.in_reader_language("summary")

    @property
    def local_volunteering(self) -> str:
        return self.in_reader_language("volunteering")

    @property
    def local_body(self) -> str:
        return self.in_reader_language("body")
