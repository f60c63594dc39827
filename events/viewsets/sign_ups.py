"""Who is coming to an event? A list for those who run it, with the right to cancel in somebody's stead."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import policy_registry

from events.forms.planning import ReasonForm
from events.models import Course, Event, Registration
from events.permissions import can_manage_event
from events.readouts.asking import with_answers
from events.readouts.fees import fee_in_words, with_fees
from events.sign_up.serving import cancel_for
from events.states import LIVE, PartyState
from events.viewsets.asking import AnswersColumn, ShowAnswerFile, ShowAnswers
from events.viewsets.bulk import OnMany, PickColumn
from events.viewsets.certificates import Certificates, PrintCertificates
from events.viewsets.courses import Results
from events.viewsets.fairness import Decide
from organisations.permissions import ROLES, Act
from organisations.viewsets.cells import DrawnColumn, addresses
from organisations.viewsets.guarded import Guarded, GuardedIndex, GuardedViewSet, HandsOut
from portal.refusals import Refusal


class SignUpIndex(GuardedIndex):
    """The sign-ups of the one event that the address names; there is no list across events."""

    needs = ("view",)
    template_name = "events/admin/sign_ups.html"
    is_scoped = False

    @cached_property
    def event(self) -> Event:
        wanted = self.request.GET.get("event", "")
        if not wanted.isdecimal():
            raise Http404
        events = policy_registry.get_by_type(Event)
        seen = events.instances_user_has_any_permission_for(self.request.user, ["view"])
        return get_object_or_404(seen.select_related("programme"), pk=wanted)

    def list_buttons(self) -> list[Any]:
        return super().list_buttons() if self.manages else []

    def get_base_queryset(self) -> Any:
        rows = with_fees(with_answers(super().get_base_queryset().filter(event=self.event)))
        return rows.select_related("person__user", "party__made_by__person").order_by("-state", "party__ticket", "pk")

    def prepared(self, rows: Any) -> Sequence[Registration]:
        found = list(rows)
        for row in found:
            row.event = self.event  # of all of them; joined, its programme would be read a hundred times
        return found

    def get_page_subtitle(self) -> str:
        return str(self.event)

    @cached_property
    def manages(self) -> bool:
        """Whether the user may do more than look: the co-hosts' staff may not."""
        return can_manage_event(self.request.user, self.event, timezone.now())

    @cached_property
    def columns(self) -> list[Any]:
        every = super().columns
        return every if self.manages else [one for one in every if not isinstance(one, CancelColumn | PickColumn)]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        names = ("door", "door_sheets", "door_chain")
        door, paper, chain = (reverse(f"events:{name}", args=[self.event.pk]) for name in names)
        slips = reverse("events:door_slips", args=[self.event.pk])
        write = reverse("planning:write", args=[self.event.pk])
        check_in = HeaderButton(_("Check-in"), url=door, icon_name="check")
        if not self.manages:
            return [check_in]
        certificates, results = (
            reverse(f"sign_ups:{name}", args=[self.event.pk]) for name in ("certificates", "results")
        )
        buttons = [
            check_in,
            HeaderButton(_("Paper and lists"), url=paper, icon_name="download"),
            HeaderButton(_("Write to them"), url=write, icon_name="mail"),
            HeaderButton(_("Slips to print"), url=slips, icon_name="print"),
            HeaderButton(_("Sign-up chain"), url=chain, icon_name="list-ul"),
            HeaderButton(_("Certificates"), url=certificates, icon_name="success"),
        ]
        is_course = Course.objects.filter(event=self.event).exists()
        return [*buttons, HeaderButton(_("Results"), url=results, icon_name="list-ol")] if is_course else buttons


class CancelColumn(DrawnColumn):
    """What can be done with a sign-up: decided, its slip printed, cancelled."""

    @cached_property
    def address(self) -> dict[str, Callable[[int], str]]:
        names = {"decide": "sign_ups:decide", "slip": "events:door_slips", "cancel": "sign_ups:cancel"}
        return {name: addresses(full_name) for name, full_name in names.items()}

    def inside(self, instance: Registration) -> str:
        parts = []
        if instance.state == PartyState.PENDING:
            decide = self.address["decide"](instance.pk)
            parts.append(format_html('<a class="button button-small" href="{}">{}</a>', decide, _("Decide")))
        if instance.state in LIVE:
            slip = f"{self.address['slip'](instance.event_id)}?reference={instance.reference}"
            quiet = '<a class="button button-small button-secondary" href="{}">{}</a>'
            parts.append(format_html(quiet, slip, _("Slip")))
            parts.append(format_html(quiet, self.address["cancel"](instance.pk), _("Cancel sign-up")))
        return format_html_join(" ", "{}", ((part,) for part in parts))


