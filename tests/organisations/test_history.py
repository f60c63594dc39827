"""Managers read who did what in their own organisations; lists leave on record, in columns that one chooses."""

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organisations.models import ShownColumns
from organisations.readouts.history import act_names, acts_of
from portal.audit.models import Entry
from portal.audit.recording import record
from tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def owner(organisation, client):
    user = factories.make_user("owner", first_name="王主任")
    factories.make_member(user, organisation, "owner")
    client.force_login(user, backend=BACKEND)
    return user


def acts(organisation, by, count, act="organisation.changed"):
    for _number in range(count):
        record(act, organisation, by=by, at=timezone.now(), organisation_id=organisation.pk)


def test_the_history_names_the_act_and_who_did_it_and_nothing_of_others(
    client, owner, organisation, other_organisation, resident
):
    acts(organisation, owner, 1)
    record(
        "mandate.desk",
        organisation,
        by=owner,
        at=timezone.now(),
        beneficiary_id=resident.person.pk,
        organisation_id=organisation.pk,
    )
    acts(other_organisation, factories.make_user("stranger", first_name="外人"), 1)
    page = client.get(reverse("history:index")).content.decode()
    assert all(words in page for words in ("修改联系方式", "王主任", "王小英"))
    assert "外人" not in page


def test_records_are_called_by_their_names_and_one_that_is_gone_by_its_number(client, owner, organisation):
    event = factories.make_event(factories.make_programme(organisation, slug="class"), label="周六班")
    given = {"by": owner, "at": timezone.now(), "organisation_id": organisation.pk}
    record("event.changed", event, **given)
    page = client.get(reverse("history:index")).content.decode()
    assert f"期：{event.programme.title} 周六班" in page
    gone = Entry(act="event.changed", object_type="events.event", object_id="0", at=given["at"], facts={})
    assert acts_of([gone])[0].record == "期 0"


def test_the_history_is_filtered_by_act_and_by_record(client, owner, organisation):
    acts(organisation, owner, 1)
    acts(organisation, owner, 1, act="membership.granted")
    index = reverse("history:index")
    assert client.get(index, {"act": "membership.granted"}).context["items_count"] == 1
    key = f"organisations.organisation:{organisation.pk}"
    before = Entry.objects.filter(object_type="organisations.organisation", organisation_id=organisation.pk).count()
    assert client.get(index, {"record": key}).context["items_count"] == before
    assert client.get(index, {"record": "organisations.organisation:0"}).context["items_count"] == 0


def test_the_history_is_filtered_by_the_name_of_whoever_acted(client, owner, organisation):
    colleague = factories.make_user("colleague")
    factories.make_person("顾芳", user=colleague)
    factories.make_member(colleague, organisation, "organiser")
    acts(organisation, owner, 1)
    acts(organisation, colleague, 2)
    index = reverse("history:index")
    assert client.get(index, {"who": "顾"}).context["items_count"] == 2
    assert client.get(index, {"who": "无此人"}).context["items_count"] == 0


def test_the_menu_calls_staff_by_their_name(client, owner):
    factories.make_person("王建国", user=owner)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    menu = page.split('id="wagtail-sidebar-props"')[1].split("</script>")[0]
    assert '"name": "王建国"' in menu.encode().decode("unicode_escape", "ignore") or "\\u738b\\u5efa\\u56fd" in menu


def test_the_history_costs_the_same_for_few_and_for_many(client, owner, organisation):
    def queries():
        client.get(reverse("history:index"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("history:index")).status_code == 200
        return len(captured)

    acts(organisation, owner, 1)
    few = queries()
    acts(organisation, owner, 60)
    assert queries() <= few + 1


def test_a_list_leaves_with_recipient_and_purpose_and_is_on_record(client, owner, organisation):
    organisation.name = "=1+1"
    organisation.save()
    acts(organisation, owner, 1)
    address = reverse("history:hand_out")
    assert client.get(address).status_code == 200
    assert client.post(address, {"recipient": "ourselves"}).status_code == 422
    answer = client.post(address, {"recipient": "authority", "purpose": "oversight"})
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[5][:2] == ("时间", "操作")
    assert "'=1+1" in {row[5] for row in rows}
    entry = Entry.objects.get(act="list.handed_out")
    assert (entry.facts["recipient"], entry.facts["purpose"]) == ("authority", "oversight")
    assert entry.organisation_id == organisation.pk


def test_chosen_columns_stay_chosen_and_are_one_s_own(client, owner, organisation):
    acts(organisation, owner, 1)
    client.post(reverse("history:columns"), {"column": ["what", "nonsense"]})
    assert ShownColumns.objects.get(user=owner).columns == ["what"]
    page = client.get(reverse("history:index"))
    assert [one.name for one in page.context["table"].columns.values()] == ["at", "what"]
    client.post(reverse("history:columns"), {"all": "1"})
    assert not ShownColumns.objects.exists()


def test_only_the_administrator_sees_messages_that_did_not_leave(client, owner):
    assert client.get(reverse("deliveries:index")).status_code == 404
    client.force_login(factories.make_user("root", is_superuser=True), backend=BACKEND)
    assert client.get(reverse("deliveries:index")).status_code == 200


def test_every_act_that_is_recorded_has_a_name():
    root = Path(__file__).resolve().parents[2]
    files = [path for app in ("portal", "organisations", "events", "incubator") for path in (root / app).rglob("*.py")]
    acts = re.compile(r'\b_?record\w*\(\s*"([a-z_]+\.[a-z_]+)"')
    recorded = {act for path in files for act in acts.findall(path.read_text())}
    assert len(recorded) > 150
    assert sorted(recorded - set(act_names())) == []
