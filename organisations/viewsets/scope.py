"""Which of the organisations they serve does a member of staff look at for now? Kept in the session."""

from django.http import HttpRequest

from organisations.permissions import reach_of

KEY = "workspace_organisation"


def chosen_scope(request: HttpRequest) -> int | None:
    """Return the organisation that the user has chosen to look at, as long as it is one they serve."""
    chosen = request.session.get(KEY)
    return chosen if chosen in reach_of(request.user).own else None


def choose_scope(request: HttpRequest, organisation_id: int | None) -> None:
    """Look at one of the user's own organisations from now on, or at all of them."""
    if organisation_id in reach_of(request.user).own:
        request.session[KEY] = organisation_id
    else:
        request.session.pop(KEY, None)
