"""What does an app say of its kind of case, and who is somebody in a case? Looked up among the contributions."""

from typing import Any

from portal import contributions
from portal.cases.models import Case, Editor
from portal.cases.states import APPLICANT, SUBMITTER, SYSTEM


class UnknownKind(LookupError):
    """No app that is installed has registered this kind of case."""


def kind_named(name: str) -> contributions.CaseKind:
    """Return the kind; raises ``UnknownKind``."""
    for kind in contributions.case_kinds:
        if kind.name == name:
            return kind
    raise UnknownKind(name)


def roles_in(case: Case, user: Any) -> frozenset[str]:
    """Return the roles of a user in a case; a name (of a system actor) has that of the clock.

    Whoever writes a case has no other role in it: nobody decides on their own.
    """
    if not hasattr(user, "pk"):
        return frozenset({SYSTEM})
    if not user.is_active:
        return frozenset()
    editor = Editor.objects.filter(case=case, user=user).first()
    if editor:
        return frozenset({APPLICANT, SUBMITTER} if editor.is_submitter else {APPLICANT})
    if case.submitted_at is None:
        return frozenset()
    return frozenset(kind_named(case.kind).roles_of(user, case))
