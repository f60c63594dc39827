"""Where do staff say who gets a place, draw a ballot, and decide on sign-ups that await approval?"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from events.errors import RulesRefused
from events.forms.fairness import DrawForm, RulesForm
from events.forms.planning import ReasonForm
from events.models import Ballot, Event, Registration
from events.planning.fairness import set_rules
from events.readouts.ballot import ballot_view
from events.sign_up import admission, ballot, standby
from organisations.viewsets.guarded import Guarded
from portal.refusals import Refusal


class OnEvent(Guarded, PermissionCheckedMixin, View):
    """An act on one event within reach."""

    model = Event
    needs = ("change",)

    def event(self, pk: int) -> Event:
        return get_object_or_404(self.allowed_records().select_related("programme", "organisation"), pk=pk)


class Rules(OnEvent):
    """Asks by which rules the places are given out."""

    def get(self, request: HttpRequest, pk: int, form: RulesForm | None = None) -> HttpResponse:
        event = self.event(pk)
        context = {"event": event, "form": form or RulesForm(instance=event)}
        return render(request, "events/admin/rules.html", context, status=422 if form else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        event = self.event(pk)
        form = RulesForm(request.POST, instance=self.event(pk))
        if not form.is_valid():
            return self.get(request, pk, form)
        try:
            set_rules(event, form.rules(), kept=form.kept(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            field = refusal.field if isinstance(refusal, RulesRefused) else ""
            form.add_error(field if field in form.fields else None, str(refusal.sentence))
            return self.get(request, pk, form)
        messages.success(request, _("Saved. The programme's page says by which rules places are given out."))
        return HttpResponseRedirect(reverse("planning:rules", args=[pk]))


class Draw(OnEvent):
    """Asks for the seed that was drawn in public, then draws."""

    def get(self, request: HttpRequest, pk: int, form: DrawForm | None = None) -> HttpResponse:
        event = self.event(pk)
        ballot.close(event, at=timezone.now())
        shown = ballot_view(event, Ballot.objects.filter(event=event).first())
        context = {"event": event, "ballot": shown, "form": form or DrawForm()}
        return render(request, "events/admin/draw.html", context, status=422 if form else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        event, form = self.event(pk), DrawForm(request.POST)
        if not form.is_valid():
            return self.get(request, pk, form)
        said = form.cleaned_data
        witnesses = said["first_witness"], said["second_witness"]
        try:
            ballot.draw(event, seed=said["seed"], witnesses=witnesses, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.get(request, pk, form)
        messages.success(request, _("Drawn. Everybody is being told, and the result is public."))
        return HttpResponseRedirect(reverse("planning:draw", args=[pk]))


class Decide(Guarded, PermissionCheckedMixin, View):
    """Asks whether a sign-up that awaits approval is accepted; its whole party with it."""

    model = Registration
    needs = ("change",)

    def get(self, request: HttpRequest, pk: int, form: ReasonForm | None = None) -> HttpResponse:
        row = self.registration(pk)
        together = row.party.registrations.live().select_related("person")
        until = standby.until_for(row.event, [one.person for one in together], timezone.now())
        context = {"registration": row, "together": together, "stands_by_until": until, "form": form or ReasonForm()}
        return render(request, "events/admin/decide.html", context, status=422 if form else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row, form = self.registration(pk), ReasonForm(request.POST)
        is_declined = "decline" in request.POST
        if is_declined and not form.is_valid():
            return self.get(request, pk, form)
        try:
            if is_declined:
                reason = form.cleaned_data["reason"]
                admission.decline(row.party, reason=reason, by=request.user, at=timezone.now())
            else:
                admission.accept(row.party, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, _("Decided, and told to whoever signed up."))
        return HttpResponseRedirect(reverse("sign_ups:index") + f"?event={row.event_id}")

    def registration(self, pk: int) -> Registration:
        rows = self.allowed_records().select_related(
            "event__programme", "event__organisation", "person", "party__event"
        )
        return get_object_or_404(rows, pk=pk)
