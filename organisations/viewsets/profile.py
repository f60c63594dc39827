"""How is an organisation's own page edited? In two tabs; its address is the organisation's code and stays."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel, TabbedInterface

from organisations.forms.words import WordsForm

edit_handler = TabbedInterface(
    [
        ObjectList(
            [
                FieldPanel("title"),
                FieldPanel("summary"),
                FieldPanel("picture"),
                FieldPanel("body"),
                FieldPanel("volunteering"),
            ],
            heading=_("Words"),
        ),
        ObjectList(
            [FieldPanel("title_en"), FieldPanel("summary_en"), FieldPanel("body_en"), FieldPanel("volunteering_en")],
            heading=_("English"),
        ),
        ObjectList([PublishingPanel()], heading=_("Publishing")),
    ],
    base_form_class=WordsForm,
)
