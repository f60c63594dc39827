"""How does a screen with several acts answer? Each button names its act; what was typed survives a refusal."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from organisations.viewsets.guarded import Guarded
from portal.refusals import Refusal


class Screen(Guarded, PermissionCheckedMixin, View):
    """A page of the admin for one record. ``acts`` maps the name of an act to the form it is filled in with, if any.

    For each act there is a method of its name that gets the record and the form and returns what to say.
    """

    needs = ("view",)
    acts: dict[str, Any] = {}

    def record(self, **names: Any) -> Any:
        """Return the record of the address; raises ``Http404``."""
        raise NotImplementedError

    def page(self, record: Any, forms: dict[str, Any], status: int = 200) -> HttpResponse:
        """Show it; ``forms`` holds the one that was refused, by its act."""
        raise NotImplementedError

    def form_for(self, act: str, record: Any, *data: Any) -> Any:
        """Return the form of an act."""
        form = self.acts[act]
        return form(*data, prefix=act) if form else None

    def back(self, record: Any) -> str:
        """Return the address to go on with."""
        return self.request.path

    def get(self, request: HttpRequest, **names: Any) -> HttpResponse:
        return self.page(self.record(**names), {})

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:
        record = self.record(**names)
        act, _colon, self.about = request.POST.get("act", "").partition(":")
        if act not in self.acts:
            raise Http404
        form = self.form_for(act, record, request.POST, request.FILES)
        if form is not None and not form.is_valid():
            return self.page(record, {act: form}, 422)
        try:
            said = getattr(self, act)(record, form)
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return self.page(self.record(**names), {act: form} if form is not None else {}, 422)
        messages.success(request, said)
        return HttpResponseRedirect(self.back(record))

    @property
    def acting(self) -> dict[str, Any]:
        return {"by": self.request.user, "at": timezone.now()}
