"""What does an app say of its kind of case, and who is somebody in a case? Looked up among the contributions."""

from typing import Any

from django.utils.translation import gettext_lazy

from portal import contributions
from portal.cases.models import Case
from portal.cases.reading import OWN_GUARDS
from portal.cases.states import APPLICANT, SUBMITTER, SYSTEM

OWN_ROLE_WORDS = {
    SUBMITTER: gettext_lazy("whoever hands it in"),
    APPLICANT: gettext_lazy("everybody who writes it"),
    SYSTEM: gettext_lazy("the clock, when the days are over"),
}
GUARD_WORDS = {
    "defects_settled": gettext_lazy("every corrected field has been ticked off"),
    "checks_done": gettext_lazy("every check of the state is ticked"),
    "overdue": gettext_lazy("the days of the state are over"),
}


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
    editor = next((one for one in case.editors.all() if one.user_id == user.pk), None)
    if editor:
        return frozenset({APPLICANT, SUBMITTER} if editor.is_submitter else {APPLICANT})
    if case.submitted_at is None:
        return frozenset()
    return frozenset(kind_named(case.kind).roles_of(user, case))


def roles_in_words(kind: contributions.CaseKind) -> list[tuple[str, Any]]:
    """Return who can be somebody in a case of this kind, in words."""
    return [*kind.roles.items(), *OWN_ROLE_WORDS.items()]


def guards_in_words(kind: contributions.CaseKind) -> list[tuple[str, Any]]:
    """Return what may have to be so before a move, in words."""
    own = [(key, GUARD_WORDS[key]) for key in sorted(OWN_GUARDS)]
    return [*own, *((key, kind.words.get(key, key)) for key in kind.guards)]


def effects_in_words(kind: contributions.CaseKind) -> list[tuple[str, Any]]:
    """Return what a move may do besides, in words."""
    return [(key, kind.words.get(key, key)) for key in kind.effects]
