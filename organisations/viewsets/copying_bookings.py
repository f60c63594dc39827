"""Where does one book last season's times again? Everything is shown before anything is written."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views import View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from organisations import copying_bookings
from organisations.copying_bookings import Copied
from organisations.errors import CannotBook
from organisations.forms.booking import CopyBookingsForm
from organisations.models import Booking
from organisations.permissions import Act, organisations_for
from organisations.viewsets.guarded import Guarded, SavedByOperation
from portal.ids import ids_of
from portal.refusals import Refusal


class CopyBookings(SavedByOperation, Guarded, PermissionCheckedMixin, View):
    """Shows last season's bookings as they would be, with what is in the way of each, then books those chosen."""

    model = Booking
    permission_required = "add"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(CopyBookingsForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CopyBookingsForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        plans: list[Copied] | None = None
        try:
            mine = Booking.objects.filter(organisation__in=organisations_for(request.user, Act.WRITE).active())
            plans = copying_bookings.planned(mine, **form.cleaned_data, at=self.acting["at"])
            if "book" not in request.POST:
                return self.show(form, plans)
            chosen = set(ids_of(request.POST.getlist("chosen")))
            made = copying_bookings.copy_bookings(plans, chosen=chosen, **self.acting)
        except Refusal as refusal:
            field = refusal.field if isinstance(refusal, CannotBook) and refusal.field in form.fields else None
            form.add_error(field, str(refusal.sentence))
            return self.show(form, plans)
        said = ngettext("%(n)s booking was copied.", "%(n)s bookings were copied.", len(made))
        messages.success(request, said % {"n": len(made)})
        return HttpResponseRedirect(reverse("bookings:index"))

    def show(self, form: CopyBookingsForm, plans: Any = None) -> HttpResponse:
        return render(self.request, "organisations/admin/copy_bookings.html", {"form": form, "plans": plans})
