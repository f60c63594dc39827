"""What staff may write in the place of a text that ships, and what a message then says."""

import pytest
from django.utils import timezone, translation

from organisations import message_texts
from organisations.errors import NotYours
from portal.audit.models import Entry
from portal.outbox import texts
from portal.outbox.errors import BadText
from portal.outbox.models import MessageText
from portal.outbox.texts import Text
from tests import factories

OFFERED = Text("有空位：{title}", "{names}请在{until}前确认，{when}，{where}。")


@pytest.fixture
def administrator(db):
    return factories.make_user("administrator", is_superuser=True)


def kind():
    found = texts.kind("offered")
    assert found
    return found


def edit(by, centre=None, **languages):
    written = {"zh-hans": OFFERED, **languages}
    return message_texts.edit_texts(kind(), written, centre=centre, by=by, at=timezone.now())


def held(organisation_id=None, language="zh-hans"):
    return texts.read(["offered"], [organisation_id]).text(
        "offered", language=language, organisation_id=organisation_id
    )


def test_a_fact_that_looks_like_a_placeholder_stays_as_it_is():
    filled = texts.fill("{names}：{title}", {"names": "{title}", "title": "{0.__class__} %(x)s {names}"})
    assert filled == "{title}：{0.__class__} %(x)s {names}"


def test_what_is_no_placeholder_is_never_looked_into():
    assert texts.fill("{title.__class__} {title!r} {0} {}", {"title": "x"}) == "{title.__class__} {title!r} {0} {}"


@pytest.mark.parametrize("name", [kind.name for kind in texts.kinds()])
def test_each_text_that_ships_is_one_that_staff_could_write(name):
    found = texts.kind(name)
    texts.check(found, {language: texts.shipped(found, language) for language in ("zh-hans", "en")})
    for language in ("zh-hans", "en"):
        example = texts.example(found, texts.shipped(found, language), language)
        assert "{" not in example.subject + example.body


@pytest.mark.parametrize("wrong", ["{who}", "{ title }", "｛title｝", "{title.x}", "{", "{标题}"])
def test_an_unknown_placeholder_is_refused_by_its_name(wrong, administrator):
    with pytest.raises(BadText) as refused:
        edit(administrator, **{"zh-hans": Text("{title}{until}{when}", f"{{where}}{wrong}")})
    assert wrong in str(refused.value.sentence)
    assert (refused.value.reason, refused.value.field) == ("unknown_placeholder", "body")
    assert not MessageText.objects.exists()


def test_a_text_without_its_deadline_is_refused_by_name(administrator):
    with pytest.raises(BadText) as refused:
        edit(administrator, **{"zh-hans": Text("有空位：{title}", "{when}，{where}")})
    assert "{until}" in str(refused.value.sentence)
    assert refused.value.reason == "missing_placeholder"


def test_what_is_written_holds_is_audited_and_is_reset(administrator):
    edit(administrator)
    edit(administrator)
    assert held() == OFFERED
    assert held(language="en") == texts.shipped(kind(), "en")
    entry = Entry.objects.get(act="message_text.changed")
    assert "有空位" not in str(entry.facts)
    message_texts.reset_texts(kind(), centre=None, by=administrator, at=timezone.now())
    assert message_texts.reset_texts(kind(), centre=None, by=administrator, at=timezone.now()) == 0
    assert held() == texts.shipped(kind(), "zh-hans")
    assert Entry.objects.filter(act="message_text.reset").count() == 1


def test_saving_the_text_beneath_takes_ones_own_back(administrator):
    edit(administrator)
    edit(administrator, **{"zh-hans": texts.shipped(kind(), "zh-hans")})
    assert not MessageText.objects.exists()


def test_a_centre_s_text_comes_before_the_district_s(administrator, centre, centre_officer, other_organisation):
    edit(administrator)
    own = Text("本所有空位：{title}", OFFERED.body)
    edit(centre_officer, centre, **{"zh-hans": own})
    assert held(centre.pk) == own
    assert held(other_organisation.pk) == held() == OFFERED


@pytest.mark.parametrize("who", ["organiser", "centre_officer", "resident"])
def test_only_the_administrator_edits_the_district_s(who, request):
    with pytest.raises(NotYours):
        edit(request.getfixturevalue(who))


def test_an_officer_edits_no_other_centre_s(centre_officer, areas):
    other = factories.make_organisation("elsewhere", "别的联络所", kind="centre", area=areas["committee"])
    with pytest.raises(NotYours):
        edit(centre_officer, other)


def test_the_form_shows_a_refusal_at_its_field_and_loses_nothing(client, centre_officer):
    client.force_login(centre_officer, backend="django.contrib.auth.backends.ModelBackend")
    typed = {"subject": "{title}", "body": "请{谁}来", "subject_en": "{title} {until} {when} {where}", "body_en": "x"}
    response = client.post("/admin/message_texts/offered/", typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert "{谁}" in page
    assert "请{谁}来" in page
    good = {**typed, "body": "{until}{when}{where}"}
    assert "太极拳入门" in client.post("/admin/message_texts/offered/", {**good, "preview": "1"}).content.decode()
    assert not MessageText.objects.exists()
    assert client.post("/admin/message_texts/offered/", good).status_code == 302
    assert MessageText.objects.count() == 2
    client.post("/admin/message_texts/offered/", {"reset": "1"})
    assert not MessageText.objects.exists()


def test_the_list_names_every_kind(client, centre_officer):
    client.force_login(centre_officer, backend="django.contrib.auth.backends.ModelBackend")
    with translation.override("zh-hans"):
        page = client.get("/admin/message_texts/").content.decode()
        assert all(str(kind.label) in page for kind in texts.kinds())
    assert client.get("/admin/message_texts/nothing/").status_code == 404
