"""Where does an organisation see how it is doing by its volunteers, and take their hours along?"""

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.viewsets.base import ViewSet

from events.forms.service import WriteForm
from events.readouts import service_figures
from events.viewsets.menu import VOLUNTEERS
from events.volunteering import writing
from organisations import admin_gate
from organisations.forms.handing_out import HandingOutForm
from organisations.models import Organisation
from organisations.permissions import ROLES, Act, organisations_for, reach_of
from organisations.viewsets.guarded import XLSX
from organisations.viewsets.menu import StaffMenuItem
from organisations.viewsets.scope import chosen_scope
from portal.handing_out import Purpose, Recipient, Table, hand_out
from portal.refusals import Refusal


class OfVolunteers(View):
    """Reads from the address whose volunteers they are; a foreign organisation is missing."""

    @cached_property
    def organisations(self) -> list[Organisation]:
        return list(organisations_for(self.request.user, Act.ROSTER).filter(state="active").order_by("name"))

    @cached_property
    def organisation(self) -> Organisation:
        wanted = self.request.GET.get("organisation", "")
        own = chosen_scope(self.request) or next(iter(sorted(reach_of(self.request.user).own)), None)
        pk = int(wanted) if wanted.isdecimal() else None if wanted else own
        found = next((one for one in self.organisations if one.pk == pk), None)
        if found is None and not wanted:
            found = next(iter(self.organisations), None)
        if found is None:
            raise Http404
        return found


class Figures(OfVolunteers):
    """The figures, and who is named in them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "organisation": self.organisation,
            "organisations": self.organisations,
            "figures": service_figures.figures_of(self.organisation, timezone.now()),
        }
        return render(request, "events/admin/service/figures.html", context)


class TakeAlong(OfVolunteers):
    """Asks for whom and what for, then gives a table as XLSX."""

    def table(self) -> Table:
        return service_figures.table_of(self.organisation, timezone.now())

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.ask(HandingOutForm())

    def ask(self, form: HandingOutForm, status: int = 200) -> HttpResponse:
        table = self.table()
        back = f"{reverse('service_figures:index')}?organisation={self.organisation.pk}"
        context = {"form": form, "count": len(table.rows), "title": table.title, "back": back}
        return render(self.request, "organisations/admin/hand_out.html", context, status=status)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = HandingOutForm(request.POST)
        if not form.is_valid():
            return self.ask(form, 422)
        content = hand_out(
            self.table(),
            self.organisation,
            recipient=Recipient(form.cleaned_data["recipient"]),
            purpose=Purpose(form.cleaned_data["purpose"]),
            by=request.user,
            at=timezone.now(),
            organisation_id=self.organisation.pk,
        )
        name = f"volunteers-{timezone.localdate():%Y-%m-%d}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type=XLSX, headers=headers)


class National(TakeAlong):
    """The year's hours in the columns of the national volunteer system."""

    def table(self) -> Table:
        year = self.request.GET.get("year", "")
        chosen = int(year) if year.isdecimal() and 2000 <= int(year) < 2100 else timezone.localdate().year
        return service_figures.national_table(self.organisation, date(chosen, 1, 1), date(chosen, 12, 31))


class Write(OfVolunteers):
    """Writes to everybody of a shift or a role to come: first shown with whom it reaches, then sent once."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(WriteForm(self.choices(), initial={"key": uuid4(), "to": request.GET.get("to", "")}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form, at = WriteForm(self.choices(), request.POST), timezone.now()
        if not form.is_valid():
            return self.page(form, status=422)
        draft = {name: form.cleaned_data[name] for name in ("subject", "body", "key")}
        people = service_figures.volunteers_to_write_to(self.organisation, form.cleaned_data["to"], at)
        if "send" not in request.POST:
            return self.page(form, draft=draft, reach=writing.reach(people, at))
        try:
            reached = writing.write_to(people, self.organisation, **draft, by=request.user, at=at)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.page(form, status=422)
        messages.success(request, _("Sent to %(count)d accounts.") % {"count": len(reached.accounts)})
        return HttpResponseRedirect(f"{reverse('service_figures:index')}?organisation={self.organisation.pk}")

    def choices(self) -> list[tuple[str, str]]:
        return service_figures.groups_to_write_to(self.organisation, timezone.now())

    def page(self, form: WriteForm, *, status: int = 200, **shown: Any) -> HttpResponse:
        context = {"organisation": self.organisation, "form": form, **shown}
        return render(self.request, "events/admin/service/write.html", context, status=status)


class ServiceFiguresViewSet(ViewSet):
    """How an organisation is doing by its volunteers."""

    name = "service_figures"
    url_prefix = "service-figures"
    icon = "group"
    menu_label = gettext_lazy("Volunteers in figures")
    menu_hook = VOLUNTEERS.hook
    menu_order = 50

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", Figures.as_view(), name="index"),
            path("hand-out/", TakeAlong.as_view(), name="hand_out"),
            path("write/", Write.as_view(), name="write"),
            path("national/", National.as_view(), name="national"),
        ]

    @property
    def menu_item_class(self) -> Any:
        return lambda *args, **kwargs: StaffMenuItem(*args, url_names=["service_figures:index"], **kwargs)

    def on_register(self) -> None:
        super().on_register()
        names = [f"service_figures:{pattern.name}" for pattern in self.get_urlpatterns()]
        admin_gate.allow(ROLES[Act.ROSTER], names)
