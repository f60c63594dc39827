"""How does the admin edit records that belong to an organisation? Rows and records through the policy, saving by
operations; whatever is not the user's, and every way that is not opened here, is missing.

``ModelViewSet`` asks the policy only whether somebody may change *some* record; each view here asks for this one.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from organisations import admin_gate, lists
from organisations.forms.handing_out import HandingOutForm
from organisations.permissions import reach_of
from organisations.viewsets.cells import for_the_list
from organisations.viewsets.menu import StaffMenuItem
from organisations.viewsets.scope import chosen_scope
from organisations.viewsets.tables import DrawnTable, DrawnTitleColumn
from portal.handing_out import MOST_ROWS, Purpose, Recipient, Table, hand_out
from portal.late_joins import keys_of, rows_of
from portal.refusals import Refusal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    """A list of the records one may see, of the organisation one has chosen, in the columns one has chosen.

    Wagtail's own export is off: what leaves, leaves through ``HandsOut``.
    """

    search_backend_name = None
    table_class = DrawnTable
    #: Addresses of choosing columns and of handing the list out, where the viewset has them.
    columns_url_name: str | None = None
    hand_out_url_name: str | None = None
    #: Whether the list keeps to the organisation chosen in the workspace.
    is_scoped = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.is_export = False

    def get_base_queryset(self) -> QuerySet[Any]:
        rows, path = self.allowed_records(), getattr(self.permission_policy, "organisation", "pk")
        chosen = chosen_scope(self.request) if self.is_scoped and path != "pk" else None
        return rows.filter(**{path: chosen}) if chosen else rows

    def _get_title_column(self, field_name: str, column_class: Any = DrawnTitleColumn, **kwargs: Any) -> Any:
        """Name each record in the reader's language, where it has names in both."""
        if field_name in ("name", "__str__") and hasattr(self.model, "local_name"):
            kwargs.setdefault("accessor", "local_name")
        return super()._get_title_column(field_name, column_class, **kwargs)

    @cached_property
    def columns(self) -> list[Any]:
        """The columns one has chosen; the first is always there, and so are those without a name: buttons."""
        every = [for_the_list(column) for column in super().columns]
        chosen = self.chosen_columns() if self.columns_url_name else None
        if chosen is None:
            return every
        return [every[0], *(one for one in every[1:] if not one.label or one.name in chosen)]

    def chosen_columns(self) -> set[str] | None:
        """Return the columns that the user wants to see here; None for all."""
        return lists.chosen_columns(self.request.user, self.index_url_name)

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return [*super().header_more_buttons, *self.list_buttons()]

    def list_buttons(self) -> list[Any]:
        """Return the ways to choose columns and to hand the list out, with the filters in use."""
        query = f"?{self.request.GET.urlencode()}" if self.request.GET else ""
        buttons = []
        if self.columns_url_name:
            url = reverse(self.columns_url_name) + query
            buttons.append(Button(_("Choose columns"), url=url, icon_name="list-ul", priority=80))
        if self.hand_out_url_name:
            url = reverse(self.hand_out_url_name) + query
            buttons.append(Button(_("Export as Excel"), url=url, icon_name="download", priority=90))
        return buttons

    def paginate_queryset(self, queryset: QuerySet[Any], page_size: int) -> Any:
        paginator, page, keys, has_others = super().paginate_queryset(keys_of(queryset), page_size)
        page.object_list = self.prepared(rows_of(queryset, keys))
        return paginator, page, page.object_list, has_others

    def prepared(self, rows: Any) -> Sequence[Any]:
        """Return the rows with what their columns need."""
        return rows

    def get_edit_url(self, instance: Any) -> str | None:
        return super().get_edit_url(instance) if self.edit_url_name else None


