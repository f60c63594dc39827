"""Calendar files, read back with the icalendar library."""

from datetime import timedelta
from uuid import uuid4

import icalendar
import pytest
from django.utils import timezone

from events import calendar_tokens
from events.calendar_feed import escape, folded
from events.models import CalendarToken, Event, Session
from events.sign_up.registration import sign_up
from portal.audit.models import Entry
from tests.factories import make_event, make_programme


@pytest.fixture
def soon():
    return (timezone.localtime() + timedelta(days=2)).replace(hour=9, minute=30, second=0, microsecond=0)


def read(response) -> list:
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return list(icalendar.Calendar.from_ical(response.content).walk("VEVENT"))


def test_one_event_as_a_file(client, organisation, room, soon):
    page = make_programme(organisation, "解答“三高”人群的科学用药,与健康养生;知识" * 3, summary="第一行\n第二行\\尾")
    event = make_event(page, starts_at=soon, sessions=2, room=room)
    response = client.get(f"/events/{event.pk}.ics")
    first, second = read(response)
    assert first["SUMMARY"] == page.title
    assert first["DTSTART"].dt == soon
    assert first["DTEND"].dt == soon + timedelta(minutes=90)
    assert str(first["DTSTART"].params["TZID"]) == "Asia/Shanghai"
    assert first["DESCRIPTION"] == page.summary
    assert first["LOCATION"] == "东沙湖民众联络所, 多功能厅"
    assert first["URL"] == f"http://localhost:8000/organisations/huiyue/{page.slug}/"
    assert (first["STATUS"], first["SEQUENCE"]) == ("CONFIRMED", 0)
    assert first["UID"] != second["UID"]
    calendar = icalendar.Calendar.from_ical(response.content)
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone.to_tz().utcoffset(soon.replace(tzinfo=None)) == timedelta(hours=8)
    lines = response.content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in b"".join(lines)
    assert not calendar.walk("VALARM")
    assert not calendar.errors


def test_a_change_keeps_the_identity_and_counts_up(client, organisation, soon):
    event = make_event(make_programme(organisation), starts_at=soon)
    (before,) = read(client.get(f"/events/{event.pk}.ics"))
    event.revision += 1
    event.save()
    (after,) = read(client.get(f"/events/{event.pk}.ics"))
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], 1)
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt


def test_called_off_stays_in_the_calendar_as_cancelled(client, organisation, soon):
    event = make_event(make_programme(organisation, "讲座"), starts_at=soon, sessions=2)
    event.sessions.filter(number=1).update(state="cancelled")
    first, second = read(client.get("/programmes/feed.ics"))
    assert (first["STATUS"], first["SUMMARY"], second["STATUS"]) == ("CANCELLED", "【已取消】讲座", "CONFIRMED")
    Event.objects.update(state="cancelled", state_note="讲师生病")
    first, second = read(client.get(f"/events/{event.pk}.ics"))
    assert (first["STATUS"], second["STATUS"]) == ("CANCELLED", "CANCELLED")
    assert "讲师生病" in second["DESCRIPTION"]


def test_the_feed_has_the_filters_of_the_list(client, organisation, soon):
    make_event(make_programme(organisation, "讲座", category="health"), starts_at=soon)
    make_event(make_programme(organisation, "太极", category="sport"), starts_at=soon)
    assert [one["SUMMARY"] for one in read(client.get("/programmes/feed.ics?category=sport&nonsense=1"))] == ["太极"]
    assert len(read(client.get("/programmes/feed.ics"))) == 2


def test_english_addresses_have_english_words(client, organisation, soon):
    make_event(make_programme(organisation, "太极", title_en="Tai chi"), starts_at=soon)
    (one,) = read(client.get("/en/programmes/feed.ics"))
    assert one["SUMMARY"] == "Tai chi"
    assert "/en/organisations/" in one["URL"]


def test_hidden_and_suspended_are_in_no_feed(client, organisation, other_organisation, soon):
    draft = make_event(make_programme(organisation, "草稿", live=False), starts_at=soon)
    suspended = make_event(make_programme(other_organisation, "停用"), starts_at=soon)
    other_organisation.state = "suspended"
    other_organisation.save()
    assert read(client.get("/programmes/feed.ics")) == []
    assert [client.get(f"/events/{event.pk}.ics").status_code for event in (draft, suspended)] == [404, 404]
    assert client.get("/events/99999.ics").status_code == 404


