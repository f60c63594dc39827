"""Where does a list keep its views? A row of them above it, and a page on which they are saved, renamed and deleted."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button

from organisations import lists, saved_views
from organisations.forms.saved_views import ViewForm, form_of
from organisations.models import DefaultView, Organisation, SavedView
from organisations.permissions import reach_of
from organisations.saved_views import Audience, views_of
from organisations.viewsets.guarded import Guarded, GuardedIndex, GuardedViewSet
from portal.ids import id_of
from portal.refusals import Refusal

#: What a list's address holds beside its filters and its order.
BESIDE = ("p", "view")


def own_organisations(user: Any) -> list[Audience]:
    """Return the organisations that the user serves: with whose staff a view can be shared."""
    rows = Organisation.objects.filter(pk__in=list(reach_of(user).own)).order_by("pk")
    return [Audience(f"organisation:{one.pk}", one.local_name, one.pk) for one in rows]


def query_of(request: HttpRequest) -> str:
    """Return the filters and the order of a list as its address has them; what is empty is left out."""
    query = request.GET.copy()
    for name in list(query):
        values = [value for value in query.getlist(name) if value]
        if name in BESIDE or not values:
            del query[name]
        else:
            query.setlist(name, values)
    return query.urlencode()


class ViewedIndex(GuardedIndex):
    """A list with saved views: opened without filters, it opens with one's default."""

    views_url_name = ""

    @staticmethod
    def audiences(user: Any) -> Sequence[Audience]:
        """Return with whom this user can share a view of this list."""
        return own_organisations(user)

    @cached_property
    def saved_views(self) -> list[SavedView]:
        keys = [one.key for one in self.audiences(self.request.user)]
        return list(views_of(self.request.user, self.index_url_name, keys))

    @cached_property
    def shown_view(self) -> SavedView | None:
        """The view that the address names."""
        wanted = self.request.GET.get("view", "")
        return next((one for one in self.saved_views if str(one.pk) == wanted), None)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.GET and not self.results_only:
            keys = [one.key for one in self.audiences(request.user)]
            if default := saved_views.default_of(request.user, self.index_url_name, keys):
                return HttpResponseRedirect(address_of(default, reverse(self.index_url_name)))
        return super().get(request, *args, **kwargs)

    def chosen_columns(self) -> set[str] | None:
        shown = self.shown_view
        return set(shown.columns) if shown and shown.columns is not None else super().chosen_columns()

    def list_buttons(self) -> list[Any]:
        query = query_of(self.request)
        url = reverse(self.views_url_name) + (f"?{query}" if query else "")
        return [*super().list_buttons(), Button(_("Save this view"), url=url, icon_name="pick", priority=85)]

    def views_bar(self) -> list[tuple[str, str, bool]]:
        """Return the name, the address and whether it is shown of each view; nothing where there is none."""
        if not self.saved_views:
            return []
        address = reverse(self.index_url_name)
        named = [(one.name, address_of(one, address), one == self.shown_view) for one in self.saved_views]
        return [(_("Everything"), f"{address}?view=", not query_of(self.request)), *named]


def address_of(view: SavedView, address: str) -> str:
    """Return where a list shows this view."""
    return f"{address}?{view.query}{'&' if view.query else ''}view={view.pk}"


class KeepViews(Guarded, PermissionCheckedMixin, View):
    """Saves how the list is shown now under a name; renames, shares and deletes what was saved."""

    index_url_name = ""
    permission_policy: Any = None
    any_permission_required = ("view", "change", "add")
    index_view_class: type[ViewedIndex] = ViewedIndex

    @cached_property
    def audiences(self) -> Sequence[Audience]:
        return self.index_view_class.audiences(self.request.user)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def page(self, form: ViewForm | None = None, changed: ViewForm | None = None, status: int = 200) -> HttpResponse:
        user, address = self.request.user, reverse(self.index_url_name)
        defaults = set(DefaultView.objects.filter(user=user).values_list("view", flat=True))
        found = views_of(user, self.index_url_name, [one.key for one in self.audiences])
        rows = []
        for view in found.select_related("owner__person"):
            own = form_of(view, view.pk in defaults, self.audiences)
            is_changed = changed is not None and changed.prefix == own.prefix
            rows.append((view, changed if is_changed else own, address_of(view, address), is_changed))
        query = query_of(self.request)
        context = {
            "form": form or ViewForm(audiences=self.audiences),
            "rows": rows,
            "is_filtered": bool(query),
            "back": address + (f"?{query}" if query else "?view="),
        }
        return render(self.request, "organisations/admin/views.html", context, status=status)

    def post(self, request: HttpRequest) -> HttpResponse:
        act, _colon, about = request.POST.get("act", "").partition(":")
        return self.save() if act == "save" else self.change(act, about)

    def save(self) -> HttpResponse:
        form = ViewForm(self.request.POST, audiences=self.audiences)
        if not form.is_valid():
            return self.page(form, status=422)
        chosen = lists.chosen_columns(self.request.user, self.index_url_name)
        columns = None if chosen is None else sorted(chosen)
        query = query_of(self.request)
        try:
            view = saved_views.save_view(self.index_url_name, query, columns, form.wanted(), **self.acting)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.page(form, status=422)
        messages.success(self.request, _("Saved: %(name)s") % {"name": view.name})
        return HttpResponseRedirect(address_of(view, reverse(self.index_url_name)))

    def change(self, act: str, about: str) -> HttpResponse:
        keys = [one.key for one in self.audiences]
        rows = views_of(self.request.user, self.index_url_name, keys)
        view = get_object_or_404(rows, pk=id_of(about))
        if act == "drop":
            saved_views.drop_view(view, audiences=self.audiences, **self.acting)
            messages.success(self.request, _("Deleted: %(name)s") % {"name": view.name})
            return HttpResponseRedirect(self.request.get_full_path())
        form = form_of(view, False, self.audiences, self.request.POST)
        if not form.is_valid():
            return self.page(changed=form, status=422)
        try:
            saved_views.change_view(view, form.wanted(), audiences=self.audiences, **self.acting)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.page(changed=form, status=422)
        messages.success(self.request, _("Saved."))
        return HttpResponseRedirect(self.request.get_full_path())

    @property
    def acting(self) -> dict[str, Any]:
        return {"by": self.request.user, "at": timezone.now()}


class ViewedViewSet(GuardedViewSet):
    """A list with saved views, each of which has filters, an order and columns."""

    index_view_class: type[ViewedIndex] = ViewedIndex
    index_template_name = "organisations/admin/listing.html"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_common_view_kwargs(**kwargs), "views_url_name": self.get_url_name("views")}

    def get_urlpatterns(self) -> list[Any]:
        keep = self.construct_view(KeepViews, index_view_class=self.index_view_class)
        return [*super().get_urlpatterns(), path("views/", keep, name="views")]
