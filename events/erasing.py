"""What of somebody who is erased stands in activities? Places are given back, answers and words go, rows stay."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from events.models import (
    AnswerSheet,
    CalendarToken,
    Call,
    Feedback,
    FeeMark,
    Helper,
    NoShow,
    Party,
    Qualification,
    Registration,
    SalesAlert,
    WishReport,
    WishVoice,
)
from events.sign_up.registration import cancel
from events.states import UNSETTLED_WISHES, WISH_MOVES, WishState
from events.volunteering import erasing as volunteers
from portal.accounts.models import ERASED_NAME, Person
from portal.audit.recording import record
from portal.questions import files


def erase_of(person_id: int, *, by: Any, at: datetime) -> None:
    """Erase what activities hold about a person; what is not over is cancelled, so that somebody else has the place."""
    for row in Registration.objects.live().filter(person=person_id, event__ends_at__gt=at).select_related("event"):
        cancel(registration=row, by=by, at=at)
    volunteers.erase(person_id, by=by, at=at)
    rows = Registration.objects.filter(person=person_id)
    _erase_answers(person_id)
    NoShow.objects.filter(person=person_id).update(reply="")
    # A call that is still open is about what has just been cancelled: it lapses by itself.
    of_them = Q(registration__in=rows) | Q(assignment__volunteer__person=person_id)
    Call.objects.filter(of_them).update(subject="", words="", note="")
    FeeMark.objects.filter(registration__in=rows).update(undo_reason="")
    Feedback.objects.filter(registration__in=rows).update(registration=None, text="", answers={}, version=None)
    SalesAlert.objects.filter(registration__in=rows).update(registration=None, said="")
    alone = ~Exists(Registration.objects.filter(party=OuterRef("pk")).exclude(person=person_id))
    Party.objects.filter(alone, registrations__person=person_id).update(note="")
    _erase_qualifications(person_id, at)
    user_id = Person.objects.values_list("user", flat=True).get(pk=person_id)
    if user_id:
        _erase_of_account(user_id, by=by, at=at)


def _erase_answers(person_id: int) -> None:
    """Erase what was answered about this person, and once for a party in which nobody else comes."""
    others = Registration.objects.filter(party=OuterRef("party")).exclude(person=person_id)
    of_party = Q(registration=None, party__registrations__person=person_id) & ~Exists(others)
    sheets = AnswerSheet.objects.filter(Q(registration__person=person_id) | of_party).select_related("version")
    for sheet in sheets.distinct():
        files.drop(files.keys_of(sheet.answers))
        sheet.erased = sorted({*sheet.erased, *sheet.answers})
        sheet.hold({})
        sheet.changed_by = None
        sheet.save(update_fields=["answers", "erased", "shortest_days", "changed_by"])


def _erase_qualifications(person_id: int, at: datetime) -> None:
    """End them, with the scans of their papers; the proofs of them are erased with all others."""
    held = Qualification.objects.filter(person=person_id)
    files.drop({str(key) for key in held.exclude(scan=None).values_list("scan__key", flat=True)})
    held.update(number="", scan=None)
    held.filter(ended_at=None).update(ended_at=at)


def _erase_of_account(user_id: int, *, by: Any, at: datetime) -> None:
    CalendarToken.objects.filter(user=user_id).delete()
    today = timezone.localdate(at)
    Helper.objects.filter(user=user_id).update(name=ERASED_NAME)
    Helper.objects.filter(user=user_id, ended_at=None, starts_on__lte=today).update(ended_at=at)
    WishReport.objects.filter(user=user_id).delete()
    for voice in WishVoice.objects.filter(user=user_id, is_first=True).select_related("wish"):
        _let_go(voice, by=by, at=at)
    WishVoice.objects.filter(user=user_id).update(estate_code="")


def _let_go(voice: WishVoice, *, by: Any, at: datetime) -> None:
    """Erase what somebody wrote beside a wish; it goes with them unless neighbours have joined in."""
    wish = voice.wish
    wish.detail = ""
    is_alone = not wish.voices.exclude(pk=voice.pk).exists()
    if is_alone:
        wish.title, wish.title_en = ERASED_NAME, ""
        if wish.state in UNSETTLED_WISHES and wish.state != WishState.TAKEN:
            WISH_MOVES.move(wish, WishState.WITHDRAWN)
            wish.settled_at = at
    wish.save()
    record("wish.erased", wish, by=by, at=at, organisation_id=wish.centre_id)
