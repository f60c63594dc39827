"""How do staff begin a new season? They see the new dates and what is in the way before anything is written."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import policy_registry

from events.forms.copying import CopyForm
from events.models import Event, ProgrammePage
from events.planning import copying
from organisations.viewsets.guarded import Guarded, SavedByOperation
from portal.refusals import Refusal
from portal.timetable.errors import NoSuchDates


class CopyProgramme(SavedByOperation, Guarded, PermissionCheckedMixin, View):
    """Copies a programme's words as a draft, with the dates that are chosen."""

    model = Event

    @cached_property
    def programme(self) -> ProgrammePage:
        policy = policy_registry.get_by_type(ProgrammePage)
        mine = policy.instances_user_has_any_permission_for(self.request.user, ["change"]).values("pk")
        return get_object_or_404(ProgrammePage.objects.filter(pk__in=mine), pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(CopyForm(page=self.programme))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = CopyForm(request.POST, page=self.programme)
        if not form.is_valid():
            return self.show(form)
        first_on, chosen = form.cleaned_data["first_on"], form.chosen
        try:
            if "show_dates" in request.POST:
                return self.show(form, copying.planned(chosen, first_on, at=self.acting["at"]) if chosen else [])
            words = {"title": form.cleaned_data["title"], "events": chosen, "first_on": first_on}
            copy = copying.copy_programme(self.programme, **words, **self.acting)
        except Refusal as refusal:
            field = refusal.field if isinstance(refusal, NoSuchDates) and refusal.field in form.fields else None
            form.add_error(field, str(refusal.sentence))
            return self.show(form)
        messages.success(request, _("Copied as a draft. Please look at the words, then send it for approval."))
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[copy.pk]))

    def show(self, form: CopyForm, planned: Any = None) -> HttpResponse:
        context = {"programme": self.programme, "form": form, "planned": planned}
        return render(self.request, "events/admin/copy_form.html", context)
