"""Which case does an address below /me/cases/ name? One's own; somebody else's looks missing."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from portal.cases.models import Case


def own_case(request: HttpRequest, reference: str) -> Case:
    """Return the case that this account writes; raises ``Http404`` for any other."""
    cases = Case.objects.written_by(request.user).select_related("workflow", "questions")
    return get_object_or_404(cases, reference=reference)
