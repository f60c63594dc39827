"""How do staff change one session, or one and all that follow? They see what changes before anything is saved."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from events.forms.planning import OneSessionForm
from events.models import Event, Session
from events.planning import following
from events.planning.scheduling import usable_rooms
from organisations.errors import Clash
from organisations.models import Room
from organisations.viewsets.guarded import Guarded, SavedByOperation
from portal.refusals import Refusal


class ChangeSession(SavedByOperation, Guarded, PermissionCheckedMixin, View):
    """Moves, annotates or calls off one session, or it and all that follow; everybody is told once."""

    model = Event
    needs = ("change",)

    @cached_property
    def session(self) -> Session:
        event = get_object_or_404(self.allowed_records(), pk=self.kwargs["pk"])
        rows = event.sessions.select_related("event__organisation", "event__programme", "room__facility")
        return get_object_or_404(rows, number=self.kwargs["number"])

    def form(self, data: Any = None) -> OneSessionForm:
        organisation = self.session.event.organisation
        rooms = Room.objects.all() if self.request.user.is_superuser else usable_rooms(organisation)
        own = {one.local_name for one in (organisation, organisation.home_centre) if one}
        return OneSessionForm(data, session=self.session, rooms=rooms.order_by("facility", "name"), own_centres=own)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            if "show_dates" in request.POST:
                return self.show(form, self.planned(form))
            events = following.change_session(self.session, form.wish(), **self.acting)
        except Refusal as refusal:
            form.add_error("room" if isinstance(refusal, Clash) else None, str(refusal.sentence))
            return self.show(form)
        messages.success(request, _("Saved. Whoever signed up has been told, once for the whole change."))
        return HttpResponseRedirect(reverse("planning:index") + f"?programme={events[0].programme_id}")

    def planned(self, form: OneSessionForm) -> list[following.Planned]:
        return following.planned(self.session, form.wish(), self.acting["at"])

    def show(self, form: OneSessionForm, planned: Any = None) -> HttpResponse:
        context = {"session": self.session, "event": self.session.event, "form": form, "planned": planned}
        return render(self.request, "events/admin/session_form.html", context)
