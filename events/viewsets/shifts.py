"""Where does a coordinator see one shift, change it, move it and call it off?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.errors import TooFewPlaces
from events.forms.rosters import ChangeShiftForm, FilterForm, InviteForm, NoteForm
from events.readouts.candidates import candidates, seats
from events.viewsets.of_rosters import OnShift
from events.volunteering import shifts
from events.volunteering.shift_messages import what_for
from portal.refusals import Refusal


class ShowShift(OnShift):
    """Who is in it, who waits, who could come, and who may not, with the reasons."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        shift = self.shift(pk)
        filters = FilterForm(request.GET)
        may, may_not = candidates(shift, filters.filters())
        context = {
            "shift": shift,
            "what": what_for(shift),
            "seats": seats(shift),
            "filters": filters,
            "may": may,
            "may_not": may_not,
            "invite": InviteForm(),
            "is_to_come": shift.state == "open" and shift.starts_at > timezone.now(),
            "missing": max(0, shift.minimum - shift.pool.taken),
        }
        return render(request, "events/admin/rosters/shift.html", context)


class ChangeShift(OnShift):
    """Numbers, words and times; whoever is in it is told new times."""

    def get(self, request: HttpRequest, pk: int, form: ChangeShiftForm | None = None) -> HttpResponse:
        shift = self.shift(pk)
        form = form or ChangeShiftForm(shift)
        context = {"form": form, "shift": shift, "back": reverse("rosters:show", args=[pk])}
        return render(request, "events/admin/rosters/shift_form.html", context, status=422 if form.is_bound else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        shift = self.shift(pk)
        form = ChangeShiftForm(shift, request.POST)
        if not form.is_valid():
            return self.get(request, pk, form)
        starts_at, ends_at = form.span()
        acting: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        try:
            shifts.change(shift, wanted=form.wanted, details=form.details(), **acting)
            shifts.move(shift, starts_at=starts_at, ends_at=ends_at, **acting)
        except Refusal as refusal:
            field = "wished" if isinstance(refusal, TooFewPlaces) else getattr(refusal, "field", "")
            field = {"ends_at": "end"}.get(field, field)
            form.add_error(field if field in form.fields else None, str(refusal.sentence))
            return self.get(request, pk, form)
        messages.success(request, _("Saved. Whoever is in the shift is told a new time."))
        return HttpResponseRedirect(reverse("rosters:show", args=[pk]))


class CallOff(OnShift):
    """Asks what people are told, then calls the shift off."""

    def get(self, request: HttpRequest, pk: int, form: NoteForm | None = None) -> HttpResponse:
        shift = self.shift(pk)
        context = {"form": form or NoteForm(), "shift": shift, "what": what_for(shift), "seats": seats(shift)}
        return render(request, "events/admin/rosters/call_off.html", context, status=422 if form else 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        shift, form = self.shift(pk), NoteForm(request.POST)
        if not form.is_valid():
            return self.get(request, pk, form)
        shifts.cancel(shift, note=form.cleaned_data["note"], by=request.user, at=timezone.now())
        messages.success(request, _("Called off. Everybody who was in it, waited or was asked is told."))
        return HttpResponseRedirect(reverse("rosters:show", args=[pk]))
