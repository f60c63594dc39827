"""Where do staff read and edit what messages say? Each kind, in both languages, with a preview."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from organisations import admin_gate, message_texts
from organisations.forms.message_texts import LANGUAGES, TextsForm, initial_of
from organisations.models import Organisation
from organisations.permissions import reach_of
from organisations.viewsets.menu import StaffMenuItem
from portal.outbox import texts
from portal.outbox.errors import BadText
from portal.outbox.models import MessageText
from portal.sms import wordings


class _OfScope(View):
    """A view of the texts of one centre, which the address names, or of the district."""

    @cached_property
    def centre(self) -> Organisation | None:
        """Return whose texts they are; a centre that is not the user's is missing."""
        own = message_texts.centres_with_texts(self.request.user)
        wanted = self.request.GET.get("organisation", "")
        if wanted:
            return get_object_or_404(own, pk=wanted if wanted.isdecimal() else 0)
        if self.request.user.is_superuser:
            return None
        return get_object_or_404(own.order_by("name")[:1])

    @property
    def centre_id(self) -> int | None:
        return self.centre.pk if self.centre else None

    @property
    def query(self) -> str:
        return f"?organisation={self.centre.pk}" if self.centre else ""

    def kind(self, name: str) -> texts.Kind:
        kind = texts.kind(name)
        if kind is None:
            raise Http404
        return kind


class TextIndex(_OfScope):
    """Every kind of message, and whose text holds."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        centre_id = self.centre_id
        own = {(row.kind, row.organisation_id) for row in MessageText.objects.filter(organisation_id=None)}
        own |= {(row.kind, row.organisation_id) for row in MessageText.objects.filter(organisation_id=centre_id)}
        rows = [
            {
                "kind": kind,
                "is_own": (kind.name, centre_id) in own,
                "is_districts": centre_id is not None and (kind.name, None) in own,
            }
            for kind in texts.kinds()
        ]
        context = {
            "rows": rows,
            "centre": self.centre,
            "centres": message_texts.centres_with_texts(request.user).order_by("name"),
            "query": self.query,
        }
        return render(request, "organisations/admin/message_texts.html", context)


class EditText(_OfScope):
    """One kind of message: both languages, what they may name, a preview, and the way back."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        found = self.kind(kind)
        return self.page(found, TextsForm(initial=initial_of(self.in_force(found))))

    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Show how it looks, take it back, or save; whatever is amiss is shown with everything that was typed."""
        found = self.kind(kind)
        acting: dict[str, Any] = {"centre": self.centre, "by": request.user, "at": timezone.now()}
        if "reset" in request.POST:
            message_texts.reset_texts(found, **acting)
            messages.success(request, _("Reset: the text beneath holds again."))
            return HttpResponseRedirect(reverse("message_texts:edit", args=[kind]) + self.query)
        form = TextsForm(request.POST)
        if not form.is_valid():
            return self.page(found, form, status=422)
        try:
            texts.check(found, form.texts())
            if "preview" in request.POST:
                return self.page(found, form, preview=form.texts())
            message_texts.edit_texts(found, form.texts(), **acting)
        except BadText as refusal:
            form.show(str(refusal.sentence), field=refusal.field, language=refusal.language)
            return self.page(found, form, status=422)
        messages.success(request, _("Saved. The next message of this kind says it."))
        return HttpResponseRedirect(reverse("message_texts:edit", args=[kind]) + self.query)

    def in_force(self, kind: texts.Kind) -> dict[str, texts.Text]:
        """Return the text that holds in each language."""
        read = texts.read([kind.name], [self.centre_id])
        return {
            language: read.text(kind.name, language=language, organisation_id=self.centre_id) for language in LANGUAGES
        }

    def page(
        self, kind: texts.Kind, form: TextsForm, *, preview: dict[str, texts.Text] | None = None, status: int = 200
    ) -> HttpResponse:
        shown = preview or self.in_force(kind)
        context = {
            "kind": kind,
            "form": form,
            "centre": self.centre,
            "query": self.query,
            "preview": {language: texts.example(kind, text, language) for language, text in shown.items()},
            "is_own": MessageText.objects.filter(kind=kind.name, organisation_id=self.centre_id).exists(),
            "sms": wordings.text(kind.sms) if kind.sms else "",
        }
        return render(self.request, "organisations/admin/message_text.html", context, status=status)


class TextsMenuItem(StaffMenuItem):
    """Shows where there is a centre whose texts one may edit, or the district's."""

    def is_shown(self, request: HttpRequest) -> bool:
        is_allowed = request.user.is_superuser or bool(reach_of(request.user).centres)
        return is_allowed and super().is_shown(request)


class MessageTextViewSet(ViewSet):
    """The texts of messages."""

    name = "message_texts"
    icon = "mail"
    menu_label = gettext_lazy("Texts of messages")
    add_to_settings_menu = True
    menu_order = 60

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", TextIndex.as_view(), name="index"),
            path("<slug:kind>/", EditText.as_view(), name="edit"),
        ]

    @property
    def menu_url(self) -> str:
        return reverse("message_texts:index")

    def menu_item_class(self, *args: Any, **kwargs: Any) -> MenuItem:
        return TextsMenuItem(*args, url_names=("message_texts:index",), **kwargs)

    def on_register(self) -> None:
        super().on_register()
        admin_gate.allow(admin_gate.APPROVERS, ["message_texts:index", "message_texts:edit"])
