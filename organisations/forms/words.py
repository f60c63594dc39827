"""Which pictures and files may a page of words use? The organisation's own, whatever the browser sends."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry


class WordsForm(WagtailAdminPageForm):
    """Refuses pictures and files that the user could not have chosen; those that were there already may stay."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.used_before = set(files_used_by(self.instance))

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.for_user is None:
            return
        for model, pk in set(files_used_by(self.instance)) - self.used_before:
            policy = policy_registry.get_by_type(model)
            if not policy.instances_user_has_any_permission_for(self.for_user, ["choose"]).filter(pk=pk).exists():
                self.add_error(None, ValidationError(_("A picture or file is not one of your organisation's.")))
                return


def files_used_by(page: Page) -> Iterator[tuple[type[models.Model], str]]:
    """Yield each picture and file that the page's own fields refer to, by model and id."""
    kinds = (get_image_model(), get_document_model())
    for field in page._meta.get_fields():
        if isinstance(field, models.ForeignKey) and field.related_model in kinds:
            value = field.value_from_object(page)
            if value is not None:
                yield field.related_model, str(value)
        elif hasattr(field, "extract_references"):
            value = field.value_from_object(page)
            if value is not None:
                yield from ((model, pk) for model, pk, *_path in field.extract_references(value) if model in kinds)
