"""What happens at the door? A phone shows who is expected, one tap marks somebody, and a walk-in is added.

Everything works by plain forms; with a script the same marks are kept on the device and sent in batches.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Protocol
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events.door import check_in
from events.door.door_links import KEPT_OPEN, Door, door_for
from events.door.walk_in import walk_in as add_walk_in
from events.forms.asking import QuestionForms
from events.forms.door import MarkForm, WalkInForm, read_marks
from events.models import Session
from events.permissions import can_manage_event
from events.readouts import door as readouts
from events.sign_up.asking import asking_of
from organisations.models import Organisation
from organisations.permissions import Act, organisations_for
from portal.accounts.returning import with_query
from portal.refusals import Refusal

#: The cookie that a device carries for one event; its value is the link's secret.
DEVICE_COOKIE = "door_{}"


@dataclass(frozen=True)
class AtDoor:
    """A request that stands at an event's door, with the right to."""

    request: HttpRequest
    door: Door
    at: datetime

    @property
    def is_staff(self) -> bool:
        """Whether it is somebody with an account who runs the event, and not a device or the door's own role."""
        return self.door.link is None and can_manage_event(self.door.by, self.door.event, self.at)

    @property
    def acting(self) -> dict[str, Any]:
        """Who acts, and when: what every operation of the door is told."""
        return {"by": self.door.by, "link": self.door.link, "at": self.at}

    def session(self, asked: str) -> Session:
        """Return the session asked for, or the one that is on; a foreign one is missing."""
        session = readouts.session_at_door(self.door.event, asked, self.at)
        if session is None:
            raise Http404
        return session

    def url(self, session: Session, **query: object) -> str:
        """Return the door of this session."""
        return with_query(reverse("events:door", args=[self.door.event.pk]), session=session.pk, **query)

    @property
    def until(self) -> datetime:
        """Until when a device may keep the list."""
        lapses_at = self.door.event.ends_at + KEPT_OPEN
        return min(lapses_at, self.door.link.lapses_at) if self.door.link else lapses_at


class DoorView(Protocol):
    def __call__(self, door: AtDoor, /, **arguments: Any) -> HttpResponseBase: ...


def at_the_door(view: DoorView) -> Any:
    """Let in whoever may stand at this event's door, by account or by a device's link; for others it is missing."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, event_id: int, **arguments: Any) -> HttpResponseBase:
        at, event = timezone.now(), readouts.event_at_door(event_id)
        secret = request.COOKIES.get(DEVICE_COOKIE.format(event_id), "")[:64]
        door = door_for(event, user=request.user, secret=secret, at=at) if event else None
        if door is None:
            if request.user.is_anonymous and request.method == "GET" and not request.headers.get("X-Door"):
                return redirect_to_login(request.get_full_path())
            raise Http404
        return view(AtDoor(request, door, at), **arguments)

    return guarded


def for_staff(view: DoorView) -> Any:
    """Let in only staff who run the event, by their own account."""

    @wraps(view)
    def guarded(door: AtDoor, **arguments: Any) -> HttpResponseBase:
        if not door.is_staff:
            raise Http404
        return view(door, **arguments)

    return at_the_door(guarded)


def _page(door: AtDoor, session: Session, **context: Any) -> HttpResponse:
    words = door.request.GET.get("q", "").replace("\0", "")[:50].strip()
    shown = readouts.screen(session, door.at)
    context = {
        "screen": shown,
        "guests": shown.found(words),
        "words": words,
        "walk_in": WalkInForm(initial={"key": uuid4()}),
        "questions": context.get("questions") or _questions(door),
        "is_staff": door.is_staff,
        "is_device": door.door.link is not None,
        "device": _device(door, session),
        **context,
    }
    response = render(door.request, "events/door/screen.html", context, status=422 if "trouble" in context else 200)
    # The device that keeps this page without a network reads from it until when it may.
    response["X-Door-Until"] = str(_milliseconds(door.until))
    return response


def _questions(door: AtDoor, posted: Any = None) -> QuestionForms | None:
    """Return what a walk-in has to be asked; None where the event asks nothing that has to be answered."""
    asking = asking_of(door.door.event)
    if asking is None or asking.version is None:
        return None
    return QuestionForms.at_door(asking.version, posted, by=door.door.by, at=door.at)


def _device(door: AtDoor, session: Session) -> dict[str, object]:
    """Return what the page's script works with: its words, where it sends marks, and until when it keeps anything."""
    event_id = door.door.event.pk
    return {
        **readouts.words_for_device(door.door.event, session),
        "at": _milliseconds(door.at),
        "until": _milliseconds(door.until),
        "marksUrl": reverse("events:door_marks", args=[event_id]),
        "statesUrl": reverse("events:door_states", args=[event_id]) + f"?session={session.pk}",
        "workerUrl": reverse("events:door_worker"),
        "scope": reverse("events:doors"),
    }


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


