"""Where do staff see their volunteers, welcome them, and note insurance and what colleagues should know?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.viewsets.base import ViewSet

from events.errors import NotAllowed, VolunteeringRefused
from events.forms.volunteer_desk import DeclineForm, InsuranceForm, NoteForm, RuleForm, VolunteerFilterForm
from events.readouts.volunteering import desk
from events.viewsets.menu import VOLUNTEERS
from events.volunteering import welcoming
from organisations import admin_gate
from organisations.permissions import ROLES, Act
from organisations.viewsets.menu import StaffMenuItem
from organisations.viewsets.scope import chosen_scope


class VolunteerList(View):
    """The volunteers of one's organisations, who asked to join first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form, today = VolunteerFilterForm(request.GET), timezone.localdate()
        organisations = desk.served_by(request.user, chosen_scope(request))
        found = desk.pairs(organisations, form.asked, today)
        page = Paginator(found, desk.PAGE_LENGTH).get_page(request.GET.get("page"))
        kept = urlencode([(name, value) for name, value in request.GET.items() if name != "page" and value])
        context = {
            "form": form,
            "page": page,
            "rows": desk.rows(list(page.object_list), today),
            "kept": kept,
            "organisations": list(organisations[:20]),
            "today": today,
        }
        return render(request, "events/admin/volunteers/list.html", context)


@dataclass(frozen=True)
class Step:
    """An act on a volunteer: its form, the operation, what to say of it, and when it is offered."""

    form: Callable[[Any, desk.Row], Form]
    perform: Callable[..., Any]
    said: Promise
    is_offered: Callable[[desk.Row], bool]


STEPS = {
    "welcome": Step(
        lambda data, row: Form(data),
        welcoming.welcome,
        _("Welcomed, and told."),
        lambda row: row.may_be_welcomed,
    ),
    "decline": Step(
        lambda data, row: DeclineForm(data),
        welcoming.decline,
        _("Declined, and told."),
        lambda row: row.state == "asked",
    ),
    "insure": Step(
        lambda data, row: InsuranceForm(
            data, initial={"until": row.welcome and row.welcome.insured_until, "note": _kept(row, "insurance_note")}
        ),
        welcoming.note_insurance,
        _("Noted."),
        lambda row: row.welcome is not None,
    ),
    "note": Step(
        lambda data, row: NoteForm(data, initial={"note": _kept(row, "note")}),
        welcoming.write_note,
        _("Noted."),
        lambda row: row.welcome is not None,
    ),
}


def _kept(row: desk.Row, name: str) -> str:
    return getattr(row.welcome, name) if row.welcome else ""


def rows_or_missing(request: HttpRequest, pk: int) -> list[desk.Row]:
    """Return how the user's organisations know a volunteer; a stranger to all of them is missing."""
    found = desk.row_of(request.user, pk, chosen_scope(request))
    if not found:
        raise Http404
    return found


class LookAtVolunteer(View):
    """One volunteer, as each of one's organisations knows them."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(request, rows_or_missing(request, pk))

    def page(
        self, request: HttpRequest, rows: list[desk.Row], bound: tuple[int, str, Form] | None = None
    ) -> HttpResponse:
        parts = []
        for row in rows:
            forms = {name: step.form(None, row) for name, step in STEPS.items() if step.is_offered(row)}
            if bound and bound[0] == row.organisation.pk:
                forms[bound[1]] = bound[2]
            parts.append(
                {
                    "row": row,
                    "forms": forms,
                    "phone": desk.contact_of(row, timezone.now()),
                    "shifts": desk.shifts_of(row),
                }
            )
        context = {"parts": parts, "row": rows[0], "said": desk.said(rows[0])}
        return render(request, "events/admin/volunteers/look.html", context, status=422 if bound else 200)


class ActOnVolunteer(LookAtVolunteer):
    """Carries out one act for one organisation; what is amiss is shown where it was typed."""

    http_method_names = ["post"]
    act = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = rows_or_missing(request, pk)
        row = next((one for one in rows if str(one.organisation.pk) == request.POST.get("organisation")), None)
        if row is None:
            raise Http404
        step, back = STEPS[self.act], reverse("volunteers:look", args=[pk])
        if not step.is_offered(row):
            messages.info(request, _("This is done already."))
            return HttpResponseRedirect(back)
        form = step.form(request.POST, row)
        if not form.is_valid():
            return self.page(request, rows, (row.organisation.pk, self.act, form))
        try:
            step.perform(row.volunteer, row.organisation, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed:
            raise Http404 from None
        except VolunteeringRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
            return self.page(request, rows, (row.organisation.pk, self.act, form))
        messages.success(request, step.said)
        still_there = desk.row_of(request.user, pk, chosen_scope(request))
        return HttpResponseRedirect(back if still_there and "list" not in request.POST else reverse("volunteers:index"))


class SetRule(View):
    """What one organisation asks of its volunteers."""

    def get(self, request: HttpRequest, organisation_id: int, form: RuleForm | None = None) -> HttpResponse:
        organisation = get_object_or_404(desk.served_by(request.user), pk=organisation_id)
        form = form or RuleForm(rule=desk.rule_of(organisation))
        context = {"organisation": organisation, "form": form}
        return render(request, "events/admin/volunteers/rule.html", context, status=422 if form.is_bound else 200)

    def post(self, request: HttpRequest, organisation_id: int) -> HttpResponse:
        organisation = get_object_or_404(desk.served_by(request.user), pk=organisation_id)
        form = RuleForm(request.POST, rule=desk.rule_of(organisation))
        if not form.is_valid():
            return self.get(request, organisation_id, form)
        try:
            welcoming.set_rule(organisation, form.cleaned_data, by=request.user, at=timezone.now())
        except VolunteeringRefused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
            return self.get(request, organisation_id, form)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("volunteers:index"))


class VolunteerViewSet(ViewSet):
    """Volunteers of one's organisations."""

    name = "volunteers"
    icon = "group"
    menu_label = _("Our volunteers")
    menu_hook = VOLUNTEERS.hook
    menu_order = 20

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", VolunteerList.as_view(), name="index"),
            path("<int:pk>/", LookAtVolunteer.as_view(), name="look"),
            path("rule/<int:organisation_id>/", SetRule.as_view(), name="rule"),
            *(path(f"<int:pk>/{act}/", ActOnVolunteer.as_view(act=act), name=act) for act in STEPS),
        ]

    @property
    def menu_item_class(self) -> Any:
        return lambda *args, **kwargs: StaffMenuItem(*args, url_names=["volunteers:index"], **kwargs)

    def on_register(self) -> None:
        super().on_register()
        admin_gate.allow(ROLES[Act.ROSTER], [f"volunteers:{pattern.name}" for pattern in self.get_urlpatterns()])
