"""Where do staff book rooms, ask for them, and answer who asks?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from organisations import bookings
from organisations.errors import CannotBook, Clash
from organisations.forms.booking import AnswerForm, BookingForm, ChangeForm, SlotForm, initial_of
from organisations.forms.repeating import RuleForm
from organisations.free_times import Alternatives, alternatives
from organisations.models import Booking
from organisations.permissions import ROLES, Act, may, organisations_for, reach_of
from organisations.repeating import Occasion, occasions
from organisations.room_clashes import RoomSlot
from organisations.states import HOLDING_ROOM, BookingState
from organisations.viewsets.copying_bookings import CopyBookings
from organisations.viewsets.guarded import Guarded, GuardedIndex, GuardedViewSet, SavedByOperation
from organisations.viewsets.menu import ROOMS
from organisations.viewsets.planner import Planner
from portal.refusals import Refusal
from portal.templatetags import when
from portal.timetable.errors import NoSuchDates

WITH = ("room__facility__centre", "organisation", "made_by", "offered_room")


def take(data: QueryDict) -> QueryDict:
    """Return what was sent with the alternative that was chosen by one button: room, day, from, to."""
    chosen = data.get("take", "").split("/")
    if len(chosen) != 4:
        return data
    data = data.copy()
    data["room"], data["day"], data["start"], data["end"] = chosen
    return data


def choices(found: Alternatives) -> list[dict[str, Any]]:
    """Return the buttons for what one can take instead, for a template."""
    rows = []
    for slot in found.each:
        start, end = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
        value = f"{slot.room.pk}/{start:%Y-%m-%d}/{start:%H:%M}/{end:%H:%M}" if slot.room else ""
        rows.append({"value": value, "slot": slot, "room": slot.room})
    return rows


class BookingIndex(GuardedIndex):
    """What one has booked and asked for, and what others ask of one's rooms; those to come first."""

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("room__facility__centre", "organisation")
        if self.request.GET.get("past"):
            return rows
        return rows.upcoming(timezone.now())

    def get_edit_url(self, instance: Booking) -> str:
        return reverse("bookings:show", args=[instance.pk])

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = [HeaderButton(_("Planner"), url=reverse("bookings:planner"), icon_name="calendar")]
        if self.request.user.is_superuser or reach_of(self.request.user).allows_anywhere(Act.WRITE):
            copy = HeaderButton(_("Copy for a new season"), url=reverse("bookings:copy"), icon_name="copy")
            buttons.append(copy)
        past = HeaderButton(_("Past ones as well"), url="?past=1", icon_name="history")
        return [*buttons, past]


