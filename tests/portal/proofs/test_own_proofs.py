"""The holder, and whoever acts for them, finds a proof, takes the paper along and says what others see; nobody else."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from portal.proofs.issuing import revoke
from portal.proofs.paper import certificate, certificates
from portal.proofs.sealing import short_seal
from portal.proofs.states import Why
from tests import factories

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def mine(client, resident):
    client.force_login(resident, backend=BACKEND)
    return client


def words(pdf: bytes) -> str:
    """Return what a reader copies from a PDF, without spaces."""
    return re.sub(r"[\s\x00]", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def test_the_holder_sees_all_of_it_on_my_page(mine, proof):
    assert "王小英" in mine.get("/me/").content.decode()
    text = mine.get(f"/me/proofs/{proof.number}/").content.decode()
    assert "<dd>12</dd>" in text
    assert mine.get("/me/proofs/").status_code == 200


def test_a_daughter_sees_her_fathers(mine, make_proof, father):
    proof = make_proof("f", person=father)
    assert mine.get(f"/me/proofs/{proof.number}/").status_code == 200


@pytest.mark.parametrize("address", ["", "paper.pdf", "shown/"])
def test_nobody_else_finds_it(client, proof, neighbour, address):
    address = f"/me/proofs/{proof.number}/{address}"
    client.force_login(neighbour, backend=BACKEND)
    assert client.get(address).status_code in (404, 405)
    assert client.post(address).status_code in (404, 405)


def test_the_choice_is_kept(mine, proof):
    answer = mine.post(f"/me/proofs/{proof.number}/shown/", {"shown": ["hours"]})
    assert answer.status_code == 302
    proof.refresh_from_db()
    assert proof.shown == ["hours"]
    assert mine.post(f"/me/proofs/{proof.number}/shown/", {"shown": ["issuer"]}).status_code == 422


def test_the_list_takes_as_many_queries_for_ten_as_for_one(mine, make_proof):
    make_proof("0")
    mine.get("/me/proofs/")
    with CaptureQueriesContext(connection) as one:
        mine.get("/me/proofs/")
    for number in range(1, 10):
        make_proof(str(number))
    with CaptureQueriesContext(connection) as ten:
        mine.get("/me/proofs/")
    assert len(one) == len(ten)


def test_the_paper_can_be_read_and_is_small_private_and_always_the_same(mine, proof):
    answer = mine.get(f"/me/proofs/{proof.number}/paper.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert len(answer.content) < 100_000
    text = words(answer.content)
    for told in ("王小英", "苏州话课堂", "Suzhoudialectclass", "惠悦服务中心", proof.number, short_seal(proof)):
        assert told in text, told
    assert answer.content == mine.get(f"/me/proofs/{proof.number}/paper.pdf").content
    reader = PdfReader(BytesIO(answer.content))
    assert reader.metadata.title
    assert reader.metadata.creation_date.date() == proof.issued_at.date()
    link = reader.pages[0]["/Annots"][0].get_object()["/A"]["/URI"]
    assert link.endswith(f"/verify/{proof.number}/?seal={short_seal(proof)}")


def test_a_character_that_the_face_lacks_does_not_spoil_the_paper(make_proof, caplog):
    """𠮷 is in no face that we have: the paper shows a box, and the log keeps quiet about somebody's name."""
    person = factories.make_person("𠮷𪚥英")
    pdf = certificate(make_proof("rare", person=person), timezone.localdate())
    assert "□□英" in words(pdf)
    assert "𠮷" not in caplog.text


def test_a_long_name_and_long_titles_stay_on_the_page(make_proof):
    person = factories.make_person("阿卜杜热合曼·买买提吐尔逊·" + "木" * 36)
    values = {"activity": "很长的活动名称" * 20, "issuer": "机构" * 30, "hours": "12"}
    pdf = certificate(make_proof("long", person=person, values=values), timezone.localdate())
    assert len(PdfReader(BytesIO(pdf)).pages) == 1


def test_the_paper_of_a_revoked_proof_says_so(make_proof):
    proof = revoke(make_proof("r"), why=Why.MISTAKE, by="test", at=timezone.now())
    assert "已撤销" in words(certificate(proof, timezone.localdate()))


def test_several_are_printed_in_one_go(make_proof):
    pdf = certificates([make_proof("1"), make_proof("2")], timezone.localdate())
    assert len(PdfReader(BytesIO(pdf)).pages) == 2
