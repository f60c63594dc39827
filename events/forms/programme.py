"""How is a programme's page filled in? With an address that nobody has to think of."""

from typing import Any

from django.utils.translation import gettext as _

from events.addressing import free_address
from organisations.forms.words import WordsForm


class ProgrammeForm(WordsForm):
    """A programme's words. Its address is made when it is left empty, and stays once the page is public."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].disabled = bool(self.instance.pk and self.instance.first_published_at)
            self.fields["slug"].help_text = _(
                "Leave it empty and it is made from the title. It stays once the programme is public: posters carry it."
            )

    def clean_slug(self) -> str:
        typed = self.cleaned_data.get("slug")
        title = self.data.get("title", "") if self.is_bound else ""
        return typed or free_address(title, self.parent_page, self.instance)
