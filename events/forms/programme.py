"""How is a programme's page filled in? With an address that nobody has to think of."""

from typing import Any

from django.utils.translation import gettext as _

from events.approving.co_hosting import WHOLE
from events.planning.addressing import free_address
from organisations.forms.words import WordsForm
from organisations.models import Organisation


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

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if formset := self.formsets.get("hosts"):
            self._look_at_shares(formset)
        return data

    def _look_at_shares(self, formset: Any) -> None:
        """Refuse shares that are no split of a hundred; the publisher's is what is left, unless it is named."""
        if not formset.is_valid():
            return
        rows = [form for form in formset.forms if not formset._should_delete_form(form)]
        given = [form for form in rows if form.cleaned_data.get("share_percent")]
        if not given:
            return
        total = sum(form.cleaned_data.get("share_percent", 0) for form in given)
        own = Organisation.objects.of_page(self.parent_page) if self.parent_page else None
        names_own = own and any(form.cleaned_data.get("organisation") == own for form in given)
        for form in given:
            if not form.cleaned_data.get("organisation"):
                form.add_error("share_percent", _("Only hosts that the portal knows can have a share in the figures."))
        if total > WHOLE or (names_own and total != WHOLE):
            words = {"total": total}
            given[-1].add_error(
                "share_percent", _("The hosts' shares make %(total)s per cent; they have to make a hundred.") % words
            )

    def clean_slug(self) -> str:
        typed = self.cleaned_data.get("slug")
        title = self.data.get("title", "") if self.is_bound else ""
        return typed or free_address(title, self.parent_page, self.instance)
