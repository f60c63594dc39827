"""Whom does the door look after? Whom to call for the old and the young, who collects a child; the centre's rule."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.forms.care import RuleForm
from events.models import CareRule
from events.readouts.care import charges
from events.sign_up import care
from events.views.door import AtDoor, at_the_door
from organisations.models import Organisation
from organisations.permissions import Act, organisations_for
from portal.accounts.returning import with_query
from portal.refusals import Refusal


@require_safe
@at_the_door
def care_list(door: AtDoor) -> HttpResponse:
    """List children and the old of one session, with whom to call and who may collect."""
    session = door.session(door.request.GET.get("session", ""))
    context = {"event": door.door.event, "session": session, "charges": charges(session)}
    return render(door.request, "events/door/care.html", context)


@require_POST
@at_the_door
def hand_over(door: AtDoor) -> HttpResponse:
    """Tick that a child was collected, or with ``undo`` take the tick back."""
    posted = door.request.POST
    session = door.session(posted.get("session", ""))
    reference, collector = posted.get("reference", "")[:10], posted.get("collector", "")
    try:
        if "undo" in posted:
            care.take_back_hand_over(session, reference, **door.acting)
        else:
            collector_id = int(collector) if collector.isdecimal() and len(collector) < 19 else 0
            done = care.hand_over(session, reference, collector_id, **door.acting)
            messages.success(door.request, _("Collected by %(name)s.") % {"name": done.collector.name})
    except Refusal as refusal:
        messages.error(door.request, str(refusal.sentence))
    return redirect(with_query(reverse("events:door_care", args=[door.door.event.pk]), session=session.pk))


@never_cache
@login_required
def rule(request: HttpRequest, centre: str) -> HttpResponse:
    """Show to a centre's officers from which age whom to call is asked, and who is collected; set it by POST."""
    mine = organisations_for(request.user, Act.APPROVE).filter(kind=Organisation.Kind.CENTRE)
    found = get_object_or_404(mine, code=centre)
    known = CareRule.objects.filter(centre=found).first() or CareRule()
    initial = {"elder_from_age": known.elder_from_age, "collected_below_age": known.collected_below_age}
    form = RuleForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        care.set_rule(found, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("The rule is set."))
        return redirect("events:care_rule", centre)
    context = {"centre": found, "form": form}
    return render(request, "events/care/rule.html", context, status=422 if form.is_bound else 200)
