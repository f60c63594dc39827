"""Where does somebody read the files of a case of theirs, and lay papers in? Each is asked for through the case."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.returning import login_required_to_act
from portal.cases.documents import lay_in as keep_document
from portal.cases.documents import readable
from portal.cases.forms.moving import DocumentForm
from portal.cases.kinds import roles_in
from portal.cases.readouts.case import case_page
from portal.cases.views.own import own_case
from portal.questions.files import response
from portal.refusals import Refusal


@never_cache
@require_safe
@login_required
def file(request: HttpRequest, case_reference: str, file_key: UUID) -> HttpResponse:
    """Give back a file of the answers, of any version."""
    case = own_case(request, case_reference)
    for answers in [case.draft, *case.revisions.values_list("answers", flat=True)]:
        try:
            return response(answers, file_key)
        except Http404:
            continue
    raise Http404


@never_cache
@require_safe
@login_required
def document(request: HttpRequest, case_reference: str, pk: int) -> HttpResponse:
    """Give back a document that is shared with whoever writes the case."""
    case = own_case(request, case_reference)
    paper = readable(case, roles_in(case, request.user)).filter(pk=pk).first()
    if paper is None:
        raise Http404
    return response({"document": [paper.file.as_answer]}, paper.file.key)


@require_POST
@login_required_to_act
def lay_in(request: HttpRequest, case_reference: str) -> HttpResponse:
    """Lay a paper into the case."""
    case = own_case(request, case_reference)
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        try:
            keep_document(case, given["file"], title=given["title"], is_shared=True, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("file", str(refusal.sentence))
        else:
            messages.success(request, _("The document is with the case now."))
            return redirect("cases:case", case_reference)
    context = {"page": case_page(case, request.user), "document_form": form}
    return render(request, "cases/show.html", context, status=422)
