"""Where do staff answer wishes? The centre's officers look, answer and pass on; organisations take up and give back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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

from events.errors import NotAllowed, WishRefused
from events.forms.wishes import (
    AnswerForm,
    ExistingForm,
    GiveBackForm,
    HideForm,
    MergeForm,
    PassOnForm,
    ShowForm,
    TakeUpForm,
)
from events.models import Wish
from events.permissions import can_answer_wish, organisations_to_take_up
from events.readouts import wish_desk
from events.states import OPEN_WISHES, WISH_MOVES, WishState
from events.wishes import answering, taking_up
from organisations import admin_gate
from organisations.permissions import Act, may, reach_of
from organisations.viewsets.menu import RESIDENTS, StaffMenuItem

PAGE_LENGTH = 50
NAMES = {
    "new": _("To look at"),
    "reported": _("Reported"),
    "open": _("Open"),
    "passed_on": _("Passed on"),
    "taken": _("Taken up"),
    "settled": _("Settled"),
}


class WishList(View):
    """The wishes that are one's business, a part at a time."""

    def get(self, request: HttpRequest) -> HttpResponse:
        is_officer = request.user.is_superuser or "officer" in reach_of(request.user).roles
        parts = list(wish_desk.PARTS) if is_officer else list(wish_desk.OF_ORGANISATIONS)
        part = request.GET.get("part", "")
        part = part if part in parts else parts[0]
        page = Paginator(wish_desk.part_of(request.user, part), PAGE_LENGTH).get_page(request.GET.get("page"))
        context = {
            "parts": [(name, NAMES[name], name == part) for name in parts],
            "part": part,
            "page": page,
            "rows": wish_desk.rows(page.object_list),
            "is_officer": is_officer,
        }
        return render(request, "events/admin/wishes/list.html", context)


class WishFigures(View):
    """What was asked for in the last year in one's centres, and what became of it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        figures = wish_desk.figures(request.user, timezone.now())
        return render(request, "events/admin/wishes/figures.html", {"figures": figures})


def wish_or_missing(request: HttpRequest, pk: int) -> Wish:
    """Return a wish that is the user's business as staff; anything else is missing."""
    wishes = wish_desk.within(request.user).counted()
    return get_object_or_404(wishes.select_related("centre", "category", "taken_by__page", "programme"), pk=pk)


@dataclass(frozen=True)
class Step:
    """An act on a wish: its form, the operation, what to say of it, and where it is offered."""

    form: Callable[[Any, Wish, Any], Form]
    perform: Callable[..., Any]
    said: Promise
    is_offered: Callable[[Wish], bool]
    is_centres: bool = True


def _may_become(state: str) -> Callable[[Wish], bool]:
    return lambda wish: WISH_MOVES.allows(wish.state, state)


STEPS = {
    "show": Step(
        lambda data, wish, user: ShowForm(data, initial={"title": wish.title, "title_en": wish.title_en}),
        answering.show,
        _("Everybody can see it in these words."),
        lambda wish: wish.state in (WishState.NEW, WishState.HIDDEN, *OPEN_WISHES),
    ),
    "hide": Step(
        lambda data, wish, user: HideForm(data), answering.hide, _("It is not shown."), _may_become(WishState.HIDDEN)
    ),
    "let_stand": Step(
        lambda data, wish, user: Form(data),
        answering.let_stand,
        _("It stays as it is."),
        lambda wish: wish.reports.filter(settled_at=None).exists(),
    ),
    "look_for": Step(
        lambda data, wish, user: AnswerForm(data, initial={"answer": wish.answer}),
        answering.look_for_somebody,
        _("Answered, and told to those who asked."),
        lambda wish: wish.state in (WishState.OPEN, WishState.LOOKING, WishState.PASSED_ON),
    ),
    "pass_on": Step(
        lambda data, wish, user: PassOnForm(data, initial={"reach": wish.passed_to or Wish.Reach.HOSTED}),
        answering.pass_on,
        _("Passed on: the organisations and those who asked have been told."),
        lambda wish: (
            wish.state in (WishState.OPEN, WishState.LOOKING)
            or (wish.passed_to == Wish.Reach.HOSTED and wish.state == WishState.PASSED_ON)
        ),
    ),
    "merge": Step(
        lambda data, wish, user: MergeForm(data, wish=wish),
        answering.merge,
        _("Joined: all voices count together."),
        _may_become(WishState.MERGED),
    ),
    "decline": Step(
        lambda data, wish, user: AnswerForm(data),
        answering.decline,
        _("Answered, and told to those who asked."),
        _may_become(WishState.DECLINED),
    ),
    "take_up": Step(
        lambda data, wish, user: TakeUpForm(data, organisations=organisations_to_take_up(user, wish)),
        taking_up.take_up,
        _("Taken up, and told to those who asked. Now write the programme."),
        _may_become(WishState.TAKEN),
        is_centres=False,
    ),
    "begin": Step(
        lambda data, wish, user: Form(data),
        taking_up.begin_programme,
        _("A draft for you to write on. When its sign-up is public, those who asked hear first."),
        lambda wish: wish.state == WishState.TAKEN,
        is_centres=False,
    ),
    "answer_with": Step(
        lambda data, wish, user: ExistingForm(data, wish=wish),
        taking_up.answer_with,
        _("Noted. When its sign-up is public, those who asked hear first."),
        lambda wish: wish.state == WishState.TAKEN and wish.programme is None,
        is_centres=False,
    ),
    "give_back": Step(
        lambda data, wish, user: GiveBackForm(data),
        taking_up.give_back,
        _("Given back: another organisation can take it up."),
        lambda wish: wish.state == WishState.TAKEN,
        is_centres=False,
    ),
}
#: How the operations call what the forms ask, where the words differ.
ARGUMENTS = {"programme": "page"}


