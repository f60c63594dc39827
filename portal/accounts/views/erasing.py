"""How does somebody have their data erased? One page says what goes and what stays; a tick and a button do it."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.erasing import OWN, erase
from portal.accounts.forms.erasing import EraseForm
from portal.accounts.household import people_one_may_act_for
from portal.refusals import Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erase_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask, and erase: oneself with one's account, or a child whose guardian one is."""
    at = timezone.now()
    people = people_one_may_act_for(request.user, at)
    person = get_object_or_404(people.filter(basis__in=OWN), pk=person_id)
    is_self = person.user_id == request.user.pk
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erase(person, by=request.user, at=at)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            if is_self:
                logout(request)
            messages.success(request, _("The data are erased."))
            return redirect("/" if is_self else "accounts:household")
    others = [one for one in people if is_self and one.pk != person.pk]
    context = {"form": form, "person": person, "is_self": is_self, "others": others}
    return render(request, "accounts/household/erase.html", context, status=422 if form.errors else 200)
