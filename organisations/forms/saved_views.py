"""What is said of a view that is kept? Its name, who has it besides, and whether the list opens with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.models import SavedView
from organisations.saved_views import Audience, Wanted


class ViewForm(forms.Form):
    """A view's name; ``audiences`` are those with whom this user can share it."""

    name = forms.CharField(label=_("Name of the view"), max_length=40)
    audience = forms.ChoiceField(label=_("Who sees it"), required=False)
    is_default = forms.BooleanField(label=_("The list opens with it for me"), required=False)

    def __init__(self, *args: Any, audiences: Sequence[Audience], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.audiences = {one.key: one for one in audiences}
        shared = [(one.key, _("Everybody who works at %(name)s") % {"name": one.name}) for one in audiences]
        self.fields["audience"].choices = [("", _("Only me")), *shared]

    def wanted(self) -> Wanted:
        """Return what was filled in; after ``is_valid``."""
        data = self.cleaned_data
        return Wanted(data["name"], self.audiences.get(data["audience"]), data["is_default"])


def form_of(view: SavedView, is_default: bool, audiences: Sequence[Audience], *data: Any) -> ViewForm:
    """Return the form of a view that is there."""
    given = {"name": view.name, "audience": view.audience, "is_default": is_default}
    return ViewForm(*data, initial=given, audiences=audiences, prefix=f"view-{view.pk}")
