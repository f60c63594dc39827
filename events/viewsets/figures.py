"""Where does a member of staff read figures, compare them, paste them and take them along?"""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.viewsets.base import ViewSet

from events.figures import periods, whose
from events.figures.keeping import kept_report
from events.figures.report import Report, report
from events.permissions import sees_district_figures
from events.readouts import figures
from organisations import admin_gate
from organisations.forms.handing_out import HandingOutForm
from organisations.models import Organisation
from organisations.permissions import Act, may, organisations_for, reach_of
from organisations.viewsets.guarded import XLSX
from organisations.viewsets.menu import REPORTS, StaffMenuItem
from organisations.viewsets.scope import chosen_scope
from portal.handing_out import Purpose, Recipient, hand_out

DISTRICT = "district"


class OfFigures(View):
    """Reads from the address whose figures are wanted, and of which months."""

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @cached_property
    def organisation(self) -> Organisation | None:
        """The organisation of the address, else one's own; None for the district. A foreign one is missing."""
        wanted = self.request.GET.get("organisation", "")
        seen = organisations_for(self.request.user, Act.SEE)
        may_see_all = sees_district_figures(self.request.user)
        if wanted == DISTRICT or (not wanted and may_see_all):
            if not may_see_all:
                raise Http404
            return None
        if wanted:
            found = seen.filter(pk=int(wanted)).first() if wanted.isdecimal() else None
        else:
            own = chosen_scope(self.request) or next(iter(sorted(reach_of(self.request.user).own)), 0)
            found = seen.filter(pk=own).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def period(self) -> periods.Period:
        today = timezone.localdate(self.now)
        usual = periods.usual(today)
        first, last = (_month(self.request.GET.get(name, "")) for name in ("from", "to"))
        return periods.between(first or usual.first, min(last or usual.last, today)) if first or last else usual

    @property
    def name(self) -> str:
        return self.organisation.local_name if self.organisation else _("The whole district")

    @cached_property
    def is_exact(self) -> bool:
        """Whether the user may see the people themselves."""
        one = self.organisation
        return self.request.user.is_superuser or bool(one and may(self.request.user, Act.SERVE, one.pk))

    def report(self) -> Report:
        """Return the figures as they were counted last."""
        return kept_report(self.organisation, self.period, self.now, is_exact=self.is_exact)

    def query(self) -> str:
        one = self.organisation.pk if self.organisation else DISTRICT
        return urlencode({"organisation": one, "from": f"{self.period.first:%Y-%m}", "to": f"{self.period.last:%Y-%m}"})


def _month(words: str) -> date | None:
    try:
        found = date.fromisoformat(f"{words}-01")
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None


class Figures(OfFigures):
    """The figures of one's own organisation, or of one that one oversees."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = self.report()
        seen = organisations_for(request.user, Act.SEE).order_by("name")
        context = {
            **figures.shown(found),
            "name": self.name,
            "organisation": self.organisation,
            "organisations": seen,
            "may_see_all": sees_district_figures(request.user),
            "choices": figures.months_to_choose(self.now),
            "first": f"{self.period.first:%Y-%m}",
            "last": f"{self.period.last:%Y-%m}",
            "paragraph": figures.paragraph(found, self.name),
            "hand_out": f"{reverse('figures:hand_out')}?{self.query()}",
        }
        return render(request, "events/admin/figures.html", context)


class HandOutFigures(OfFigures):
    """Asks for whom and what for, then gives the figures of this moment as a workbook."""

    def report(self) -> Report:
        """Count anew: what leaves is not of a quarter of an hour ago."""
        one = self.organisation
        return report(whose.of(one) if one else whose.district(), self.period, self.now, is_exact=self.is_exact)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.ask(HandingOutForm())

    def ask(self, form: HandingOutForm, status: int = 200) -> HttpResponse:
        table = figures.table(self.report(), self.name)
        back = f"{reverse('figures:index')}?{self.query()}"
        context = {"form": form, "count": len(table.rows), "title": table.title, "back": back}
        return render(self.request, "organisations/admin/hand_out.html", context, status=status)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = HandingOutForm(request.POST)
        if not form.is_valid():
            return self.ask(form, 422)
        content = hand_out(
            figures.table(self.report(), self.name),
            self.organisation or request.user,
            recipient=Recipient(form.cleaned_data["recipient"]),
            purpose=Purpose(form.cleaned_data["purpose"]),
            by=request.user,
            at=self.now,
            organisation_id=self.organisation.pk if self.organisation else None,
            act="figures.handed_out",
        )
        name = f"figures-{self.period.first:%Y-%m}-{self.period.last:%Y-%m}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type=XLSX, headers=headers)


class FiguresViewSet(ViewSet):
    """What was on, and who came."""

    name = "figures"
    url_prefix = "figures"
    icon = "table"
    menu_label = gettext_lazy("Figures")
    menu_hook = REPORTS.hook
    menu_order = 10

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", Figures.as_view(), name="index"),
            path("hand-out/", HandOutFigures.as_view(), name="hand_out"),
        ]

    @property
    def menu_item_class(self) -> Any:
        return lambda *args, **kwargs: StaffMenuItem(*args, url_names=["figures:index"], **kwargs)

    def on_register(self) -> None:
        super().on_register()
        admin_gate.allow(admin_gate.EVERYONE, ["figures:index", "figures:hand_out"])