@never_cache
@require_safe
@login_required
def doors(request: HttpRequest) -> HttpResponse:
    """List today's and the next sessions at whose doors this user may stand; the last ones too, for what came late."""
    centres = organisations_for(request.user, Act.APPROVE).filter(kind=Organisation.Kind.CENTRE)
    context = {"sessions": readouts.doors_of(request.user, timezone.now()), "centres": centres}
    return render(request, "events/door/doors.html", context)


@require_safe
@at_the_door
def show(door: AtDoor) -> HttpResponse:
    """Show who is expected at one session: the one asked for, else today's first."""
    return _page(door, door.session(door.request.GET.get("session", "")))


@require_POST
@at_the_door
def mark(door: AtDoor) -> HttpResponse:
    """Take one tap of a plain form, and say what was marked."""
    session, form = door.session(door.request.POST.get("session", "")), MarkForm.of(door.request.POST)
    if not form.is_valid():
        sentence = next(iter(form.errors.values()))[0]
        return _page(door, session, trouble=sentence, typed=form.data.get("reference", "")[:60])
    facts = form.cleaned_data
    way = facts["way"] or check_in.Way.SEARCH
    try:
        outcome = check_in.mark(session, facts["reference"], facts["says"], way=way, **door.acting)
    except Refusal as refusal:
        return _page(door, session, trouble=refusal.sentence, typed=facts["reference"])
    if attendance := outcome.attendance:
        messages.success(door.request, readouts.announce(attendance.registration.person.name, attendance.state))
    return redirect(door.url(session))


@require_POST
@at_the_door
def marks(door: AtDoor) -> HttpResponse:
    """Take the queue of a device: each mark once, however often it is sent; answers what became of each."""
    try:
        asked, sent = read_marks(door.request.body)
    except ValueError:
        return JsonResponse({"error": "unreadable"}, status=400)
    session = door.session(asked)
    try:
        outcomes = check_in.mark_all(session, sent, **door.acting)
    except Refusal as refusal:
        return JsonResponse({"error": refusal.reason, "sentence": str(refusal.sentence)}, status=409)
    answers = [
        {
            "key": str(outcome.mark.key),
            "refused": outcome.refusal.reason if outcome.refusal else "",
            "sentence": str(outcome.refusal.sentence) if outcome.refusal else "",
        }
        for outcome in outcomes
    ]
    return JsonResponse({"outcomes": answers, **_told(door, session)})


@require_safe
@at_the_door
def states(door: AtDoor) -> HttpResponse:
    """Tell a device how the list stands, with a fresh token for its next batch."""
    return JsonResponse(_told(door, door.session(door.request.GET.get("session", ""))))


def _told(door: AtDoor, session: Session) -> dict[str, object]:
    # Not the moment at which the request began: a page that began after it may have been read before its marks.
    as_of = timezone.now()
    told = readouts.told(readouts.guests(session), session, as_of)
    return {**told, "token": get_token(door.request), "until": _milliseconds(door.until)}


@require_POST
@at_the_door
def walk_in(door: AtDoor) -> HttpResponse:
    """Give somebody who just came a place and mark them as here."""
    session, form = door.session(door.request.POST.get("session", "")), WalkInForm(door.request.POST)
    questions = _questions(door, door.request.POST)
    if not all([forms.is_valid() for forms in (form, questions) if forms]):
        return _page(door, session, walk_in=form, questions=questions, trouble="")
    said = {**form.cleaned_data, "answers": questions.answers if questions else None}
    try:
        added = add_walk_in(session, **said, **door.acting)
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
        return _page(door, session, walk_in=form, questions=questions, trouble="")
    messages.success(door.request, readouts.announce(added.person.name, check_in.AttendanceState.PRESENT))
    return redirect(door.url(session))


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the script that opens the door's page without a network; from here, so that it reaches no further."""
    path = finders.find("js/door-worker.js")
    if not path:
        raise Http404
    with open(path, encoding="utf-8") as script:
        response = HttpResponse(script.read(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def remember_device(response: HttpResponse, event_id: int, secret: str, lapses_at: datetime) -> None:
    """Let this browser carry the link's secret for this event, out of reach of scripts."""
    response.set_cookie(
        DEVICE_COOKIE.format(event_id),
        secret,
        expires=lapses_at,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
