"""Answers are checked on the server: what is asked follows from earlier answers, and nothing else is kept."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.datastructures import MultiValueDict

from portal.questions.files import forget_unclaimed
from portal.questions.forms.answering import AnswersForm
from portal.questions.models import AnswerFile
from portal.questions.reading import read
from portal.questions.readouts import difference, fingerprint, lines
from tests.portal.questions.conftest import asked, only_if

PDF = b"%PDF-1.4\n%%EOF"
COMPLETE = {
    "a-q1": "yes",
    "a-q2": "o1",
    "a-q3": "花生",
    "a-q4": ["o3", "o1"],
    "a-q5": "３",
    "a-q6": "2026-12-01",
    "a-q7": "1,000",
    "a-q8": "我 是 王小英",
    "a-q9-0-c1": "茶叶",
    "a-q9-0-c2": "12.5",
    "a-q11": "on",
}


def posted(**values) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def answer(definition, values=None, files=None, *, by=None, held=None) -> AnswersForm:
    uploads = MultiValueDict({"a-q10": files} if files else {})
    data = posted(**(COMPLETE if values is None else values))
    form = AnswersForm(read(definition).questions, data, uploads, by=by, at=timezone.now(), prefix="a", held=held)
    form.is_valid()
    return form


def some(definition, *ids):
    return {"questions": [question for question in definition["questions"] if question["id"] in ids]}


def test_answers_are_plain_data_by_the_ids_of_questions(definition):
    form = answer(definition)
    assert form.errors == {}
    assert form.answers == {
        "q1": "yes",
        "q2": "o1",
        "q3": "花生",
        "q4": ["o1", "o3"],
        "q5": "3",
        "q6": "2026-12-01",
        "q7": "1000.00",
        "q8": "我 是 王小英",
        "q9": [{"c1": "茶叶", "c2": "12.50"}],
        "q11": "yes",
    }


def test_what_must_be_answered_says_so_at_its_question(definition):
    form = answer(definition, {})
    assert set(form.errors) == {"q1", "q11"}


def test_a_hidden_question_is_neither_required_nor_kept(definition):
    form = answer(definition, {**COMPLETE, "a-q1": "no"})
    assert form.errors == {}
    assert not {"q2", "q3"} & set(form.answers)


def test_what_is_wrong_in_a_hidden_question_is_nobodys_business(definition):
    assert answer(definition, {**COMPLETE, "a-q1": "no", "a-q2": "nonsense"}).errors == {}


def test_a_shown_question_that_is_required_has_to_be_answered(definition):
    assert set(answer(definition, {**COMPLETE, "a-q2": ""}).errors) == {"q2"}


def test_posted_keys_that_are_no_questions_are_passed_over(definition):
    assert set(answer(definition, {**COMPLETE, "a-q99": "x", "state": "confirmed"}).answers) <= {
        f"q{number}" for number in range(1, 12)
    }


AMISS = {
    "a choice that is not there": ("q2", "o9"),
    "too many": ("q4", ["o1", "o2", "o3"]),
    "no number": ("q5", "三个"),
    "a fraction": ("q5", "1.5"),
    "a negative number": ("q5", "-1"),
    "above the limit": ("q5", "6"),
    "infinity": ("q5", "Infinity"),
    "a huge exponent": ("q5", "1e999999"),
    "no date": ("q6", "明天"),
    "too early": ("q6", "2025-12-31"),
    "three places": ("q7", "1.005"),
    "a negative amount": ("q7", "-5"),
    "too many words": ("q8", "字" * 21),
    "ten thousand characters": ("q8", "字" * 10_000),
    "a NUL in a long text": ("q8", "a\x00b"),
    "a long short text": ("q3", "字" * 10_000),
    "a NUL": ("q3", "a\x00b"),
    "a NUL in a choice": ("q2", "o1\x00"),
    "a NUL in a number": ("q5", "1\x00"),
}


@pytest.mark.parametrize("amiss", AMISS)
def test_what_is_amiss_is_said_at_its_question_and_stays_typed(definition, amiss):
    name, value = AMISS[amiss]
    form = answer(definition, {**COMPLETE, f"a-{name}": value})
    assert set(form.errors) == {name}
    assert form[name].value() == value
    str(form[name])


def test_a_table_names_row_and_column_and_keeps_what_was_typed(definition):
    form = answer(definition, {**COMPLETE, "a-q9-1-c1": "杯子", "a-q9-1-c2": "多"})
    (sentence,) = form.errors["q9"]
    assert "2" in sentence
    assert "金额" in sentence
    assert 'value="杯子"' in str(form["q9"])
    assert 'value="多"' in str(form["q9"])


def test_empty_rows_of_a_table_are_passed_over(definition):
    form = answer(definition, {**COMPLETE, "a-q9-2-c1": "纸", "a-q9-2-c2": "3", "a-q9-1-c1": " "})
    assert form.answers["q9"] == [{"c1": "茶叶", "c2": "12.50"}, {"c1": "纸", "c2": "3.00"}]


def test_a_row_beyond_the_limit_does_not_exist(definition):
    form = answer(definition, {**COMPLETE, "a-q9-3-c1": "纸", "a-q9-3-c2": "3"})
    assert len(form.answers["q9"]) == 1


def test_conditions_are_joined_by_all_or_any():
    both = {"join": "all", "tests": [*only_if("q1", "equals", "yes")["tests"], *only_if("q2", "equals", "3")["tests"]]}
    questions = [asked("q1", "yes_no", "一"), asked("q2", "number", "二")]
    for join, values, is_asked in [
        ("all", {"a-q1": "yes", "a-q2": "3"}, True),
        ("all", {"a-q1": "yes", "a-q2": "4"}, False),
        ("any", {"a-q1": "yes", "a-q2": "4"}, True),
        ("any", {"a-q1": "no", "a-q2": "3.0"}, True),
        ("any", {"a-q1": "no"}, False),
    ]:
        third = asked("q3", "text", "三", required=True, condition={**both, "join": join})
        assert ("q3" in answer({"questions": [*questions, third]}, {"a-q2": "", **values}).errors) is is_asked


def test_the_page_says_when_a_question_counts_and_tells_the_script(definition):
    rows = {row.question.id: row for row in answer(definition, {}).rows()}
    assert rows["q1"].only_if == ""
    assert "要吃午饭吗" in rows["q2"].only_if
    assert '"name": "a-q1"' in rows["q2"].only_if_data


# Files


def test_a_file_is_kept_by_its_content_and_answers_with_its_name(definition, resident):
    form = answer(definition, files=[SimpleUploadedFile("证明.pdf", PDF)], by=resident)
    assert form.errors == {}
    (item,) = form.answers["q10"]
    assert (item["name"], item["size"]) == ("证明.pdf", len(PDF))
    assert not AnswerFile.objects.get().is_claimed


def test_a_file_stays_although_something_else_was_amiss(definition, resident):
    form = answer(definition, {**COMPLETE, "a-q5": "x"}, files=[SimpleUploadedFile("证明.pdf", PDF)], by=resident)
    assert set(form.errors) == {"q5"}
    key = str(AnswerFile.objects.get().key)
    assert f'value="{key}" checked' in str(form["q10"])
    again = answer(definition, {**COMPLETE, "a-q10-there": key}, by=resident)
    assert again.answers["q10"][0]["file"] == key


def test_a_strangers_file_or_one_of_another_question_is_not_taken(definition, resident, neighbour):
    form = answer(definition, files=[SimpleUploadedFile("证明.pdf", PDF)], by=resident)
    key = form.answers["q10"][0]["file"]
    assert "q10" not in answer(definition, {**COMPLETE, "a-q10-there": key}, by=neighbour).answers
    AnswerFile.objects.update(question="q99")
    assert "q10" not in answer(definition, {**COMPLETE, "a-q10-there": key}, by=resident).answers
    assert "q10" not in answer(definition, {**COMPLETE, "a-q10-there": ["x", "\x00", ""]}, by=resident).errors


BAD_FILES = {
    "a picture that is none": ("a.png", b"<svg onload=alert(1)>"),
    "a page": ("a.html", b"<html>"),
    "a drawing": ("a.svg", b"<svg/>"),
    "no ending": ("a", PDF),
    "an empty one": ("a.pdf", b""),
    "one too large": ("a.pdf", PDF + b"x" * 1024 * 1024),
    "a document that is no archive": ("a.docx", b"PK\x03\x04 nothing"),
    "a program": ("a.pdf.exe", b"MZ"),
}


@pytest.mark.parametrize("bad", BAD_FILES)
def test_a_file_that_is_not_what_it_says_is_refused_and_not_kept(definition, resident, bad):
    form = answer(definition, files=[SimpleUploadedFile(*BAD_FILES[bad])], by=resident)
    assert set(form.errors) == {"q10"}
    assert not AnswerFile.objects.exists()


def test_more_files_than_asked_for_are_refused(definition, resident):
    uploads = [SimpleUploadedFile(f"{number}.pdf", PDF) for number in range(3)]
    assert set(answer(definition, files=uploads, by=resident).errors) == {"q10"}


def test_what_nobody_sends_is_forgotten_after_a_day(definition, resident, django_capture_on_commit_callbacks):
    answer(definition, files=[SimpleUploadedFile("a.pdf", PDF)], by=resident)
    now = timezone.now()
    assert forget_unclaimed(now) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_unclaimed(now + timedelta(hours=25)) == 1
    assert not AnswerFile.objects.exists()


# Read again


def test_answers_are_read_in_the_language_of_the_reader(definition):
    questions, answers = read(definition), answer(definition).answers
    assert [(line.label, line.text) for line in lines(questions, answers)][:2] == [
        ("要吃午饭吗？", "是"),
        ("吃什么？", "鸡肉"),
    ]
    with translation.override("en"):
        assert next((line.label, line.text) for line in lines(questions, answers)) == ("Will you have lunch?", "Yes")
        assert lines(questions, answers)[-2].headers == ("Item", "Amount")


def test_what_was_erased_is_said_in_its_place(definition):
    (line,) = lines(read(some(definition, "q1")), {}, erased=["q1"])
    assert line.is_erased


def test_the_difference_names_only_what_changed(definition):
    before = {"q1": "yes", "q2": "o1", "q5": "3"}
    after = {"q1": "yes", "q2": "o2", "q8": "你好"}
    changes = difference(read(definition), before, after)
    assert [(change.before and change.before.text, change.after and change.after.text) for change in changes] == [
        ("鸡肉", "素菜"),
        ("3", None),
        (None, "你好"),
    ]


def test_the_same_file_sent_twice_is_the_same_answer(definition, resident):
    first = answer(definition, files=[SimpleUploadedFile("a.pdf", PDF)], by=resident).answers
    second = answer(definition, files=[SimpleUploadedFile("a.pdf", PDF)], by=resident).answers
    assert first != second
    assert fingerprint(first) == fingerprint(second)
    assert fingerprint(first) != fingerprint({**second, "q1": "no"})
