"""Where does a base see its meetings, move one, call it off, and keep the minutes?"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn

from incubator import meetings
from incubator.forms.meetings import MinutesForm, WhenForm
from incubator.models import Meeting
from incubator.viewsets.deciding import BasesMenuItem
from incubator.viewsets.menu import INCUBATION
from incubator.viewsets.screens import Screen
from organisations.permissions import ROLES, Act
from organisations.viewsets.guarded import GuardedIndex, GuardedViewSet
from portal.templatetags.when import day_and_time


class Meetings(GuardedIndex):
    """What is arranged, and what was held."""

    needs = ("view",)
    page_title = gettext_lazy("Meetings")
    is_scoped = False

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("intake", "placement")

    def get_edit_url(self, instance: Meeting) -> str:
        return reverse("meetings_admin:show", args=[instance.pk])


class ShowMeeting(Screen):
    """One meeting."""

    model = Meeting
    acts = {"move": WhenForm, "call_off": None, "minutes": MinutesForm}

    def record(self, pk: int) -> Meeting:
        rows = self.allowed_records().select_related("intake__base__parent__parent", "placement")
        return get_object_or_404(rows, pk=pk)

    def page(self, record: Meeting, forms: dict[str, Any], status: int = 200) -> HttpResponse:
        length = (record.ends_at - record.starts_at).seconds // 60
        starts_at = timezone.localtime(record.starts_at)
        initial = {"starts_at": starts_at, "minutes_long": length, "place": record.place}
        context = {
            "meeting": record,
            "people": record.attendees.select_related("user__person").prefetch_related("user__incubator_appointments"),
            "has_begun": record.starts_at <= timezone.now(),
            "move_form": forms.get("move") or WhenForm(initial=initial, prefix="move"),
            "minutes_form": forms.get("minutes") or MinutesForm(initial={"minutes": record.minutes}, prefix="minutes"),
        }
        return render(self.request, "incubator/admin/meeting.html", context, status=status)

    def move(self, record: Meeting, form: WhenForm) -> str:
        despite = form.cleaned_data["is_despite_clash"]
        meetings.move(record, **form.span, is_despite_clash=despite, **self.acting)
        return _("Moved. Everybody has been told.")

    def call_off(self, record: Meeting, form: None) -> str:
        meetings.call_off(record, **self.acting)
        return _("Called off. Everybody has been told.")

    def minutes(self, record: Meeting, form: MinutesForm) -> str:
        meetings.write_minutes(record, form.cleaned_data["minutes"], **self.acting)
        return _("The minutes are kept.")


class MeetingViewSet(GuardedViewSet):
    """Panels, site visits and talks of one's bases."""

    model = Meeting
    name = "meetings_admin"
    url_prefix = "meetings"
    icon = "date"
    menu_label = gettext_lazy("Meetings")
    menu_hook = INCUBATION.hook
    menu_order = 50
    addresses = ("index", "index_results")
    roles = tuple(ROLES[Act.WRITE])
    index_view_class = Meetings
    list_display = [
        TitleColumn(
            "kind",
            label=gettext_lazy("kind"),
            accessor="get_kind_display",
            get_url=lambda meeting: reverse("meetings_admin:show", args=[meeting.pk]),
        ),
        Column("when", label=gettext_lazy("when"), accessor=lambda meeting: day_and_time(meeting.starts_at)),
        Column("about", label=gettext_lazy("about"), accessor=lambda one: one.placement or one.intake.local_name),
        Column("state", label=gettext_lazy("state"), accessor="get_state_display"),
    ]
    list_filter = ["kind", "state"]

    @property
    def menu_item_class(self) -> Any:
        names = (self.get_url_name("index"),)
        return lambda *args, **kwargs: BasesMenuItem(*args, url_names=names, **kwargs)

    def more_urlpatterns(self) -> list[Any]:
        return [self.act("show", ShowMeeting)]
