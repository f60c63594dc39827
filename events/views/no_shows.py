"""Who answers for a no-show? The resident has a say on my page, staff read it and excuse, a centre sets its rule."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.forms.no_shows import ReplyForm, RuleForm
from events.models import NoShow, NoShowRule
from events.readouts.no_shows import absences_at, own_absences
from events.sign_up import no_shows
from events.views.door import AtDoor, for_staff
from organisations.models import Organisation
from organisations.permissions import Act, organisations_for
from portal.accounts.returning import login_required_to_act


@require_POST
@never_cache
@login_required_to_act
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what somebody has to say about a no-show of theirs."""
    at = timezone.now()
    mine = {absence.pk for absence in own_absences(request.user, at)}
    one, form = get_object_or_404(NoShow, pk=pk if pk in mine else None), ReplyForm(request.POST)
    if form.is_valid():
        no_shows.reply(one, form.cleaned_data["reply"], by=request.user, at=at)
        messages.success(request, _("Thank you. The staff will read it."))
    else:
        messages.error(request, _("Please write one to two hundred characters."))
    return redirect("me:home")


@require_safe
@for_staff
def absences(door: AtDoor) -> HttpResponse:
    """List the no-shows of an event with what people say."""
    event = door.door.event
    return render(door.request, "events/door/absences.html", {"event": event, "absences": absences_at(event)})


@require_POST
@for_staff
def excuse(door: AtDoor, pk: int) -> HttpResponse:
    """Let a no-show count no more."""
    rows = NoShow.objects.select_related("attendance__session__event")
    one = get_object_or_404(rows, pk=pk, attendance__session__event=door.door.event)
    no_shows.excuse(one, by=door.door.by, at=door.at)
    messages.success(door.request, _("Excused: it counts no more."))
    return redirect("events:door_absences", door.door.event.pk)


@never_cache
@login_required
def rule(request: HttpRequest, centre: str) -> HttpResponse:
    """Show a centre's rule to its officers, and set it by POST."""
    mine = organisations_for(request.user, Act.APPROVE).filter(kind=Organisation.Kind.CENTRE)
    found = get_object_or_404(mine, code=centre)
    known = NoShowRule.objects.filter(centre=found).first()
    initial = {"count": known.count, "days": known.days} if known else None
    form = RuleForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        no_shows.set_rule(found, count=facts["count"], days=facts["days"], by=request.user, at=timezone.now())
        messages.success(request, _("The rule is set.") if facts["count"] else _("There is no rule now."))
        return redirect("events:no_show_rule", centre)
    status = 422 if form.is_bound else 200
    return render(request, "events/no_shows/rule.html", {"centre": found, "form": form}, status=status)
