"""How does a set of questions come to be, and how does it change? Every saving is a version of its own."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.recording import record
from portal.questions.errors import ChangedMeanwhile
from portal.questions.models import QuestionSet, QuestionSetVersion
from portal.questions.reading import read

#: An id as it is given out: the letter and a number that no other question of the set ever had.
GIVEN = re.compile(r"q(\d{1,6})")


@transaction.atomic
def make_set(
    *, organisation_id: int, name: str, name_en: str = "", definition: dict[str, Any], by: Any, at: datetime
) -> QuestionSet:
    """Make a set with its first version; raises ``NotWellFormed``. The caller has checked who may."""
    read(definition)
    made = QuestionSet.objects.create(
        organisation_id=organisation_id, name=name, name_en=name_en, created_at=at, changed_at=at
    )
    _add_version(made, 1, definition, by=by, at=at)
    return made


@transaction.atomic
def save_version(
    question_set: QuestionSet,
    *,
    definition: dict[str, Any],
    name: str,
    name_en: str = "",
    seen: int,
    by: Any,
    at: datetime,
) -> QuestionSetVersion:
    """Save the questions as a new version; the newest one again when they are the same.

    Raises ``NotWellFormed``, and ``ChangedMeanwhile`` unless ``seen`` is the newest version's number.
    """
    asked = read(definition)
    question_set = QuestionSet.objects.select_for_update().get(pk=question_set.pk)
    newest = question_set.versions.latest("number")
    if newest.number != seen:
        raise ChangedMeanwhile(_("Somebody else has saved these questions meanwhile. Please look at them again."))
    if (question_set.name, question_set.name_en) != (name, name_en):
        question_set.name, question_set.name_en, question_set.changed_at = name, name_en, at
        question_set.save(update_fields=["name", "name_en", "changed_at"])
        record("questions.renamed", question_set, by=by, at=at, organisation_id=question_set.organisation_id)
    if newest.questions == asked:
        return newest
    return _add_version(question_set, seen + 1, definition, by=by, at=at)


def copy_set(source: QuestionSet, *, organisation_id: int, name: str, by: Any, at: datetime) -> QuestionSet:
    """Make a set with the newest questions of another one; they part ways from here."""
    return make_set(
        organisation_id=organisation_id,
        name=name,
        name_en=source.name_en,
        definition=source.newest.definition,
        by=by,
        at=at,
    )


def _add_version(
    question_set: QuestionSet, number: int, definition: dict[str, Any], *, by: Any, at: datetime
) -> QuestionSetVersion:
    version = QuestionSetVersion.objects.create(
        question_set=question_set,
        number=number,
        definition=definition,
        made_by=by if hasattr(by, "pk") else None,
        made_at=at,
    )
    ids = [row["id"] for row in definition["questions"]]
    given = [int(found.group(1)) for found in map(GIVEN.fullmatch, ids) if found]
    question_set.ids_given = max([question_set.ids_given, *given])
    question_set.changed_at = at
    question_set.save(update_fields=["ids_given", "changed_at"])
    record(
        "questions.saved",
        question_set,
        by=by,
        at=at,
        organisation_id=question_set.organisation_id,
        version=number,
        questions=ids,
    )
    return version