class HandsOut:
    """Before an index: asks for whom and what for, then hands out the list as it is filtered, on record."""

    #: Names of the columns that leave; empty: all that have a name.
    exported: Sequence[str] = ()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.ask(HandingOutForm())

    def ask(self, form: HandingOutForm, status: int = 200) -> HttpResponse:
        rows = self.get_queryset()
        context = {"form": form, "count": rows.count(), "title": self.get_page_title(), "back": self.back_url()}
        return render(self.request, "organisations/admin/hand_out.html", context, status=status)

    def back_url(self) -> str:
        query = self.request.GET.urlencode()
        return reverse(self.index_url_name) + (f"?{query}" if query else "")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = HandingOutForm(request.POST)
        if not form.is_valid():
            return self.ask(form, 422)
        shown = [one for one in super().columns if one.label and (not self.exported or one.name in self.exported)]
        rows = list(self.prepared(self.get_queryset()[:MOST_ROWS]))
        table = Table(
            title=f"{self.get_page_title()} {self.get_page_subtitle() or ''}".strip(),
            columns=[str(one.label) for one in shown],
            rows=[[plain(one.get_value(row)) for one in shown] for row in rows],
            fields=[one.name for one in shown],
        )
        given = {name: kind(form.cleaned_data[name]) for name, kind in (("recipient", Recipient), ("purpose", Purpose))}
        target = self.of_what()
        content = hand_out(
            table, target, by=request.user, at=timezone.now(), organisation_id=self.whose(target), **given
        )
        name = f"{self.index_url_name.partition(':')[0]}-{timezone.localdate():%Y-%m-%d}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type=XLSX, headers=headers)

    def of_what(self) -> Any:
        """Return the record of which this is a list: that of the address, else the user who takes it."""
        return self.request.user

    def whose(self, target: Any) -> int | None:
        """Return the organisation in whose history this stands."""
        own = list(reach_of(self.request.user).own)
        return getattr(target, "organisation_id", None) or chosen_scope(self.request) or (own[0] if own else None)


def plain(value: Any) -> Any:
    """Return a value as a cell of a table holds it."""
    return value if isinstance(value, int | float | str) or value is None else str(value)


class ChooseColumns(Guarded, PermissionCheckedMixin, View):
    """Which columns of a list one wants to see; kept for the next time."""

    list_display: Sequence[Any] = ()
    index_url_name = ""
    permission_policy: Any = None
    any_permission_required = ("view", "change", "add")

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = lists.chosen_columns(request.user, self.index_url_name)
        rows = [(one.name, one.label, chosen is None or one.name in chosen) for one in self.to_choose()]
        context = {"rows": rows, "back": self.back_url()}
        return render(request, "organisations/admin/columns.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        names = {one.name for one in self.to_choose()}
        wanted = None if "all" in request.POST else [name for name in request.POST.getlist("column") if name in names]
        lists.choose_columns(request.user, self.index_url_name, wanted)
        return HttpResponseRedirect(self.back_url())

    def to_choose(self) -> list[Any]:
        return [one for one in self.list_display[1:] if isinstance(one, Column) and one.label]

    def back_url(self) -> str:
        query = self.request.GET.urlencode()
        return reverse(self.index_url_name) + (f"?{query}" if query else "")


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
    #: Whether one may choose the list's columns, and hand it out; ``exported`` are the columns that leave.
    has_columns_to_choose = False
    is_handed_out = False
    exported: Sequence[str] = ()

    def get_form_class(self, for_update: bool = False) -> Any:
        return self.form_class

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = super().get_common_view_kwargs(**kwargs)
        names["columns_url_name"] = self.get_url_name("columns") if self.has_columns_to_choose else None
        names["hand_out_url_name"] = self.get_url_name("hand_out") if self.is_handed_out else None
        names["list_display"] = self.list_display
        for view in ("add", "edit", "history", "usage", "delete"):
            if view not in self.addresses:
                names[f"{view}_url_name"] = None
        return names

    def get_urlpatterns(self) -> list[Any]:
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name in self.addresses]
        if self.has_columns_to_choose:
            patterns.append(path("columns/", self.construct_view(ChooseColumns), name="columns"))
        if self.is_handed_out:
            patterns.append(path("hand-out/", self.construct_index(self.hand_out_view_class), name="hand_out"))
        return [*patterns, *self.more_urlpatterns()]

    def construct_index(self, view: Any) -> Any:
        """Return a view that is the list itself with another answer: filtered, searched and sorted as the list is."""
        return self.construct_view(view, **self.get_index_view_kwargs())

    @property
    def hand_out_view_class(self) -> Any:
        """The list itself, handed out instead of shown."""
        return type("HandOut", (HandsOut, self.index_view_class), {"exported": self.exported})

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
