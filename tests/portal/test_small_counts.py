"""What is told of people tells of nobody: every small table is tried, with all that its readers can work out of it."""

from collections import defaultdict
from itertools import product

import pytest
from django.utils import translation

from portal.small_counts import FEWEST, change, exactly, told

#: A count of people below this must never be worked out.
SECRET = 5


@pytest.mark.parametrize(("count", "number"), [(0, None), (7, None), (8, 10), (12, 10), (13, 15), (1002, 1000)])
def test_few_are_not_told_and_more_are_rounded(count, number):
    assert told(count).number == number


def test_few_are_told_in_the_readers_language():
    assert str(told(3)) == "不足8"
    with translation.override("en"):
        assert str(told(3)) == "fewer than 8"


@pytest.mark.parametrize("cells", [1, 2, 3, 4])
def test_no_small_count_can_be_worked_out_from_a_table_and_its_total(cells):
    """Whoever reads the cells and the total knows of no small cell how many it holds: it may also be nobody, or five
    and more."""
    highest = FEWEST * 2 + 2 if cells < 4 else FEWEST + 6
    possible = defaultdict(lambda: [set() for _cell in range(cells)])
    tables = list(product(range(highest), repeat=cells))
    for table in tables:
        for place, count in enumerate(table):
            possible[_published(table)][place].add(count)
    known = [
        (table, place)
        for table in tables
        for place, count in enumerate(table)
        if 0 < count < SECRET and not _is_open(possible[_published(table)][place])
    ]
    assert known == []


def _is_open(numbers):
    return len(numbers) > 1 and (0 in numbers or max(numbers) >= SECRET)


def _published(table):
    return (*(told(count).number for count in table), told(sum(table)).number)


def test_a_change_is_that_of_what_is_told():
    assert change(told(12), told(8)) == 0
    assert change(exactly(12), exactly(8)) == 50
    assert change(told(3), told(100)) is None
    assert change(exactly(5), exactly(0)) is None
