"""How does the admin edit records that belong to an organisation? Rows and records through the policy, saving by
operations; whatever is not the user's, and every way that is not opened here, is missing.

``ModelViewSet`` asks the policy only whether somebody may change *some* record; each view here asks for this one.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from organisations import admin_gate
from organisations.permissions import reach_of
from portal.refusals import Refusal


class Guarded:
    """For every view of records: forbidden is missing, and rows are the policy's."""

    #: Which of Wagtail's actions this view needs on each record it shows.
    needs: Sequence[str] = ("view", "change")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied:
            raise Http404 from None

    def allowed_records(self) -> QuerySet[Any]:
        """Return the records that this user may have in this view."""
        return self.permission_policy.instances_user_has_any_permission_for(self.request.user, self.needs)


class GuardedIndex(Guarded, generic.IndexView):
    """A list of the records one may see; nothing is exported from it."""

    search_backend_name = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.is_export = False

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.allowed_records()

    def get_edit_url(self, instance: Any) -> str | None:
        return super().get_edit_url(instance) if self.edit_url_name else None


class SavedByOperation:
    """The form is checked, then ``perform`` calls the operation; its refusal is shown and nothing typed is lost."""

    error_message = gettext_lazy("Not saved yet: please look at what is marked below.")

    def perform(self, form: Any) -> Any:
        """Call the operation and return the record."""
        raise NotImplementedError

    def save_instance(self) -> Any:
        return self.perform(self.form)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except Refusal as refusal:
            self.show_refusal(form, refusal)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def show_refusal(self, form: Any, refusal: Refusal) -> None:
        """Put the sentence where it belongs; above the form unless the view knows the field."""
        form.add_error(None, str(refusal.sentence))

    @property
    def acting(self) -> dict[str, Any]:
        """Who acts, and when: what every operation is told."""
        return {"by": self.request.user, "at": timezone.now()}


class GuardedCreate(SavedByOperation, Guarded, generic.CreateView):
    """Makes a record; whose it is follows from the address or the policy, never from a free field."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}


class GuardedEdit(SavedByOperation, Guarded, generic.EditView):
    """Changes a record that the policy lets this user change."""

    needs = ("change",)

    def get_queryset(self) -> QuerySet[Any]:
        return self.allowed_records()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}


class StaffMenuItem(MenuItem):
    """A menu item that shows where its address exists for the user."""

    def __init__(self, *args: Any, url_names: Sequence[str] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.url_names = url_names

    def is_shown(self, request: HttpRequest) -> bool:
        if request.user.is_superuser:
            return True
        return bool(admin_gate.allowed_names(reach_of(request.user).roles).intersection(self.url_names))


class GuardedViewSet(ModelViewSet):
    """Lists, adds and edits records of organisations. What ``addresses`` does not name has no address at all."""

    addresses: Sequence[str] = ("index", "index_results", "add", "edit")
    #: Which roles each address exists for.
    roles: Sequence[str] = tuple(admin_gate.EVERYONE)
    index_view_class = GuardedIndex
    add_view_class = GuardedCreate
    edit_view_class = GuardedEdit
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    form_class: Any = None

    def get_form_class(self, for_update: bool = False) -> Any:
        return self.form_class

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = super().get_common_view_kwargs(**kwargs)
        for view in ("add", "edit", "history", "usage", "delete"):
            if view not in self.addresses:
                names[f"{view}_url_name"] = None
        return names

    def get_urlpatterns(self) -> list[Any]:
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name in self.addresses]
        return [*patterns, *self.more_urlpatterns()]

    def more_urlpatterns(self) -> list[Any]:
        """Return the addresses of acts that are neither a list nor a form of the whole record."""
        return []

    def act(self, name: str, view: Any) -> Any:
        """Return the address of an act on one record: ``<name>/<pk>/``."""
        return path(f"{name}/<int:pk>/", self.construct_view(view), name=name)

    def get_permissions_to_register(self) -> Any:
        """Return nothing: Django's permissions decide nothing here."""
        return super().get_permissions_to_register().none()

    @property
    def menu_item_class(self) -> Any:
        names = (self.get_url_name("index"),)
        return lambda *args, **kwargs: StaffMenuItem(*args, url_names=names, **kwargs)

    def on_register(self) -> None:
        super().on_register()
        admin_gate.allow(self.roles, [self.get_url_name(pattern.name) for pattern in self.get_urlpatterns()])
