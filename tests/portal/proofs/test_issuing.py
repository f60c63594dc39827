"""A fact is certified once; what was issued does not change; who held a revoked proof is told."""

import re
from datetime import date, timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from portal.audit.models import Entry
from portal.proofs.errors import NotInForce, NotYours
from portal.proofs.issuing import choose_shown, erase_of, issue, replace, revoke
from portal.proofs.models import Proof
from portal.proofs.numbers import ALPHABET, read_number
from portal.proofs.readouts import held_about, public_view, standing
from portal.proofs.sealing import is_intact, seal
from portal.proofs.states import ProofState, Why
from tests.portal.proofs.conftest import VALUES

pytestmark = pytest.mark.django_db
NOW = timezone.now


def test_a_proof_has_a_number_of_the_year_and_ten_characters_that_nobody_confuses(proof):
    assert re.fullmatch(rf"{timezone.localdate().year}-[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}", proof.number)
    assert not set("0O1IL2Z5SUV") & set(ALPHABET)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{bare}", "{wide}", "{dashed}"])
def test_a_number_is_read_however_it_is_typed(proof, typed):
    number = proof.number
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in number)
    told = {"lower": number.lower(), "bare": number.replace("-", ""), "wide": wide, "dashed": number.replace("-", "—")}
    assert read_number(typed.format(number, **told)) == number


@pytest.mark.parametrize("typed", ["", "2026", "2026-00000-00000", "x" * 500, "2026-7K3QH-RTWX", "二〇二六"])
def test_what_cannot_be_a_number_is_none(typed):
    assert read_number(typed) == ""


def test_certifying_the_same_fact_again_gives_the_same_proof(make_proof):
    assert make_proof() == make_proof(values={**VALUES, "hours": "99"})
    assert Proof.objects.count() == 1
    assert Entry.objects.filter(act="proof.issued").count() == 1


def test_the_audit_names_fields_and_never_a_value(proof, resident):
    choose_shown(proof, ["holder"], by=resident, at=NOW())
    told = str(list(Entry.objects.values_list("facts", flat=True)))
    assert "王小英" not in told
    assert "苏州话" not in told
    assert Entry.objects.get(act="proof.shown_changed").beneficiary_id == resident.person.pk


def test_what_it_says_stays_when_the_person_is_renamed(proof, resident):
    resident.person.name = "王大英"
    resident.person.save()
    proof.refresh_from_db()
    assert proof.content["fields"][0]["value"]["zh-hans"] == "王小英"
    assert proof.content["statement"]["en"] == "has tested “Suzhou dialect class”."
    assert is_intact(proof)


@pytest.mark.parametrize("field", ["content", "valid_until", "person_id", "kind", "number", "issued_at"])
def test_a_change_behind_our_back_shows(proof, field, neighbour):
    changed = {
        "content": {**proof.content, "title": {"zh-hans": "博士", "en": "Doctor"}},
        "valid_until": date(2099, 1, 1),
        "person_id": neighbour.person.pk,
        "kind": "other",
        "number": "2026-AAAAA-AAAAA",
        "issued_at": proof.issued_at - timedelta(days=365),
    }[field]
    Proof.objects.filter(pk=proof.pk).update(**{field: changed})
    proof.refresh_from_db()
    view = public_view(proof, timezone.localdate())
    assert view.standing.state == "broken"
    assert view.lines == ()


def test_the_seal_holds_after_the_key_was_changed(proof, settings):
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert seal(proof) != proof.seal
        assert is_intact(proof)
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[]):
        assert not is_intact(proof)


def test_a_proof_expires_after_its_last_day(make_proof):
    proof = make_proof(valid_until=date(2026, 12, 31))
    assert standing(proof, date(2026, 12, 31)).state == "valid"
    assert standing(proof, date(2027, 1, 1)).state == "expired"


def test_a_revoked_proof_says_why_and_its_holder_is_told_once(proof, resident):
    revoke(proof, why=Why.MISTAKE, note="同名同姓，发错了人。", by="test", at=NOW())
    revoke(proof, why=Why.WITHDRAWN, by="test", at=NOW())
    proof.refresh_from_db()
    assert (proof.state, proof.why) == (ProofState.REVOKED, Why.MISTAKE)
    told = resident.inbox.get()
    assert "同名同姓" in told.body
    assert told.path == f"/me/proofs/{proof.number}/"
    assert public_view(proof, timezone.localdate()).note == "同名同姓，发错了人。"


def test_after_a_revocation_the_fact_can_be_certified_again(proof, make_proof):
    revoke(proof, why=Why.MISTAKE, by="test", at=NOW())
    assert make_proof() != proof


def test_a_newer_proof_takes_the_place_and_shows_what_was_shown(proof, resident):
    choose_shown(proof, ["hours"], by=resident, at=NOW())
    newer = replace(proof, values={**VALUES, "hours": "14"}, by="test", at=NOW())
    proof.refresh_from_db()
    assert proof.state == ProofState.REPLACED
    assert proof.replaced_by == newer
    assert newer.shown == ["hours"]
    assert {line.name: line.value for line in public_view(newer, timezone.localdate()).lines}["hours"] == "14"
    for act in (
        lambda: replace(proof, values=VALUES, by="test", at=NOW()),
        lambda: revoke(proof, why=Why.MISTAKE, by="test", at=NOW()),
        lambda: choose_shown(proof, [], by=resident, at=NOW()),
    ):
        with pytest.raises(NotInForce):
            act()


def test_the_holder_chooses_among_what_may_be_chosen(proof, resident):
    choose_shown(proof, ["holder", "issuer", "nonsense"], by=resident, at=NOW())
    proof.refresh_from_db()
    assert proof.shown == ["holder"]


def test_nobody_else_chooses_what_is_shown(proof, neighbour):
    with pytest.raises(NotYours):
        choose_shown(proof, ["holder"], by=neighbour, at=NOW())


def test_a_kind_refuses_a_field_that_it_does_not_have(kind, resident):
    with pytest.raises(ValueError, match="salary"):
        issue(
            "test",
            subject="test:2",
            person=resident.person,
            values={**VALUES, "salary": "1"},
            organisation_id=None,
            by="test",
            at=NOW(),
        )


def test_a_copy_of_ones_data_holds_ones_proofs(proof, resident):
    (told,) = held_about(resident.person.pk)["proofs"]
    assert told["number"] == proof.number
    assert "苏州话课堂" in told["fields"].values()
    assert held_about(0) == {}


def test_erasing_leaves_a_number_that_is_revoked_and_says_nothing(proof, resident):
    assert erase_of(resident.person.pk, by="test", at=NOW()) == 1
    proof.refresh_from_db()
    assert (proof.state, proof.why, proof.content["fields"]) == (ProofState.REVOKED, Why.ERASED, [])
    assert is_intact(proof)
    assert not resident.inbox.exists()
