"""Age is counted on the local day of the first session."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from events.sign_up import eligibility
from tests import factories

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: 00:01 on 1 March 2027 in Suzhou, still 28 February in UTC.
JUST_AFTER_MIDNIGHT = datetime(2027, 3, 1, 0, 1, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("born", "reason"),
    [
        (date(2013, 3, 1), None),
        (date(2013, 3, 2), "too_young"),
        (date(2012, 2, 29), None),
        (date(2009, 3, 1), "too_old"),
        (date(2009, 3, 2), None),
        (None, "birth_date_missing"),
    ],
)
def test_age_counts_on_the_local_day(organisation, born, reason):
    programme = factories.make_programme(organisation, min_age=14, max_age=17)
    event = factories.make_event(programme, starts_at=JUST_AFTER_MIDNIGHT)
    person = factories.make_person("小明", birth_date=born)
    refused = eligibility.refusal(event, person, JUST_AFTER_MIDNIGHT)
    assert (refused and refused.reason) == reason


def test_without_age_limits_nobody_is_asked_for_a_birth_date(event):
    assert eligibility.refusal(event, factories.make_person("阿婆"), event.starts_at) is None
