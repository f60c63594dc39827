"""What of somebody who is erased stands in shifts, the ledger and messages? No word of theirs, and nowhere their name.

Rows stay, for those who were there with them: the number, shifts, marks, minutes.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from events.models import Assignment, AssignmentMark, HoursEntry, Incident, StandIn, Volunteer
from events.volunteering import enlisting
from portal.accounts.models import ERASED_NAME
from portal.outbox import forgetting
from portal.outbox.models import Message
from portal.taking_out import take_out, words_of

#: What is told to colleagues and to whoever is in charge.
TOLD = ("shift.", "stand_in.", "volunteers.", "service_proof.", "hours.")


@transaction.atomic
def erase(person_id: int, *, by: Any, at: datetime) -> None:
    """Erase what is held of somebody as a volunteer, and what others wrote of them; requests that are open end."""
    volunteer = Volunteer.objects.filter(person=person_id).select_related("person").first()
    if volunteer is None:
        return
    enlisting.end(volunteer, by=by, at=at)
    volunteer.welcomes.update(note="", insurance_note="")
    own = Assignment.objects.filter(volunteer=volunteer)
    StandIn.objects.filter(assignment__in=own).update(note="")
    AssignmentMark.objects.filter(assignment__in=own).update(reason="")
    # What was set aside for a reason keeps one, without words.
    own.exclude(override_reason="").update(override_reason=ERASED_NAME)
    volunteer.service_proofs.filter(proof=None, declined_at=None).delete()
    volunteer.service_proofs.update(document="", document_secret="", declined_note="")
    name = volunteer.person.name
    HoursEntry.objects.of_volunteer(volunteer).exclude(reason="").update(reason=ERASED_NAME)
    HoursEntry.objects.of_volunteer(volunteer).filter(content__contains=name).update(content=ERASED_NAME)
    HoursEntry.objects.of_volunteer(volunteer).filter(content_en__contains=name).update(content_en=ERASED_NAME)
    there = Incident.objects.filter(Q(shift__in=own.values("shift")) | Q(made_by__person=person_id))
    named = words_of(name, replacement=ERASED_NAME)
    take_out(there.distinct(), "words", "closing_note", words=named)
    take_out(StandIn.objects.filter(Q(asked=volunteer) | Q(taker=volunteer)), "note", words=named)
    _forget_what_was_told(name)


def _forget_what_was_told(name: str) -> None:
    of_shifts = Q()
    for kind in TOLD:
        of_shifts |= Q(kind__startswith=kind)
    told = Message.objects.filter(of_shifts).filter(Q(subject__contains=name) | Q(body__contains=name))
    forgetting.take_out(name, ERASED_NAME, recipient_ids=set(told.values_list("recipient", flat=True)) - {None})
