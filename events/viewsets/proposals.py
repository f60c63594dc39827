"""Where does a coordinator let a roster be proposed, look at it, and accept what is good of it?"""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Shift
from events.readouts.calendar import midnight
from events.readouts.candidates import known_to
from events.readouts.proposals import open_shifts, propose_for
from events.viewsets.of_rosters import OfRosters
from events.volunteering.proposing import accept
from events.volunteering.shift_messages import what_for
from portal.ids import ids_of, pairs_of
from portal.templatetags.when import day_and_time


class Propose(OfRosters):
    """Proposes who could fill the open places of a span; enters those that are accepted, and names what changed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        start, end = midnight(self.first), midnight(self.first + timedelta(days=self.days))
        shifts = open_shifts(self.organisations, start, end, timezone.now())
        chosen = set(ids_of(request.GET.getlist("shift")))
        context = {
            "shifts": shifts,
            "chosen": chosen,
            "proposal": propose_for([one for one in shifts if one.pk in chosen]) if chosen else None,
            "first": self.first,
            "days": self.days,
            "back": self.to("index", self.first, self.days),
        }
        return render(request, "events/admin/rosters/propose.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        pairs = pairs_of(request.POST.getlist("pair"))
        shifts = {one.pk: one for one in self.shifts([pk for pk, _volunteer in pairs])}
        volunteers = {one.pk: one for one in known_to(self.organisations).select_related("person__user")}
        known = [(shifts[one], volunteers[two]) for one, two in pairs if one in shifts and two in volunteers]
        done = accept(known, by=request.user, at=timezone.now())
        for shift, volunteer, sentence in done.refused:
            words = {
                "name": volunteer.person.name,
                "role": shift.role.local_name,
                "when": day_and_time(shift.starts_at),
                "what": what_for(shift),
                "why": sentence,
            }
            messages.warning(request, _("%(name)s, %(role)s, %(when)s: not entered. %(why)s") % words)
        count = len(done.entered)
        messages.success(
            request,
            ngettext("%(count)d place filled.", "%(count)d places filled.", count) % {"count": count},
        )
        return HttpResponseRedirect(self.to("index", self.first, self.days))

    def shifts(self, ids: list[int]) -> list[Shift]:
        return list(Shift.objects.of_organisations(self.organisations).filter(pk__in=ids).with_all())
