"""Where do staff write to everybody of an event? First shown with how many it reaches, then sent once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from events.errors import LetterRefused
from events.forms.letters import LetterForm
from events.messages.letters import reach, send_letter, sent_of
from events.models import Event
from events.permissions import can_manage_event
from organisations.viewsets.guarded import Guarded
from portal.refusals import Refusal


class Write(Guarded, PermissionCheckedMixin, View):
    """The form, what was sent before, and what is about to be sent."""

    model = Event
    needs = ("view",)

    def event(self, pk: int) -> Event:
        events = self.allowed_records().select_related("programme", "organisation")
        event = get_object_or_404(events, pk=pk)
        if not can_manage_event(self.request.user, event, timezone.now()):
            return get_object_or_404(events.none())
        return event

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        event = self.event(pk)
        return self.page(event, LetterForm(event))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what would be sent, or send it; whatever is amiss is shown with everything that was typed."""
        event = self.event(pk)
        form = LetterForm(event, request.POST)
        if not form.is_valid():
            return self.page(event, form, status=422)
        if "send" not in request.POST:
            draft = form.draft()
            return self.page(event, form, draft=draft, reach=reach(event, draft.to, draft.session))
        if "change" in request.POST:
            return self.page(event, form)
        try:
            letter = send_letter(event, form.draft(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            field = refusal.field if isinstance(refusal, LetterRefused) else ""
            form.add_error(field or None, str(refusal.sentence))
            return self.page(event, form, status=422)
        words = {"accounts": letter.told_count, "calls": letter.call_count}
        messages.success(request, _("Sent to %(accounts)d accounts; %(calls)d people are on the call list.") % words)
        return HttpResponseRedirect(reverse("planning:write", args=[pk]))

    def page(self, event: Event, form: LetterForm, *, status: int = 200, **shown: Any) -> HttpResponse:
        context = {"event": event, "form": form, "sent": sent_of(event), **shown}
        return render(self.request, "events/admin/letter.html", context, status=status)
