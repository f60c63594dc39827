"""How does somebody have their data erased? One page says what goes and what stays; a tick and six digits do it."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.addresses import client_address
from portal.accounts.erasing import OWN, erase
from portal.accounts.errors import CodeNotSent, CodeSpent, TooManyCodes, WrongCode
from portal.accounts.forms.erasing import EraseForm
from portal.accounts.household import people_one_may_act_for
from portal.accounts.models import Person
from portal.accounts.phone_codes import redeem_code, send_code
from portal.accounts.phone_numbers import shown
from portal.accounts.views.signing_in import HTTP_STATUS, is_recently_proven
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
    asked = {"user": request.user, "is_proven": is_recently_proven(request)}
    if request.method == "POST" and "send" in request.POST:
        form = EraseForm(initial={"is_sure": "is_sure" in request.POST}, **asked)
        status, sentence = _send(request, form)
        return _page(request, form, person, people, status=status, sentence=sentence)
    form = EraseForm(request.POST if request.method == "POST" else None, **asked)
    if request.method == "POST" and form.is_valid():
        try:
            if form.by_code:
                redeem_code(request.user.phone, form.cleaned_data["code"], at=at)
            erase(person, by=request.user, at=at)
        except (WrongCode, CodeSpent) as refusal:
            form.add_error("code", str(refusal.sentence))
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            if is_self:
                logout(request)
            messages.success(request, _("The data are erased."))
            return redirect("/" if is_self else "accounts:household")
    return _page(request, form, person, people, status=422 if form.errors else 200)


def _send(request: HttpRequest, form: EraseForm) -> tuple[int, object]:
    """Send six digits where they are asked for; return the status and the sentence that says what became of it."""
    if not form.by_code:
        return 200, ""
    try:
        send_code(request.user.phone, address=client_address(request), at=timezone.now())
    except (TooManyCodes, CodeNotSent) as refusal:
        return HTTP_STATUS[type(refusal)], refusal.sentence
    return 200, _("We sent six digits by SMS. They are good for ten minutes.")


def _page(
    request: HttpRequest,
    form: EraseForm,
    person: Person,
    people: Iterable[Person],
    *,
    status: int,
    sentence: object = "",
) -> HttpResponse:
    is_self = person.user_id == request.user.pk
    context = {
        "form": form,
        "person": person,
        "is_self": is_self,
        "others": [one for one in people if is_self and one.pk != person.pk],
        "shown_phone": shown(request.user.phone or ""),
        "sentence": sentence,
        "tone": "info" if status == 200 else "warning",
    }
    return render(request, "accounts/household/erase.html", context, status=status)
