"""Where do residents ask for something, see what neighbours ask for, and join in? Whoever asks is never named."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.errors import WishRefused
from events.forms.wishes import AskForm, ReportForm, TitleForm
from events.models import Wish
from events.readouts import wishes as readouts
from events.states import WishState
from events.wishes import asking
from organisations.models import Organisation
from organisations.readouts.centres import centre_of, centres_for
from portal.accounts.returning import login_required_to_act, with_query
from portal.refusals import Refusal

PAGE_LENGTH = 20
SETTLED_SHOWN = 6


@require_safe
def wishes(request: HttpRequest) -> HttpResponse:
    """Show what neighbours ask for, of all centres or of one, and what became of earlier wishes."""
    centres = centres_for(request.user)
    asked = request.GET.get("centre", "")
    chosen = next((centre.code for centre in centres if centre.code == asked), "")
    centre_id = Organisation.objects.only("pk").get(code=chosen).pk if chosen else None
    page = Paginator(readouts.open_wishes(request.user, centre_id), PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {
        "centres": centres,
        "chosen": chosen,
        "page": page,
        "wishes": readouts.views(page.object_list, request.user),
        "settled": readouts.views(readouts.settled_wishes(centre_id)[:SETTLED_SHOWN], request.user),
    }
    return render(request, "events/wishes/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for something: first what, then, beside what others ask for already, the rest."""
    if not hasattr(request.user, "person"):
        return redirect(with_query(reverse("accounts:welcome"), next=request.get_full_path()))
    if request.method == "POST":
        return _make(request, AskForm(request.POST))
    asked = TitleForm(request.GET) if "title" in request.GET else TitleForm()
    if not asked.is_valid():
        return render(request, "events/wishes/ask.html", {"form": asked})
    initial = {"title": asked.cleaned_data["title"], "centre": centre_of(request.user)}
    return _rest(request, AskForm(initial=initial), title=initial["title"])


def _make(request: HttpRequest, form: AskForm) -> HttpResponse:
    if form.is_valid():
        try:
            wish = asking.ask_for(**form.cleaned_data, by=request.user, at=timezone.now())
        except WishRefused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            messages.success(request, _("Thank you. The centre looks at it, then neighbours can join in."))
            return redirect("events:wish", wish.pk)
    return _rest(request, form, title=str(form.data.get("title", ""))[:40], status=422)


def _rest(request: HttpRequest, form: AskForm, *, title: str, status: int = 200) -> HttpResponse:
    """Show what there is like it, and the form."""
    context = {
        "form": form,
        "title": title,
        "similar": readouts.similar(title, request.user),
        "cards": readouts.on_already(title, timezone.now()),
    }
    return render(request, "events/wishes/ask_rest.html", context, status=status)


@require_safe
def wish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one wish and where it stands; one that is not public is there for whoever asked alone."""
    found = readouts.wish_of(request.user, pk)
    if found is None:
        merged = get_object_or_404(Wish.objects.filter(state=WishState.MERGED), pk=pk)
        if readouts.wish_of(request.user, merged.merged_into_id) is None:
            raise Http404
        return redirect("events:wish", merged.merged_into_id)
    [view] = readouts.views([found], request.user)
    return render(request, "events/wishes/show.html", {"wish": view, "detail": found.detail if view.is_mine else ""})


def _readable(request: HttpRequest, pk: int) -> Wish:
    found = readouts.wish_of(request.user, pk)
    if found is None:
        raise Http404
    return found


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    """Go back to where the button was: the list, or what was being written; else the wish."""
    if title := request.POST.get("title", ""):
        return redirect(with_query(reverse("events:ask_for_wish"), title=title[:40]))
    if "list" in request.POST:
        return redirect(f"{reverse('events:wishes')}#wish-{pk}")
    return redirect("events:wish", pk)


@require_POST
@never_cache
@login_required_to_act
def second(request: HttpRequest, pk: int) -> HttpResponse:
    """Join in."""
    try:
        asking.second(_readable(request, pk), by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("You have joined in. You hear first when there is something."))
    return _back(request, pk)


@require_POST
@never_cache
@login_required_to_act
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for it no more."""
    left = asking.take_back(_readable(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Taken back."))
    if left.state == WishState.WITHDRAWN or readouts.wish_of(request.user, pk) is None:
        return redirect("events:wishes")
    return _back(request, pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a wish should not be shown."""
    found = _readable(request, pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            asking.report(found, form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except WishRefused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Thank you. The centre will look at it."))
            return redirect("events:wish", pk)
    context: dict[str, Any] = {"wish": readouts.views([found], request.user)[0], "form": form}
    return render(request, "events/wishes/report.html", context, status=422 if form.is_bound else 200)
