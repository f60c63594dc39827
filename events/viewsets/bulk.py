"""How do staff act on several sign-ups at once? They choose rows, see whom it concerns, then say it once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from events.forms.bulk import AcceptForm, DeclineForm, WriteForm
from events.messages.writing_to_people import write_to
from events.models import Event, Party, Registration
from events.sign_up import admission
from events.states import PartyState
from organisations.viewsets.cells import DrawnColumn
from organisations.viewsets.guarded import Guarded, SavedByOperation
from portal.ids import ids_of
from portal.refusals import Refusal

MOST = 500
ACTS: dict[str, tuple[Any, type[forms.Form]]] = {
    "accept": (gettext_lazy("Approve those chosen"), AcceptForm),
    "decline": (gettext_lazy("Decline those chosen"), DeclineForm),
    "write": (gettext_lazy("Write to those chosen"), WriteForm),
}


class PickColumn(DrawnColumn):
    """A box to choose a row; it belongs to the form below the list."""

    def inside(self, instance: Registration) -> str:
        return format_html(
            '<label class="linli-pick"><input type="checkbox" name="registration" value="{}" form="bulk" '
            'aria-label="{}"></label>',
            instance.pk,
            instance.person.name,
        )


class OnMany(SavedByOperation, Guarded, PermissionCheckedMixin, View):
    """Shows whom an act concerns and asks what they are told; carries it out when that is sent."""

    model = Registration
    needs = ("change",)
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        act, rows = request.POST.get("act", ""), self.chosen(request)
        if act not in ACTS:
            raise Http404
        event = rows[0].event if rows else None
        if event is None:
            messages.warning(request, _("Please choose some people first."))
            return HttpResponseRedirect(f"{reverse('sign_ups:index')}?event={request.POST['event']}")
        label, kind = ACTS[act]
        form = kind(request.POST if "confirmed" in request.POST else None)
        if form.is_valid():
            getattr(self, act)(event, rows, form.cleaned_data)
            return HttpResponseRedirect(f"{reverse('sign_ups:index')}?event={event.pk}")
        context = {"act": act, "label": label, "form": form, "rows": rows, "event": event}
        return render(request, "events/admin/on_many.html", context, status=422 if form.is_bound else 200)

    def chosen(self, request: HttpRequest) -> list[Registration]:
        """Return the chosen rows, of one event; one that is not the user's makes them all missing."""
        ids = ids_of(request.POST.getlist("registration")[:MOST])
        rows = self.allowed_records().filter(pk__in=ids)
        rows = list(rows.select_related("event__programme", "event__organisation", "person", "party__made_by"))
        if len(rows) != len(ids) or len({row.event_id for row in rows}) > 1:
            raise Http404
        if not ids and not request.POST.get("event", "").isdecimal():
            raise Http404
        return sorted(rows, key=lambda row: row.pk)

    def accept(self, event: Event, rows: Sequence[Registration], said: dict[str, Any]) -> None:
        self.on_parties(rows, lambda party: admission.accept(party, **self.acting))

    def decline(self, event: Event, rows: Sequence[Registration], said: dict[str, Any]) -> None:
        self.on_parties(rows, lambda party: admission.decline(party, reason=said["reason"], **self.acting))

    def write(self, event: Event, rows: Sequence[Registration], said: dict[str, Any]) -> None:
        told = write_to(rows, event=event, **said, **self.acting)
        text = ngettext("%(count)s person has been told.", "%(count)s people have been told.", told)
        messages.success(self.request, text % {"count": told})

    def on_parties(self, rows: Sequence[Registration], act: Any) -> None:
        """Decide on each party that awaits approval, and say how it went."""
        parties: dict[int, Party] = {row.party_id: row.party for row in rows if row.state == PartyState.PENDING}
        done, refusals = 0, []
        for party in parties.values():
            party.event = rows[0].event
            try:
                act(party)
                done += 1
            except Refusal as refusal:
                refusals.append(str(refusal.sentence))
        text = ngettext("%(count)s sign-up is decided, and told.", "%(count)s sign-ups are decided, and told.", done)
        messages.success(self.request, text % {"count": done})
        for sentence in dict.fromkeys(refusals):
            messages.error(self.request, sentence)
        if len(parties) < len({row.party_id for row in rows}):
            messages.warning(self.request, _("Sign-ups that await no approval were left alone."))