def offered(request: HttpRequest, wish: Wish) -> dict[str, Step]:
    """Return the acts that this member of staff can carry out on the wish now."""
    answers = can_answer_wish(request.user, wish)
    if wish.state == WishState.TAKEN:
        works = may(request.user, Act.WRITE, wish.taken_by_id)
    else:
        works = organisations_to_take_up(request.user, wish).exists()
    return {
        name: step for name, step in STEPS.items() if (answers if step.is_centres else works) and step.is_offered(wish)
    }


class LookAtWish(View):
    """One wish with everything that staff know of it, and the acts that are possible now."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(request, wish_or_missing(request, pk))

    def page(self, request: HttpRequest, wish: Wish, bound: dict[str, Form] | None = None) -> HttpResponse:
        forms = {
            name: (bound or {}).get(name) or step.form(None, wish, request.user)
            for name, step in offered(request, wish).items()
        }
        context = {
            "wish": wish,
            "forms": forms,
            "estates": wish_desk.estates_of([wish.pk])[wish.pk],
            "reports": wish.reports.filter(settled_at=None) if can_answer_wish(request.user, wish) else [],
            "answers": can_answer_wish(request.user, wish),
        }
        return render(request, "events/admin/wishes/look.html", context, status=422 if bound else 200)


class ActOnWish(LookAtWish):
    """Carries out one act; what is amiss is shown where it was typed."""

    http_method_names = ["post"]
    act = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        wish = wish_or_missing(request, pk)
        step = offered(request, wish).get(self.act)
        if step is None:
            messages.error(request, _("This cannot be done any more."))
            return HttpResponseRedirect(reverse("wishes:look", args=[pk]))
        form = step.form(request.POST, wish, request.user)
        if not form.is_valid():
            return self.page(request, wish, {self.act: form})
        said = {ARGUMENTS.get(name, name): value for name, value in form.cleaned_data.items()}
        try:
            done = step.perform(wish, **said, by=request.user, at=timezone.now())
        except NotAllowed:
            raise Http404 from None
        except WishRefused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
            return self.page(request, wish, {self.act: form})
        messages.success(request, step.said)
        return HttpResponseRedirect(self.next_address(request, done, pk))

    def next_address(self, request: HttpRequest, done: Any, pk: int) -> str:
        if self.act == "begin":
            return reverse("wagtailadmin_pages:edit", args=[done.pk])
        is_there = wish_desk.within(request.user).filter(pk=pk).exists()
        return reverse("wishes:look", args=[pk]) if is_there else reverse("wishes:index")


class WishViewSet(ViewSet):
    """Wishes of residents."""

    name = "wishes"
    icon = "pick"
    menu_label = _("Wishes")
    menu_hook = RESIDENTS.hook
    menu_order = 20

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", WishList.as_view(), name="index"),
            path("figures/", WishFigures.as_view(), name="figures"),
            path("<int:pk>/", LookAtWish.as_view(), name="look"),
            *(path(f"<int:pk>/{act}/", ActOnWish.as_view(act=act), name=act) for act in STEPS),
        ]

    @property
    def menu_item_class(self) -> Any:
        return lambda *args, **kwargs: StaffMenuItem(*args, url_names=["wishes:index"], **kwargs)

    def on_register(self) -> None:
        super().on_register()
        names = [f"wishes:{pattern.name}" for pattern in self.get_urlpatterns()]
        admin_gate.allow(admin_gate.WRITERS, [name for name in names if name != "wishes:figures"])
        admin_gate.allow(admin_gate.APPROVERS, ["wishes:figures"])
