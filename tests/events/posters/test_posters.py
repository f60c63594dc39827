"""A poster says what the event is, its code leads there, and a draft's is there for its staff alone."""

import io

import pytest
import segno
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from events.models import ProgrammeHost, ProgrammePage, ProgrammeSpeaker
from events.planning.rescheduling import call_off_event
from events.posters import keeping
from events.posters.layout import A4, TALL, draw
from events.readouts.poster import for_poster, poster_facts
from tests import factories

LONG = "关于社区居民如何在家中科学测量血压、合理使用药物并与家庭医生保持联系的系列健康知识讲座（二〇二六年秋冬季）" * 2


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "FOLDER", tmp_path / "posters")


@pytest.fixture
def full(programme, room, organisation, centre):
    """An event of a programme with everything a poster can say."""
    programme.title_en = "Medicines and healthy living"
    programme.min_age, programme.max_age = 50, 90
    programme.hosts = [
        ProgrammeHost(role=role, organisation=one)
        for role, one in (("guide", centre), ("host", organisation), ("partner", centre))
    ]
    programme.speakers = [
        ProgrammeSpeaker(name="周文静", name_en="Zhou Wenjing", credentials="社区全科医生", credentials_en="Doctor")
    ]
    programme.save()
    return factories.make_event(programme, room=room, sessions=8)


def facts_of(event):
    return poster_facts(for_poster(event.pk))


def modules_of(drawn):
    """Return the code as it stands in the picture, read from the middle of every module."""
    left, top, right, _bottom = drawn.code_box
    count = (right - left) // drawn.module
    middle = drawn.module // 2
    grey = drawn.image.convert("L")
    return [
        [grey.getpixel((left + x * drawn.module + middle, top + y * drawn.module + middle)) < 128 for x in range(count)]
        for y in range(count)
    ]


@pytest.mark.parametrize("sheet", [A4, TALL], ids=["a4", "tall"])
def test_the_code_on_it_is_that_of_the_short_address(full, sheet):
    drawn = draw(facts_of(full), sheet)
    expected = segno.make(f"http://localhost:8000/e/{full.code}", error="m", micro=False)
    assert modules_of(drawn) == [[bool(module) for module in row] for row in expected.matrix]
    assert drawn.image.size == sheet.size
    left, top, right, _bottom = drawn.code_box
    quiet = drawn.image.convert("L").crop((left - 4 * drawn.module, top - 4 * drawn.module, right, top))
    assert quiet.getextrema() == (255, 255)


def test_it_says_what_when_where_who_and_by_whom_in_both_languages(full, centre):
    facts = facts_of(full)
    said, english = facts.chinese, facts.english
    assert said.title == full.programme.title
    assert english.title == "Medicines and healthy living"
    assert said.when[1].startswith("每周")
    assert said.when[1].endswith("共 8 次")
    assert "8 sessions in all" in english.when[1]
    assert said.where[0] == "东沙湖民众联络所 · 多功能厅"
    assert said.speakers == ("周文静 · 社区全科医生",)
    assert english.speakers == ("Zhou Wenjing · Doctor",)
    assert "50" in said.who
    assert said.fee == "免费"
    assert [role for role, _name in said.hosts] == ["指导", "主办", "协办"]


def test_without_an_english_title_it_is_chinese_alone(event):
    assert facts_of(event).english is None


def test_the_same_words_in_whatever_language_it_is_asked_for(client, full):
    chinese = client.get(reverse("events:poster_picture", args=[full.pk]))
    english = client.get("/en" + reverse("events:poster_picture", args=[full.pk]))
    assert chinese["ETag"] == english["ETag"]


@pytest.mark.parametrize(("sheet", "length"), [(A4, 12), (A4, len(LONG)), (TALL, 2), (TALL, 40), (TALL, len(LONG))])
def test_any_length_of_title_leaves_the_words_above_the_code(full, sheet, length):
    ProgrammePage.objects.filter(pk=full.programme_id).update(title=LONG[:length], title_en="An English title " * 12)
    drawn = draw(facts_of(full), sheet)
    assert drawn.words_end < drawn.card_top
    assert drawn.code_box[3] < sheet.size[1] * 0.95


def test_the_sheet_to_print_is_one_page_of_a4(client, full):
    response = client.get(reverse("events:poster_print", args=[full.pk]))
    assert response["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(response.content)).pages
    assert [(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages] == [(595, 842)]


def test_the_picture_is_one_that_telephones_show(client, full):
    response = client.get(reverse("events:poster_picture", args=[full.pk]))
    assert response["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(response.content)).size == (1080, 1920)
    assert len(response.content) < 400_000


def test_it_is_drawn_once_and_again_only_when_it_says_something_else(client, full, monkeypatch):
    address = reverse("events:poster_picture", args=[full.pk])
    first = client.get(address)
    monkeypatch.setattr(keeping, "draw", lambda *_arguments: pytest.fail("drawn again"))
    assert client.get(address).content == first.content
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    monkeypatch.undo()
    call_off_event(full, note="", by=factories.SYSTEM, at=full.created_at)
    changed = client.get(address)
    assert changed["ETag"] != first["ETag"]


def test_it_asks_the_database_the_same_for_one_session_and_for_many(full, programme, room):
    short = factories.make_event(programme, room=None)
    with CaptureQueriesContext(connection) as for_many:
        facts_of(full)
    with CaptureQueriesContext(connection) as for_one:
        facts_of(short)
    assert len(for_many) == len(for_one) <= 6


@pytest.mark.parametrize("name", ["poster", "poster_picture", "poster_print"])
def test_a_draft_s_poster_is_missing_for_others_and_private_for_its_staff(
    name, client, full, organiser, other_organiser
):
    ProgrammePage.objects.filter(pk=full.programme_id).update(live=False)
    address = reverse(f"events:{name}", args=[full.pk])
    assert client.get(address).status_code == 404
    client.force_login(other_organiser, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 404
    client.force_login(organiser, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(address)
    assert response.status_code == 200
    assert "public" not in response.headers.get("Cache-Control", "")


def test_a_public_poster_touches_no_session(client, full):
    response = client.get(reverse("events:poster_picture", args=[full.pk]))
    assert "public" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


def test_the_programme_page_leads_to_the_poster_of_each_event(client, full):
    page = client.get(reverse("events:programme", args=["huiyue", full.programme.slug]))
    assert reverse("events:poster", args=[full.pk]) in page.content.decode()
    shown = client.get(reverse("events:poster", args=[full.pk])).content.decode()
    assert reverse("events:poster_picture", args=[full.pk]) in shown
    assert reverse("events:poster_print", args=[full.pk]) in shown


def test_too_many_at_once_are_asked_to_come_back(client, full, monkeypatch):
    def never(*_arguments):
        raise keeping.Drawing

    monkeypatch.setattr(keeping, "kept", never)
    response = client.get(reverse("events:poster_picture", args=[full.pk]))
    assert response.status_code == 503
    assert response["Retry-After"]


def test_the_folder_never_holds_more_than_it_may(monkeypatch):
    monkeypatch.setattr(keeping, "MOST_KEPT", 8)
    for number in range(30):
        keeping.kept(f"{number:040}", lambda: b"x")
    assert len([path for path in keeping.FOLDER.iterdir() if not path.name.startswith(".")]) <= 8