class CancelSignUp(Guarded, PermissionCheckedMixin, View):
    """Asks for the reason, then cancels."""

    model = Registration
    needs = ("change",)

    def registration(self, pk: int) -> Registration:
        return get_object_or_404(self.allowed_records().select_related("event__programme", "person", "party"), pk=pk)

    def get(self, request: HttpRequest, pk: int, form: ReasonForm | None = None) -> HttpResponse:
        context = {"registration": self.registration(pk), "form": form or ReasonForm()}
        return render(request, "events/admin/cancel_sign_up.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        registration, form = self.registration(pk), ReasonForm(request.POST)
        if not form.is_valid():
            return self.get(request, pk, form)
        try:
            cancel_for(registration, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self.get(request, pk, form)
        messages.success(request, _("Cancelled. The place has gone to the next in line."))
        return HttpResponseRedirect(reverse("sign_ups:index") + f"?event={registration.event_id}")


def age(registration: Registration) -> str:
    """Return the person's age on the day of the event, or nothing."""
    years = registration.person.age_on(timezone.localdate())
    return "" if years is None else str(years)


def fee(registration: Registration) -> str:
    """Return how it stands with the materials fee; nothing where there is none, or no place."""
    is_due = registration.event.programme.fee_yuan and registration.state == PartyState.CONFIRMED
    return fee_in_words(registration) if is_due else ""


def needs(registration: Registration) -> str:
    """Return what the person needs, in words."""
    words = dict(type(registration.person).Need.choices)
    named = [str(words.get(need, need)) for need in registration.person.needs]
    return _(", ").join([*named, registration.person.needs_note] if registration.person.needs_note else named)


class HandOutSignUps(HandsOut, SignUpIndex):
    """The list of one event's people, for whoever runs it; its co-hosts' staff may only look."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.manages:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def of_what(self) -> Event:
        return self.event


class SignUpViewSet(GuardedViewSet):
    """People signed up for one event."""

    model = Registration
    name = "sign_ups"
    icon = "group"
    menu_label = gettext_lazy("Who is coming")
    addresses = ("index", "index_results")
    roles = tuple(ROLES[Act.SERVE])
    index_view_class = SignUpIndex
    list_per_page = 100
    has_columns_to_choose = True
    is_handed_out = True
    exported = ("person", "age", "state", "party", "contact", "needs", "reference")
    list_filter = ["state"]
    list_display = [
        Column("person", label=gettext_lazy("name"), accessor="person.name", sort_key="person__name"),
        PickColumn("pick", label="", accessor="pk"),
        Column("age", label=gettext_lazy("Age"), accessor=age),
        Column("state", label=gettext_lazy("state"), accessor="get_state_display"),
        Column("party", label=gettext_lazy("Coming together"), accessor="party.size"),
        Column("contact", label=gettext_lazy("contact number"), accessor="phone"),
        Column("needs", label=gettext_lazy("needs"), accessor=needs),
        AnswersColumn("answers", label=gettext_lazy("answers")),
        Column("fee", label=gettext_lazy("materials fee"), accessor=fee),
        Column("reference", label=gettext_lazy("reference")),
        CancelColumn("cancel", label="", accessor="pk"),
    ]
    search_fields = ["person__name", "reference"]

    @property
    def hand_out_view_class(self) -> Any:
        return type("HandOut", (HandOutSignUps,), {"exported": self.exported})

    def more_urlpatterns(self) -> list[Any]:
        afterwards = [
            self.act("certificates", Certificates),
            self.act("print_certificates", PrintCertificates),
            self.act("results", Results),
        ]
        file = path("answers/<int:pk>/files/<uuid:file_key>/", self.construct_view(ShowAnswerFile), name="answer_file")
        many = path("on-many/", self.construct_view(OnMany), name="on_many")
        return [
            many,
            self.act("cancel", CancelSignUp),
            self.act("decide", Decide),
            self.act("answers", ShowAnswers),
            *afterwards,
            file,
        ]
