"""How does a paper get into a case? Checked like every file, kept where no address leads by itself."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.cases.errors import NotYours
from portal.cases.kinds import roles_in
from portal.cases.models import Case, Document
from portal.cases.recording import enter
from portal.cases.states import APPLICANT, OWN_ROLES
from portal.questions import files
from portal.questions.errors import FileRefused

LARGEST_MEGABYTES = 20
MOST_DOCUMENTS = 50
#: What files of cases are kept under; no question has this id.
NOT_A_QUESTION = "-document"


@transaction.atomic
def lay_in(case: Case, upload: UploadedFile, *, title: str, is_shared: bool, by: Any, at: datetime) -> Document:
    """Keep a paper with a case; one that the applicant lays in is shared. Raises ``NotYours``, ``FileRefused``."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    roles = roles_in(case, by)
    if not roles:
        raise NotYours(_("You cannot do this."))
    if case.documents.count() >= MOST_DOCUMENTS:
        raise FileRefused(_("A case holds at most %(count)d documents.") % {"count": MOST_DOCUMENTS})
    file = files.keep(upload, question=NOT_A_QUESTION, megabytes=LARGEST_MEGABYTES, by=by, at=at)
    file.is_claimed = True
    file.save(update_fields=["is_claimed"])
    document = Document.objects.create(
        case=case,
        file=file,
        title=title.strip()[:80] or file.name,
        is_shared=is_shared or APPLICANT in roles,
        added_by=by,
        added_at=at,
    )
    enter(case, "document_added", roles=roles, by=by, at=at, document=document.pk, is_shared=document.is_shared)
    return document


@transaction.atomic
def write_in(case: Case, content: bytes, *, name: str, title: str, by: Any, at: datetime) -> Document:
    """Keep a paper that the portal itself has made with a case, for the applicant to read."""
    upload = SimpleUploadedFile(name, content)
    file = files.keep(upload, question=NOT_A_QUESTION, megabytes=LARGEST_MEGABYTES, by=None, at=at)
    file.is_claimed = True
    file.save(update_fields=["is_claimed"])
    document = Document.objects.create(case=case, file=file, title=title[:80], is_shared=True, added_at=at)
    enter(case, "document_added", roles=(), by=by, at=at, document=document.pk, is_shared=True)
    return document


def readable(case: Case, roles: frozenset[str]) -> Any:
    """Return the documents that these roles may read: the staff all, whoever writes it those that are shared."""
    papers = case.documents.select_related("file")
    return papers if roles - OWN_ROLES else papers.filter(is_shared=True)
