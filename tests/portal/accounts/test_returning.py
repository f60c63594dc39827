"""Where does somebody come back to who had to sign in on the way to an act?"""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

ACT = "events:volunteer_leave"


@pytest.mark.parametrize(
    ("came_from", "comes_back_to"),
    [
        ("http://testserver/en/volunteer/mine/?page=2#shift", "/en/volunteer/mine/?page=2"),
        ("", "/"),
        ("http://elsewhere.example/en/volunteer/mine/", "/"),
        ("http://testserver//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_an_act_leads_back_to_its_page_of_this_site(client, db, came_from, comes_back_to):
    answer = client.post(reverse(ACT, args=[1]), headers={"Referer": came_from} if came_from else {})
    address = urlsplit(answer["Location"])
    assert (answer.status_code, address.netloc) == (302, "")
    assert parse_qs(address.query)["next"] == [comes_back_to]
