"""Where do staff issue tokens for the API, see when they were last used, and revoke them?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from organisations import admin_gate, api_tokens
from organisations.forms.tokens import TokenForm
from organisations.models import ApiToken
from organisations.viewsets.cells import FormColumn
from organisations.viewsets.guarded import Guarded, GuardedCreate, GuardedIndex, GuardedViewSet
from organisations.viewsets.menu import PEOPLE
from portal.refusals import Refusal


class TokenIndex(GuardedIndex):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("owner", "organisation")


class TokenCreate(GuardedCreate):
    """Issues a token and answers with its text: nowhere else, and never again, is it shown."""

    def perform(self, form: Any) -> ApiToken:
        token, self.text = api_tokens.issue(owner=self.request.user, **form.cleaned_data, **self.acting)
        return token

    def save_action(self) -> HttpResponse:
        context = {"token": self.object, "text": self.text, "index_url": reverse("api_tokens:index")}
        return render(self.request, "organisations/admin/token_issued.html", context)


class RevokeColumn(FormColumn):
    """A button that revokes the token; a form, because a link changes nothing."""

    cell_template_name = "organisations/admin/revoke_cell.html"

    def get_cell_context_data(self, instance: ApiToken, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "request": parent_context["request"]}


class RevokeToken(Guarded, PermissionCheckedMixin, View):
    """Revokes a token; asked for by a button, so by POST alone."""

    model = ApiToken
    needs = ("delete",)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            api_tokens.revoke(get_object_or_404(self.allowed_records(), pk=pk), by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("The token is revoked. The next request with it is refused."))
        return HttpResponseRedirect(reverse("api_tokens:index"))


class ApiTokenViewSet(GuardedViewSet):
    """One's own tokens, and those that colleagues hold for an organisation one manages."""

    model = ApiToken
    name = "api_tokens"
    url_prefix = "tokens"
    icon = "key"
    menu_label = gettext_lazy("Tokens")
    menu_hook = PEOPLE.hook
    menu_order = 50
    addresses = ("index", "index_results", "add")
    roles = tuple(admin_gate.EVERYONE)
    form_class = TokenForm
    index_view_class = TokenIndex
    add_view_class = TokenCreate
    list_display = [
        Column("name", label=gettext_lazy("what it is for")),
        Column("number", label=gettext_lazy("token number")),
        Column("owner", label=gettext_lazy("account")),
        Column("organisation", label=gettext_lazy("organisation"), accessor="organisation.local_name"),
        Column("scopes", label=gettext_lazy("what it may do"), accessor="scope_labels"),
        DateColumn("last_used_at", label=gettext_lazy("last used")),
        Column("expires_on", label=gettext_lazy("valid until")),
        RevokeColumn("revoke", label="", accessor="pk"),
    ]

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("revoke", RevokeToken)]
