"""What is sent as a file on the applicant's form is refused in plain words unless it is what it says."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image

from incubator.applying import apply
from portal.cases.models import Case
from portal.questions.models import AnswerFile
from tests.incubator.posting import boxes

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\nmade up\n%%EOF"
NOT_WHAT = "打不开，或者内容与文件名不符"
NOT_TAKEN = "只能上传"


def packed(main_part: str, unpacked: int = 0, members: int = 0) -> bytes:
    """Return an office document that says of itself that it unpacks to so much, or has so many parts."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(main_part, "<document/>")
        for number in range(members):
            made.writestr(f"{number}.xml", "")
        if unpacked:
            with made.open("word/media/zeros.bin", "w") as part:
                for _megabyte in range(unpacked):
                    part.write(bytes(1024 * 1024))
    return content.getvalue()


def huge_picture() -> bytes:
    """Return a small PNG that says of itself that it is sixty thousand by sixty thousand."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def picture(kind: str) -> bytes:
    content = BytesIO()
    Image.effect_noise((400, 400), 60).save(content, kind)
    return content.getvalue()


@pytest.fixture
def address(call, resident, at, client) -> str:
    case = apply(intake=call, track=call.tracks.first(), applicant_kind="team", by=resident, at=at).case
    client.force_login(resident)
    return f"/me/cases/{case.reference}/write/"


def send(client, address, upload, act="save", **answers):
    """Post the page as the browser does: every box as it stands, with what was typed and one file."""
    given = {**boxes(client.get(address)), **{f"answers-{key}": text for key, text in answers.items()}}
    given.pop("answers-founders", None)
    return client.post(address, {**given, "answers-founders": upload, "act": act})


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("drawing.svg", b"<svg onload=alert(1)/>", NOT_TAKEN),
        ("page.html", b"<script>alert(1)</script>", NOT_TAKEN),
        ("page.pdf", b"<html><script>alert(1)</script></html>", NOT_WHAT),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", NOT_WHAT),
        ("letter.xlsx", packed("word/document.xml"), NOT_WHAT),
        ("bomb.docx", packed("word/document.xml", unpacked=210), NOT_WHAT),
        ("parts.xlsx", packed("xl/workbook.xml", members=2100), NOT_WHAT),
        ("bomb.png", huge_picture(), NOT_WHAT),
        ("cut.pdf", PDF[:-6], NOT_WHAT),
        ("cut.jpg", picture("JPEG")[:-2000], NOT_WHAT),
        ("cut.png", picture("PNG")[:-2000], NOT_WHAT),
        ("cut.docx", packed("word/document.xml")[:-30], NOT_WHAT),
        ("empty.pdf", b"", "是空文件"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_what_is_not_what_it_says_is_refused_and_everything_else_stays(client, address, name, content, sentence):
    assert send(client, address, SimpleUploadedFile("good.pdf", PDF)).status_code == 302
    refused = send(client, address, SimpleUploadedFile(name, content), idea="写了半天的设想", name="暖邻助老队")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert sentence in page
    assert "写了半天的设想" in page
    draft = Case.objects.get().draft
    assert (draft["idea"], draft["name"]) == ("写了半天的设想", "暖邻助老队")
    assert [one["name"] for one in draft["founders"]] == ["good.pdf"]
    assert "good.pdf" in page
    assert AnswerFile.objects.count() == 1


def test_a_file_leaves_as_an_attachment_that_runs_nothing(client, address):
    send(client, address, SimpleUploadedFile("good.pdf", PDF))
    [file] = Case.objects.get().draft["founders"]
    answer = client.get(address.replace("write/", f"files/{file['file']}/"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_that_was_never_checked_leaves_as_an_attachment_too(client, address):
    send(client, address, SimpleUploadedFile("good.pdf", PDF))
    AnswerFile.objects.update(name="drawing.svg", content_type="image/svg+xml")
    [file] = Case.objects.get().draft["founders"]
    answer = client.get(address.replace("write/", f"files/{file['file']}/"))
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("share", [0.5, 0.8, 0.97])
def test_a_page_that_is_cut_off_on_its_way_changes_nothing(client, address, share):
    kept = {"idea": "写了半天的设想", "year_plan": "每周两次走访", "contact": "周敏"}
    assert send(client, address, SimpleUploadedFile("good.pdf", PDF), **kept).status_code == 302
    before = Case.objects.get().draft
    given = {**boxes(client.get(address)), "answers-name": "新名字", "act": "save"}
    body = encode_multipart(BOUNDARY, {**given, "answers-founders": SimpleUploadedFile("more.pdf", PDF * 50)})
    answer = client.generic("POST", address, body[: int(len(body) * share)], MULTIPART_CONTENT)
    assert answer.status_code in (400, 422)
    page = answer.content.decode()
    assert "没有收完整" in page
    assert "写了半天的设想" in page
    assert "新名字" in page
    assert Case.objects.get().draft == before


def test_a_file_that_is_too_large_is_named_with_the_limit(client, address):
    large = SimpleUploadedFile("large.pdf", PDF[:-5] + bytes(11 * 1024 * 1024) + b"%%EOF")
    refused = send(client, address, large, idea="写了半天的设想")
    assert refused.status_code == 422
    assert "large.pdf" in refused.content.decode()
    assert Case.objects.get().draft["idea"] == "写了半天的设想"


def test_one_file_takes_the_place_of_another(client, address):
    send(client, address, SimpleUploadedFile("good.pdf", PDF))
    assert send(client, address, SimpleUploadedFile("better.pdf", PDF)).status_code == 302
    assert [one["name"] for one in Case.objects.get().draft["founders"]] == ["better.pdf"]
