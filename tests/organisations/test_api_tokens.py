"""A token is worth what its owner is worth at that moment, and nobody can read it from the database."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from organisations import api_tokens
from organisations.errors import NotInScope, NoToken, NotYours, TooManyFailures
from organisations.models import ApiFailure, ApiToken, Membership
from portal.audit.models import Entry
from tests import factories

pytestmark = pytest.mark.django_db
READ, WRITE, PEOPLE = ApiToken.Scope.REGISTRATIONS_READ, ApiToken.Scope.REGISTRATIONS_WRITE, ApiToken.Scope.PEOPLE_WRITE


def issue(owner, *scopes, organisation=None, days=30, by=None, at=None):
    return api_tokens.issue(
        owner=owner,
        name="partner",
        scopes=scopes or [READ],
        organisation=organisation,
        days=days,
        by=by or owner,
        at=at or timezone.now(),
    )


def redeemed(text, at=None):
    return api_tokens.redeem(text, at=at or timezone.now())


def reason_of(text, at=None) -> str:
    with pytest.raises(NoToken) as refused:
        redeemed(text, at)
    return refused.value.reason


def test_the_text_is_shown_once_and_only_its_digest_is_kept(organiser, organisation):
    token, text = issue(organiser, organisation=organisation)
    secret = text.split("_", 2)[2]
    assert len(secret) == 43
    assert redeemed(text) == token
    assert secret not in str(ApiToken.objects.values().get())
    assert secret not in str(list(Entry.objects.values()))
    assert not repr(token).count(secret)


@pytest.mark.parametrize("text", ["", "x", "linli_", "linli__", "linli_{number}_", "linli_{number}_x", "Linli_{rest}"])
def test_what_is_not_the_token_is_no_token(text, organiser, organisation):
    token, whole = issue(organiser, organisation=organisation)
    assert reason_of(text.format(number=token.number, rest=whole.removeprefix("linli_"))) == "no_token"
    assert reason_of(whole[:-1]) == "no_token"
    assert reason_of(whole + "\x00") == "no_token"


def test_an_unknown_number_and_a_wrong_secret_get_the_same_words(organiser, organisation):
    token, _text = issue(organiser, organisation=organisation)
    words = set()
    for text in (f"linli_{token.number}_wrong", "linli_0000000000_wrong"):
        with pytest.raises(NoToken) as refused:
            redeemed(text)
        words.add((refused.value.reason, str(refused.value.sentence)))
    assert len(words) == 1


def test_it_lapses_and_a_clock_set_back_revives_nothing(organiser, organisation):
    at = timezone.now()
    _token, text = issue(organiser, organisation=organisation, days=1, at=at)
    assert redeemed(text, at + timedelta(hours=23))
    assert reason_of(text, at + timedelta(days=1)) == "expired"
    assert api_tokens.end_tokens(at + timedelta(days=1)) == 1
    assert reason_of(text, at) == "revoked"
    assert api_tokens.end_tokens(at + timedelta(days=1)) == 0


def test_revoking_bites_at_the_next_request_and_twice_is_once(organiser, organisation):
    token, text = issue(organiser, organisation=organisation)
    revoked = api_tokens.revoke(token, by=organiser, at=timezone.now())
    again = api_tokens.revoke(token, by=organiser, at=timezone.now() + timedelta(days=1))
    assert revoked.revoked_at == again.revoked_at
    assert reason_of(text) == "revoked"
    assert Entry.objects.filter(act="token.revoked").count() == 1


def test_a_membership_that_ends_ends_the_token(organiser, organisation):
    _token, text = issue(organiser, organisation=organisation)
    today = timezone.localdate()
    Membership.objects.filter(user=organiser).update(starts_on=today - timedelta(days=1), ends_on=today)
    assert reason_of(text) == "no_longer_staff"


@pytest.mark.parametrize(("what", "reason"), [("account", "account_closed"), ("organisation", "suspended")])
def test_a_closed_account_and_a_suspended_organisation_end_it_too(what, reason, organiser, organisation):
    _token, text = issue(organiser, organisation=organisation)
    if what == "account":
        type(organiser).objects.update(is_active=False)
    else:
        type(organisation).objects.filter(pk=organisation.pk).update(state="suspended")
    assert reason_of(text) == reason


def test_nobody_issues_for_somebody_else_or_for_another_organisation(
    organiser, other_organiser, organisation, other_organisation
):
    with pytest.raises(NotYours):
        issue(organiser, organisation=organisation, by=other_organiser)
    with pytest.raises(NotYours):
        issue(organiser, organisation=other_organisation)
    viewer = factories.make_user("viewer")
    factories.make_member(viewer, organisation, "viewer")
    with pytest.raises(NotYours):
        issue(viewer, organisation=organisation)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(("scopes", "days"), [(["everything"], 30), ([READ], 0), ([READ], 366)])
def test_scopes_and_days_are_bounded(scopes, days, resident):
    with pytest.raises(NotYours):
        issue(resident, *scopes, days=days)


def test_people_are_added_for_a_centre_alone(organiser, organisation, centre_officer, centre):
    for owner, of in ((organiser, organisation), (centre_officer, None)):
        with pytest.raises(NotYours):
            issue(owner, PEOPLE, organisation=of)
    assert issue(centre_officer, PEOPLE, organisation=centre)


def test_each_use_is_audited_without_the_secret_and_only_within_its_scope(organiser, organisation):
    token, _text = issue(organiser, READ, organisation=organisation)
    at = timezone.now()
    api_tokens.use(token, READ, for_what="GET registrations", at=at, event_id=5)
    with pytest.raises(NotInScope):
        api_tokens.use(token, WRITE, for_what="POST registrations", at=at)
    used, refused = Entry.objects.filter(act__in=["token.used", "token.refused"]).order_by("pk")
    assert (used.act, used.facts["event_id"], used.actor_id) == ("token.used", 5, organiser.pk)
    assert (refused.act, refused.facts["scope"]) == ("token.refused", "registrations:write")
    token.refresh_from_db()
    assert token.last_used_at == at


def test_failures_of_an_address_are_counted_in_the_database(db):
    at = timezone.now()
    for _number in range(api_tokens.MOST_FAILURES):
        api_tokens.note_failure("198.51.100.7", at=at)
    with pytest.raises(TooManyFailures):
        api_tokens.note_failure("198.51.100.7", at=at)
    api_tokens.note_failure("198.51.100.8", at=at)
    api_tokens.note_failure("198.51.100.7", at=at + api_tokens.FAILURES_WITHIN)
    assert "198.51.100" not in str(list(ApiFailure.objects.values()))
    assert api_tokens.end_tokens(at + timedelta(days=2)) == api_tokens.MOST_FAILURES + 2


def test_the_command_prints_a_token_that_works(organiser, organisation):
    out = StringIO()
    call_command(
        "issue_token",
        "organiser",
        "--scope",
        READ,
        "--organisation",
        "huiyue",
        "--days",
        "7",
        stdout=out,
        stderr=StringIO(),
    )
    token = redeemed(out.getvalue().strip())
    assert (token.owner, token.organisation, token.scopes) == (organiser, organisation, [READ])
    assert Entry.objects.get(act="token.issued").actor_name == "issue_token"


@pytest.mark.parametrize(
    "arguments", [["nobody"], ["organiser", "--organisation", "nowhere"], ["organiser", "--organisation", "wuyun"]]
)
def test_the_command_says_what_is_wrong(arguments, organiser, other_organisation):
    with pytest.raises(CommandError):
        call_command("issue_token", *arguments, "--scope", READ)


@pytest.fixture
def signed_in(client, organiser):
    client.force_login(organiser, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_staff_issue_a_token_in_the_admin_and_see_its_text_once(signed_in, organiser, organisation):
    answer = signed_in.post(
        "/admin/tokens/new/",
        {"name": "网站", "organisation": organisation.pk, "scopes": [READ, WRITE], "days": "30"},
    )
    token = ApiToken.objects.get()
    assert answer.status_code == 200
    assert f"linli_{token.number}_" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    listed = signed_in.get("/admin/tokens/").content.decode()
    assert token.number in listed
    assert "linli_" not in listed


def test_the_form_keeps_what_was_typed_when_it_is_refused(signed_in, organisation, other_organisation):
    for data in (
        {"name": "网站", "organisation": other_organisation.pk, "scopes": [READ], "days": "30"},
        {"name": "网站", "organisation": organisation.pk, "scopes": [PEOPLE], "days": "30"},
        {"name": "网站", "scopes": ["everything"], "days": "4000"},
    ):
        answer = signed_in.post("/admin/tokens/new/", data)
        assert answer.status_code == 200
        assert "网站" in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_a_foreign_token_is_neither_listed_nor_revoked(signed_in, other_organiser, other_organisation):
    token, _text = issue(other_organiser, organisation=other_organisation)
    assert token.number not in signed_in.get("/admin/tokens/").content.decode()
    assert signed_in.post(f"/admin/tokens/revoke/{token.pk}/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_whoever_manages_the_organisation_revokes_a_colleagues_token(client, organiser, organisation):
    token, text = issue(organiser, organisation=organisation)
    owner = factories.make_user("owner", is_staff=True)
    factories.make_member(owner, organisation, "owner")
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/admin/tokens/revoke/{token.pk}/").status_code == 405
    assert client.post(f"/admin/tokens/revoke/{token.pk}/").status_code == 302
    assert reason_of(text) == "revoked"
