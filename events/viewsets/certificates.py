"""Where do staff see who has earned a certificate, issue them for all at once, and print them in one go?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from events.errors import RulesRefused
from events.forms.certificates import CertificateRuleForm
from events.learning.certificates import certify_all, set_rule
from events.models import Event
from events.permissions import can_manage_event
from events.readouts.certificates import of_event
from organisations.viewsets.guarded import Guarded
from portal.proofs.paper import certificates
from portal.proofs.views import pdf
from portal.refusals import Refusal


class OnServedEvent(Guarded, PermissionCheckedMixin, View):
    """An act on an event whose participants one serves."""

    def event(self, pk: int) -> Event:
        event = get_object_or_404(Event.objects.select_related("programme", "organisation"), pk=pk)
        if not can_manage_event(self.request.user, event, timezone.now()):
            raise Http404
        return event


class Certificates(OnServedEvent):
    """Who came how often, who has a certificate; issues them for all, or sets the rule."""

    def get(self, request: HttpRequest, pk: int, form: CertificateRuleForm | None = None) -> HttpResponse:
        event = self.event(pk)
        people = of_event(event)
        context = {
            "event": event,
            "people": people,
            "form": form or CertificateRuleForm(event),
            "is_over": timezone.now() >= event.ends_at,
            "waiting": sum(one.presence.is_enough and one.proof is None for one in people),
            "issued": sum(one.proof is not None for one in people),
        }
        return render(request, "events/admin/certificates.html", context, status=422 if form else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        event = self.event(pk)
        if "issue" not in request.POST:
            return self.set_rule(event)
        try:
            done = certify_all(event, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            words = {"new": done.new, "known": done.known}
            messages.success(request, _("%(new)d issued now, %(known)d were there already.") % words)
        return HttpResponseRedirect(reverse("sign_ups:certificates", args=[pk]))

    def set_rule(self, event: Event) -> HttpResponse:
        """Keep who gets a certificate."""
        form = CertificateRuleForm(event, self.request.POST)
        if not form.is_valid():
            return self.get(self.request, event.pk, form)
        facts: dict[str, Any] = form.cleaned_data
        try:
            sessions = facts["certified_sessions"]
            rule = facts["certified"]
            set_rule(event, certified=rule, sessions=sessions, by=self.request.user, at=timezone.now())
        except RulesRefused as refusal:
            form.add_error(refusal.field, str(refusal.sentence))
            return self.get(self.request, event.pk, form)
        messages.success(self.request, _("Saved. What was issued before stays."))
        return HttpResponseRedirect(reverse("sign_ups:certificates", args=[event.pk]))


class PrintCertificates(OnServedEvent):
    """All of an event's certificates as one PDF, a page each."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        event = self.event(pk)
        proofs = [one.proof for one in of_event(event) if one.proof]
        if not proofs:
            raise Http404
        return pdf(certificates(proofs, timezone.localdate()), f"linli-certificates-{event.pk}.pdf")