def test_unchanged_is_304_with_few_queries_and_any_change_is_not(
    client, organisation, soon, django_assert_max_num_queries
):
    page = make_programme(organisation)
    event = make_event(page, starts_at=soon, sessions=3)
    tag = client.get("/programmes/feed.ics")["ETag"]
    with django_assert_max_num_queries(2):
        again = client.get("/programmes/feed.ics", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert client.get("/en/programmes/feed.ics", headers={"if-none-match": tag}).status_code == 200
    seen = {tag}
    for change in (
        lambda: event.sessions.filter(number=2).update(state="cancelled"),
        lambda: event.sessions.filter(number=3).delete(),
        lambda: event.save(),
        lambda: Session.objects.filter(number=2).update(
            starts_at=soon + timedelta(days=8), ends_at=soon + timedelta(days=9)
        ),
        lambda: page.save_revision().publish(),
    ):
        change()
        seen.add(client.get("/programmes/feed.ics", headers={"if-none-match": tag})["ETag"])
    assert len(seen) == 6


def test_a_public_feed_names_nobody_who_comes(client, resident, organisation, soon):
    event = make_event(make_programme(organisation), starts_at=soon)
    enter(resident, [resident.person], event)
    text = client.get("/programmes/feed.ics").content.decode() + client.get(f"/events/{event.pk}.ics").content.decode()
    assert "王小英" not in text


def enter(user, people, event):
    return sign_up(event=event, people=people, key=uuid4(), by=user, at=timezone.now())


def test_ones_own_calendar_has_the_family_and_alarms(client, resident, father, neighbour, organisation, soon):
    mine = make_event(make_programme(organisation, "我和父亲"), starts_at=soon)
    enter(resident, [resident.person, father], mine)
    make_event(make_programme(organisation, "没有报名"), starts_at=soon)
    token = calendar_tokens.token_of(resident, at=timezone.now())
    response = client.get(f"/me/calendar/{token.secret}.ics")
    (one,) = read(response)
    assert one["SUMMARY"] == "我和父亲 (王小英、王建国)"
    assert [alarm["TRIGGER"].dt for alarm in one.walk("VALARM")] == [-timedelta(days=1), -timedelta(hours=2)]
    assert "private" in response["Cache-Control"]
    assert "public" not in response["Cache-Control"]
    other = calendar_tokens.token_of(neighbour, at=timezone.now())
    assert read(client.get(f"/me/calendar/{other.secret}.ics")) == []


def test_ones_own_calendar_is_304_until_a_sign_up_changes(client, resident, organisation, soon):
    enter(resident, [resident.person], make_event(make_programme(organisation), starts_at=soon))
    url = f"/me/calendar/{calendar_tokens.token_of(resident, at=timezone.now()).secret}.ics"
    tag = client.get(url)["ETag"]
    assert client.get(url, headers={"if-none-match": tag}).status_code == 304
    resident.person.registrations.update(state="cancelled")
    changed = client.get(url, headers={"if-none-match": tag})
    assert read(changed) == []


def test_only_the_secret_address_leads_to_a_calendar(client, resident):
    token = calendar_tokens.token_of(resident, at=timezone.now())
    assert len(token.secret) >= 22
    for wrong in ("x", token.secret[:-1], token.secret + "x", "%00", "..", token.secret.swapcase()):
        assert client.get(f"/me/calendar/{wrong}.ics").status_code == 404
    resident.is_active = False
    resident.save()
    assert client.get(f"/me/calendar/{token.secret}.ics").status_code == 404


def test_renewing_and_revoking_end_the_old_address(client, resident):
    client.force_login(resident)
    assert client.get("/me/calendar/renew/").status_code == 405
    assert client.post("/me/calendar/renew/").status_code == 302
    first = CalendarToken.objects.get(user=resident).secret
    assert f"/me/calendar/{first}.ics" in client.get("/me/calendar/").content.decode()
    client.post("/me/calendar/renew/")
    second = CalendarToken.objects.get(user=resident).secret
    assert first != second
    client.post("/me/calendar/revoke/")
    client.post("/me/calendar/revoke/")
    client.logout()
    assert [client.get(f"/me/calendar/{secret}.ics").status_code for secret in (first, second)] == [404, 404]
    acts = list(Entry.objects.filter(act__startswith="calendar.").order_by("pk").values_list("act", flat=True))
    assert acts == ["calendar.renewed", "calendar.renewed", "calendar.revoked"]
    assert first not in str(list(Entry.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize("path", ["", "renew/", "revoke/"])
def test_the_address_is_shown_to_its_owner_alone(client, resident, path):
    response = client.post(f"/me/calendar/{path}") if path else client.get("/me/calendar/")
    assert response.status_code == 302
    assert not CalendarToken.objects.exists()


@pytest.mark.parametrize("line", ["a" * 75, "a" * 76, "讲" * 25, "讲" * 26, "😀" * 40, "a" + "讲" * 100, ""])
def test_lines_fold_without_cutting_a_character(line):
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert "".join([pieces[0], *(piece.removeprefix(" ") for piece in pieces[1:])]) == line


def test_a_title_cannot_write_a_line_of_its_own():
    assert escape("a\r\nBEGIN:VEVENT\x00\x0b;,\\") == "a\\nBEGIN:VEVENT\\;\\,\\\\"
