"""How is a programme's page edited? In tabs: what it is, in English, for whom, by whom, when and where."""

from typing import Any

from django.forms import TextInput
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
)

from events.forms.programme import ProgrammeForm
from events.models import Event


class DatesPanel(Panel):
    """The events beside the page, with the way to them; the page's own form never touches them."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "events/admin/dates_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            events = Event.objects.filter(programme=self.instance) if self.instance.pk else Event.objects.none()
            context["events"] = events.prefetch_related("pools").order_by("-starts_at")[:10]
            context["programme"] = self.instance
            return context


_words = [
    FieldPanel("title", help_text=_("What it is about, in the words people use. It is the heading everywhere.")),
    FieldPanel("summary", help_text=_("One sentence for the card in lists: what one gets out of it.")),
    FieldRowPanel([FieldPanel("category"), FieldPanel("audience")]),
    FieldPanel("picture", help_text=_("Without one, a garden-window pattern stands in.")),
    FieldPanel("body"),
    FieldPanel("bring"),
]
_english = [
    FieldPanel("title_en", help_text=_("Where English is missing, readers of English see the Chinese.")),
    FieldPanel("summary_en"),
    FieldPanel("bring_en"),
    FieldPanel("access_note_en"),
]
_people = [
    MultiFieldPanel([FieldRowPanel([FieldPanel("min_age"), FieldPanel("max_age")])], heading=_("Age on the day")),
    FieldPanel("languages"),
    FieldPanel("fee_yuan", help_text=_("Paid on the day; 0 when it is free.")),
    FieldPanel(
        "is_outing", help_text=_("An outing, or out of doors: whoever is under 18 is then signed up by a guardian.")
    ),
    MultiFieldPanel([FieldPanel("is_wheelchair_accessible"), FieldPanel("access_note")], heading=_("Access")),
]
_hosts = [
    InlinePanel(
        "hosts",
        label=_("host"),
        heading=_("Hosts"),
        help_text=_("Your own organisation shows anyway. Each other organisation named here has to approve."),
        panels=[
            FieldPanel("role"),
            FieldPanel("organisation"),
            FieldPanel(
                "share_percent",
                help_text=_("How the hosts share the figures. What is left of 100 is your own organisation's."),
            ),
            FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
        ],
    ),
    InlinePanel(
        "speakers",
        label=_("speaker"),
        heading=_("Speakers"),
        panels=[
            FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
            FieldRowPanel([FieldPanel("credentials"), FieldPanel("credentials_en")]),
            FieldRowPanel([FieldPanel("checked_by"), FieldPanel("checked_on")]),
        ],
    ),
]
_dates = [
    DatesPanel(heading=_("Dates and places")),
    PublishingPanel(),
    FieldPanel("slug", widget=TextInput, heading=_("Address")),
]

edit_handler = TabbedInterface(
    [
        ObjectList(_words, heading=_("Words")),
        ObjectList(_english, heading=_("English")),
        ObjectList(_people, heading=_("Who and access")),
        ObjectList(_hosts, heading=_("Hosts and speakers")),
        ObjectList(_dates, heading=_("Dates and publishing")),
    ],
    base_form_class=ProgrammeForm,
)
