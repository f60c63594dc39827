"""A definition is read into questions; whatever is wrong with it is named, all at once and at its question."""

import copy

import pytest

from portal.questions.errors import NotWellFormed
from portal.questions.reading import read
from tests.portal.questions.conftest import asked, only_if, options


def faults(*questions, **rest) -> list[tuple[str, str]]:
    with pytest.raises(NotWellFormed) as refusal:
        read({"questions": list(questions), **rest})
    return [(fault.question, str(fault.sentence)) for fault in refusal.value.faults]


def test_every_kind_is_read_in_order_with_both_languages(definition):
    questions = read(definition)
    assert [question.id for question in questions] == [f"q{number}" for number in range(1, 12)]
    assert (questions.questions[0].label.zh, questions.questions[0].label.en) == (
        "要吃午饭吗？",
        "Will you have lunch?",
    )


@pytest.mark.parametrize("broken", [None, [], "x", {}, {"questions": {}}, {"questions": [None]}, {"questions": ["x"]}])
def test_what_is_no_definition_is_refused_in_words(broken):
    with pytest.raises(NotWellFormed) as refusal:
        read(broken)
    assert refusal.value.faults


#: What is put into a good question, and a word of the sentence that answers it.
WRONG = {
    "no Chinese": ({"label": {"zh": "", "en": "Meal"}}, "中文"),
    "no purpose": ({"purpose": {}}, "用途"),
    "English help alone": ({"help": {"en": "Help"}}, "中文"),
    "no kind": ({"kind": "essay"}, "类型"),
    "kept for ever": ({"kept_days": None}, "天"),
    "kept for a negative time": ({"kept_days": -1}, "天"),
    "kept for a boolean": ({"kept_days": True}, "天"),
    "one option": ({"kind": "choice", "options": options("甲")}, "2"),
    "the same option twice": ({"kind": "choice", "options": options("甲", "甲")}, "甲"),
    "options of a text": ({"options": options("甲", "乙")}, "选"),
    "a table without columns": ({"kind": "table"}, "列"),
    "columns of a text": ({"columns": [{"id": "c1"}]}, "列"),
    "a limit of another kind": ({"limits": {"rows": 3}}, "rows"),
    "a limit beyond bounds": ({"limits": {"characters": 10**6}}, "characters"),
    "a limit that is no number": ({"limits": {"characters": "x"}}, "characters"),
    "limits the wrong way round": ({"kind": "number", "limits": {"least": "5", "most": "1"}}, "下限"),
    "an unknown key": ({"owner": 1}, "owner"),
    "asked of nobody": ({"per": "nobody"}, "谁"),
    "a label too long": ({"label": {"zh": "长" * 201}}, "200"),
    "a label of numbers": ({"label": {"zh": 5}}, "读"),
    "a NUL": ({"label": {"zh": "a\x00b"}}, "字符"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_named_at_its_question(wrong):
    given, word = WRONG[wrong]
    found = faults({**asked("q1", "text", "问题"), **copy.deepcopy(given)})
    assert any(question == "q1" and word in sentence for question, sentence in found), found


def test_everything_wrong_is_named_at_once():
    found = faults({**asked("q1", "text", ""), "purpose": None}, asked("q1", "text", "又"), asked("!", "text", "再"))
    assert len(found) == 4


CONDITIONS = {
    "a question that is not there": (only_if("q9", "filled"), "没有"),
    "itself": (only_if("q2", "filled"), "后面"),
    "a later question": (only_if("q3", "filled"), "后面"),
    "an option that is not there": (only_if("q1", "equals", "o9"), "吃什么"),
    "no value": (only_if("q1", "equals"), "吃什么"),
    "no values": (only_if("q1", "one_of", []), "吃什么"),
    "an unknown comparison": (only_if("q1", "like", "o1"), "吃什么"),
    "an unknown junction": ({**only_if("q1", "filled"), "join": "xor"}, "条件"),
}


@pytest.mark.parametrize("wrong", CONDITIONS)
def test_a_condition_looks_at_earlier_questions_and_possible_answers(wrong):
    condition, word = CONDITIONS[wrong]
    found = faults(
        asked("q1", "choice", "吃什么", options=options("鸡肉", "素菜")),
        asked("q2", "text", "问题", condition=condition),
        asked("q3", "text", "以后"),
    )
    assert [question for question, sentence in found if word in sentence] == ["q2"], found


def test_a_question_asked_once_for_all_depends_on_no_single_person():
    found = faults(
        asked("q1", "yes_no", "吃吗"), asked("q2", "text", "几位", per="party", condition=only_if("q1", "filled"))
    )
    assert [question for question, _sentence in found] == ["q2"]
