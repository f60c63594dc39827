"""Whoever was there says how it was: once a registration, changeable for two weeks, and then nobody's."""

from datetime import timedelta

import pytest

from events.errors import FeedbackRefused, NoMandate
from events.feedback.forgetting import erase_words, make_anonymous
from events.feedback.giving import Said, closes_at, give
from events.models import Feedback, Registration
from portal.accounts.readouts import copy_of
from portal.audit.models import Entry


def test_one_answer_a_registration_which_can_be_changed(own, resident, next_day):
    for stars in (2, 5, 5):
        give(own, Said(stars, text="很好"), by=resident, at=next_day)
    assert Feedback.objects.get().stars == 5
    assert list(Entry.objects.filter(act__startswith="feedback").values_list("act", flat=True)) == [
        "feedback.given",
        "feedback.changed",
    ]


def test_an_agent_answers_for_whom_they_signed_up(joined, resident, father, next_day):
    row = joined(resident, [resident.person, father])[1]
    assert give(row, Said(4), by=resident, at=next_day).registration == row


def test_a_stranger_has_no_business_with_it(own, neighbour, next_day):
    with pytest.raises(NoMandate):
        give(own, Said(1), by=neighbour, at=next_day)


def test_whoever_was_not_there_has_no_say(joined, neighbour, next_day):
    [row] = joined(neighbour, came=False)
    with pytest.raises(FeedbackRefused) as refused:
        give(row, Said(1), by=neighbour, at=next_day)
    assert refused.value.reason == "not_there"


def test_it_opens_with_the_end_and_closes_after_two_weeks(own, resident, lecture):
    with pytest.raises(FeedbackRefused) as early:
        give(own, Said(3), by=resident, at=lecture.ends_at - timedelta(seconds=1))
    give(own, Said(3), by=resident, at=closes_at(lecture) - timedelta(seconds=1))
    with pytest.raises(FeedbackRefused) as late:
        give(own, Said(4), by=resident, at=closes_at(lecture))
    assert (early.value.reason, late.value.reason) == ("too_early", "over")


def test_the_audit_names_neither_the_answer_nor_its_stars(own, resident, next_day):
    given = give(own, Said(1, text="不好"), by=resident, at=next_day)
    entry = Entry.objects.get(act="feedback.given")
    assert (entry.object_type, entry.object_id) == ("events.registration", str(own.pk))
    assert str(given.pk) not in str(entry.facts)
    assert entry.facts == {}


def test_after_two_weeks_no_row_leads_to_anybody(answers, own, resident, lecture, next_day):
    answers(1, 2, 3, 4)
    give(own, Said(5, text="很好"), by=resident, at=next_day)
    before = set(Feedback.objects.values_list("pk", flat=True))
    assert make_anonymous(closes_at(lecture) - timedelta(seconds=1)) == 0
    assert copy_of(resident.person)["feedback"][0]["text"] == "很好"
    assert make_anonymous(closes_at(lecture)) == 5
    assert make_anonymous(closes_at(lecture)) == 0
    after = Feedback.objects.all()
    assert not before & {row.pk for row in after}
    assert sorted(row.stars for row in after) == [1, 2, 3, 4, 5]
    assert not Registration.objects.exclude(feedback=None).exists()
    assert copy_of(resident.person)["feedback"] == []


def test_words_go_after_a_year_and_stars_stay(own, resident, lecture, next_day):
    give(own, Said(5, text="很好"), by=resident, at=next_day)
    make_anonymous(closes_at(lecture))
    assert erase_words(lecture.ends_at + timedelta(days=364)) == 0
    assert erase_words(lecture.ends_at + timedelta(days=365)) == 1
    assert Feedback.objects.get().text == ""
    assert Feedback.objects.get().stars == 5
