"""A reviewer cannot learn of an application that is not assigned: list, search, address, file, export, feed, count.

Whatever a reviewer can open without knowing anything answers the same, to the letter, whether the other application
exists or not; and whatever names it answers as if it were missing.
"""

import re
import uuid
from io import BytesIO
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from incubator.assigning import assign
from incubator.models import Application, Intake
from portal.cases.documents import lay_in
from portal.questions import files
from tests import factories
from tests.addresses import admin_addresses, other_addresses
from tests.incubator.applications import appoint, handed_in, under_review

pytestmark = pytest.mark.django_db
SECRET, PDF = "别家的申请", b"%PDF-1.4\nmade up\n%%EOF"
#: What differs between two answers to the same question: tokens, keys of forms, and how long it took.
PASSING = re.compile(
    r"(csrfmiddlewaretoken|nonce|csrf)[^>]{0,200}|[A-Za-z0-9]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|\d{2}:\d{2}:\d{2}(\.\d+)?"
)
#: Not asked: what signs out, waits, or shows a moment of its own.
LEFT_OUT = {"wagtailadmin_logout", "account_logout", "wagtaildocs_serve", "wagtail_serve", "metrics", "readyz"}


@pytest.fixture(params=["from outside", "staff elsewhere"])
def reviewer(request, call, areas) -> Any:
    """A reviewer of this base; one of the two works for an organisation that has nothing to do with it."""
    user = appoint(call.base, "reviewer", name="陆晨")
    if request.param == "staff elsewhere":
        user.is_staff = True
        user.save()
        elsewhere = factories.make_organisation("else", "别处", kind="social", area=areas["committee"])
        factories.make_member(user, elsewhere, "officer")
    return user


def other_one(call: Intake, operator: Any) -> Application:
    """An application with files and papers, judged by somebody else."""
    writer = factories.make_user("others")
    at = timezone.now()
    paper = files.keep(SimpleUploadedFile("secret.pdf", PDF), question="founders", megabytes=5, by=writer, at=at)
    found = under_review(call, "other-team", name=SECRET, idea=f"{SECRET}的设想", founders=[paper.as_answer])
    lay_in(found.case, SimpleUploadedFile("note.pdf", PDF), title=SECRET, is_shared=True, by=operator, at=at)
    handed_in(assign(found, appoint(call.base, "second", name="顾敏"), by=operator, at=at))
    return found


def shown(client: Any, reviewer: Any, words: str = SECRET) -> dict[str, str]:
    """Ask for everything that names no object, and search for words wherever one can; return the answers."""
    found = {}
    admin = admin_addresses() if reviewer.is_staff else []
    for name, arguments in [*admin, *other_addresses()]:
        if arguments or name in LEFT_OUT:
            continue
        for query in ("", f"?q={quote(words)}"):
            answer = client.get(reverse(name) + query)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found[f"{name}{query}"] = f"{answer.status_code} {_words(body)}"
    return found


def _words(body: bytes) -> str:
    """Return what an answer says, without what passes; of a workbook its cells, since the file names its minute."""
    if body.startswith(b"PK"):
        sheets = openpyxl.load_workbook(BytesIO(body)).worksheets
        return str([[sheet.title, *sheet.values] for sheet in sheets])
    return PASSING.sub("", body.decode(errors="replace"))


def test_every_page_is_the_same_whether_another_application_exists_or_not(call, operator, reviewer, client):
    mine = under_review(call, "team")
    assign(mine, reviewer, by=operator, at=timezone.now())
    client.force_login(reviewer)
    with patch.object(timezone, "now", return_value=timezone.now()):
        before = shown(client, reviewer)
        other_one(call, operator)
        after = shown(client, reviewer)
    assert mine.case.title in before["incubator:reviews"]
    assert len(before) > 80
    assert [name for name in before if before[name] != after[name]] == []


def test_every_address_that_names_it_answers_as_if_it_were_missing(call, operator, reviewer, client):
    mine = under_review(call, "team")
    own = assign(mine, reviewer, by=operator, at=timezone.now())
    other = other_one(call, operator)
    [theirs], [document] = other.reviews.all(), other.case.documents.all()
    [file] = other.case.revisions.get().answers["founders"]
    client.force_login(reviewer)
    missing = str(uuid.uuid4())
    for key in (file["file"], str(document.file.key), missing):
        assert client.get(f"/incubator/reviews/{own.pk}/files/{key}/").status_code == 404
    reference = other.case.reference
    addresses = [
        *(f"/incubator/reviews/{theirs.pk}/{end}" for end in ("", "recuse/", f"files/{file['file']}/")),
        *(f"/me/cases/{reference}/{end}" for end in ("", "write/", "move/withdraw/", f"files/{file['file']}/")),
        f"/me/cases/{reference}/documents/{document.pk}/",
        *(f"/admin/cases/case/{other.case_id}/{end}" for end in ("", f"files/{file['file']}/")),
        f"/admin/cases/case/{other.case_id}/documents/{document.pk}/",
        *(f"/admin/reviews/{end}" for end in (f"show/{other.pk}/", f"propose/{call.pk}/")),
        f"/admin/deciding/list/{call.pk}/",
    ]
    for address in addresses:
        for language in ("", "" if address.startswith("/admin") else "/en"):
            assert client.get(language + address).status_code == 404, address
            assert client.post(language + address, {"act": "x", "recipient": "ourselves"}).status_code in (404, 405)
    export = client.post("/admin/reviews/hand-out/", {"recipient": "ourselves", "purpose": "report"})
    if export.status_code == 200:
        assert list(openpyxl.load_workbook(BytesIO(export.content)).active.values)[-1][0] == "事由"
    own_page = client.get(f"/incubator/reviews/{own.pk}/").content.decode()
    assert SECRET not in own_page
    assert reference not in own_page
