"""Whatever is sent in the place of an id names a record or nothing, and never breaks a page."""

import pytest

from portal.ids import id_of, ids_of, pairs_of


@pytest.mark.parametrize("sent", ["", "-1", "1.5", "一", "٣", "²", "9" * 19, "9" * 5000, "1;2", " 7"])
def test_what_can_be_no_id_is_none(sent):
    assert id_of(sent) is None
    assert ids_of([sent, "7", "3", "7"]) == [7, 3]


def test_pairs_have_two_ids_with_a_colon_between():
    assert pairs_of(["5:5", "1:2", "1:2", "1", "1:2:3", "a:1", f"1:{'9' * 30}"]) == [(5, 5), (1, 2)]


@pytest.mark.parametrize("number", ["9" * 19, "9" * 40])
@pytest.mark.parametrize(
    "path", ["/events/{}/register/", "/checkin/{}/", "/wishes/{}/", "/events/{}.ics", "/volunteer/shifts/{}/"]
)
def test_an_address_with_a_number_that_no_record_can_have_is_missing(client, resident, path, number):
    client.force_login(resident)
    assert client.get(path.format(number)).status_code == 404