class Book(SavedByOperation, Guarded, PermissionCheckedMixin, View):
    """Books a room, once or repeatedly, or asks for it; says what is in the way and what could be had instead."""

    model = Booking
    permission_required = "add"
    found: Alternatives | None = None
    may_override = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.GET.get("organisation", "")
        mine = organisations_for(request.user, Act.WRITE).active()
        if wanted and not (wanted.isdecimal() and mine.filter(pk=wanted).exists()):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def initial(self) -> dict[str, Any]:
        return {name: value for name, value in self.request.GET.items() if name in BookingForm.base_fields}

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(BookingForm(user=request.user, initial=self.initial()), RuleForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        data = take(request.POST)
        form, rule = BookingForm(data, user=request.user), RuleForm(data)
        if not all([form.is_valid(), rule.is_valid()]):
            return self.show(form, rule)
        first = form.slot()
        try:
            dates = occasions(first, rule.rule(timezone.localdate(first.starts_at)))
        except NoSuchDates as refusal:
            rule.show(refusal)
            return self.show(form, rule)
        slots = [one.slot for one in dates if one.slot]
        if "show_dates" in request.POST:
            return self.show(form, rule, dates)
        try:
            made = self.book(form, slots)
        except Refusal as refusal:
            self.show_refusal(form, refusal)
            if isinstance(refusal, Clash):
                self.found = alternatives(slots, people=form.cleaned_data["attendance"], at=self.acting["at"])
                self.may_override = bookings.decides(request.user, first.room)
            return self.show(form, rule, dates if len(slots) > 1 else None)
        messages.success(request, _said(made))
        return HttpResponseRedirect(reverse("bookings:show", args=[made[0].pk]))

    def book(self, form: BookingForm, slots: list[RoomSlot]) -> list[Booking]:
        words = {name: form.cleaned_data[name] for name in ("organisation", "purpose", "attendance", "override")}
        return bookings.book(slots=slots, **words, **self.acting)

    def show_refusal(self, form: Any, refusal: Refusal) -> None:
        field = refusal.field if isinstance(refusal, CannotBook) else "room" if isinstance(refusal, Clash) else ""
        form.add_error(field if field in form.fields else None, str(refusal.sentence))

    def show(self, form: BookingForm, rule: RuleForm, dates: list[Occasion] | None = None) -> HttpResponse:
        context = {
            "form": form,
            "rule": rule,
            "dates": dates,
            "choices": choices(self.found) if self.found else None,
            "may_override": self.may_override,
        }
        return render(self.request, "organisations/admin/booking_form.html", context)


def _said(made: list[Booking]) -> str:
    words = {"room": made[0].room.local_name, "when": when.span(made[0]), "n": len(made)}
    if made[0].state == BookingState.CONFIRMED:
        said = ngettext("Booked: %(room)s, %(when)s.", "Booked %(n)s times: %(room)s, first %(when)s.", len(made))
    else:
        said = ngettext(
            "Asked for: %(room)s, %(when)s. It is kept for you until its officer has answered.",
            "Asked for %(n)s times: %(room)s, first %(when)s. It is kept for you until its officer has answered.",
            len(made),
        )
    return said % words


class OneBooking(SavedByOperation, Guarded, PermissionCheckedMixin, View):
    """For acts on one booking."""

    model = Booking
    needs = ("view", "change")

    @cached_property
    def booking(self) -> Booking:
        return get_object_or_404(self.allowed_records().select_related(*WITH), pk=self.kwargs["pk"])

    @property
    def decides(self) -> bool:
        return bookings.decides(self.request.user, self.booking.room)

    @property
    def is_own(self) -> bool:
        return may(self.request.user, Act.WRITE, self.booking.organisation_id)

    @property
    def is_open(self) -> bool:
        """Whether it still holds its room, and is not over."""
        return self.booking.state in HOLDING_ROOM and self.booking.ends_at > timezone.now()

    def back(self, said: str = "") -> HttpResponse:
        if said:
            messages.success(self.request, said)
        return HttpResponseRedirect(reverse("bookings:show", args=[self.booking.pk]))


class ShowBooking(OneBooking):
    """What was booked or asked for, and what one can do about it; each act is a button of one form."""

    http_method_names = ["get", "post"]
    answer_form: AnswerForm | None = None
    offer_form: SlotForm | None = None

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        booking, now = self.booking, timezone.now()
        waits = booking.state == BookingState.REQUESTED
        mates = Booking.objects.filter(series=booking.series).exclude(pk=booking.pk) if booking.series else ()
        context = {
            "booking": booking,
            "mates": mates,
            "form": self.answer_form or AnswerForm(),
            "offer_form": self.offer_form or SlotForm(initial=initial_of(booking), prefix="offer"),
            "may_answer": waits and self.decides,
            "may_take_offer": booking.has_offer and self.is_own,
            "may_cancel": (self.is_own or self.decides) and self.is_open and not booking.is_for_event,
            "may_change": self.is_own and self.is_open,
            "is_late": waits and booking.answer_by and booking.answer_by < now,
        }
        return render(request, "organisations/admin/booking.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        acts = {"confirm": self.confirm, "decline": self.decline, "offer": self.offer}
        acts |= {"accept": self.accept, "cancel": self.cancel}
        act = next((act for name, act in acts.items() if name in request.POST), None)
        form = self.answer_form = AnswerForm(request.POST)
        if act is None or not form.is_valid():
            return self.get(request, pk)
        try:
            return act(form) or self.get(request, pk)
        except Refusal as refusal:
            target = self.offer_form if "offer" in request.POST and self.offer_form else form
            target.add_error("room" if isinstance(refusal, Clash) else None, str(refusal.sentence))
            return self.get(request, pk)

    def confirm(self, form: AnswerForm) -> HttpResponse:
        bookings.confirm(self.booking, **form.cleaned_data, **self.acting)
        return self.back(_("Confirmed. Whoever asked has been told."))

    def decline(self, form: AnswerForm) -> HttpResponse | None:
        if not form.cleaned_data["answer"]:
            form.add_error("answer", _("Please say why, so that they can plan anew."))
            return None
        bookings.decline(self.booking, **form.cleaned_data, **self.acting)
        return self.back(_("Declined. Whoever asked has been told."))

    def offer(self, form: AnswerForm) -> HttpResponse | None:
        self.offer_form = SlotForm(self.request.POST, prefix="offer")
        if not self.offer_form.is_valid():
            return None
        slot = self.offer_form.slot()
        bookings.offer(self.booking, slot, answer=form.cleaned_data["answer"], **self.acting)
        return self.back(_("Offered. It is kept until they take it or say no."))

    def accept(self, form: AnswerForm) -> HttpResponse:
        bookings.accept_offer(self.booking, **self.acting)
        return self.back(_("Taken: the room is yours."))

    def cancel(self, form: AnswerForm) -> HttpResponse:
        bookings.cancel(self.booking, **form.cleaned_data, **self.acting)
        return self.back(_("Cancelled. The room is free again."))


class ChangeBooking(OneBooking):
    """Moves a booking or changes what it is for."""

    found: Alternatives | None = None

    def get(self, request: HttpRequest, pk: int, form: ChangeForm | None = None) -> HttpResponse:
        if not self.is_own:
            raise Http404
        form = form or ChangeForm(initial=initial_of(self.booking))
        context = {"booking": self.booking, "form": form, "choices": choices(self.found) if self.found else None}
        return render(request, "organisations/admin/booking_change.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ChangeForm(take(request.POST))
        if not form.is_valid():
            return self.get(request, pk, form)
        details = {name: form.cleaned_data[name] for name in ("purpose", "attendance")}
        try:
            bookings.change(self.booking, details=details, slot=form.slot(), **self.acting)
        except Refusal as refusal:
            Book.show_refusal(self, form, refusal)
            if isinstance(refusal, Clash):
                own = (bookings.SOURCE, [self.booking.pk])
                people = form.cleaned_data["attendance"]
                self.found = alternatives([form.slot()], people=people, at=self.acting["at"], but_not=own)
            return self.get(request, pk, form)
        return self.back(_("Saved."))


class BookingViewSet(GuardedViewSet):
    """Rooms that are booked or asked for, beside the programmes' sessions."""

    model = Booking
    name = "bookings"
    icon = "calendar-check"
    menu_label = gettext_lazy("Rooms and bookings")
    menu_hook = ROOMS.hook
    menu_order = 10
    addresses = ("index", "index_results")
    roles = tuple(ROLES[Act.SEE])
    index_view_class = BookingIndex
    ordering = "starts_at"
    list_display = [
        "purpose",
        Column("room", label=gettext_lazy("Room"), accessor="room.local_name"),
        Column("centre", label=gettext_lazy("centre"), accessor="room.facility.centre.local_name"),
        Column("when", label=gettext_lazy("When"), accessor=when.span, sort_key="starts_at"),
        Column("organisation", label=gettext_lazy("organisation"), accessor="organisation.local_name"),
        Column("state", label=gettext_lazy("state"), accessor="get_state_display"),
    ]
    list_filter = ["state"]
    search_fields = ["purpose", "room__name", "organisation__name"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_common_view_kwargs(**kwargs), "add_url_name": self.get_url_name("add")}

    def more_urlpatterns(self) -> list[Any]:
        return [
            path("add/", self.construct_view(Book), name="add"),
            path("planner/", self.construct_view(Planner), name="planner"),
            path("copy/", self.construct_view(CopyBookings), name="copy"),
            self.act("show", ShowBooking),
            self.act("change", ChangeBooking),
        ]
