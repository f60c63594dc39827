"""Anybody checks a number and sees what is meant for them; guessing is slowed down, and nobody is locked out by it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.proofs import checking
from portal.proofs.errors import TooManyTries
from portal.proofs.issuing import choose_shown, replace, revoke
from portal.proofs.models import ProofTry
from portal.proofs.numbers import new_number
from portal.proofs.sealing import short_seal
from portal.proofs.states import Why
from tests.portal.proofs.conftest import VALUES

pytestmark = pytest.mark.django_db
NOW = timezone.now


def page(client, number, query=""):
    answer = client.get(f"/verify/{number}/{query}")
    return answer, answer.content.decode()


def test_a_valid_proof_says_so_and_shows_what_is_always_shown(client, proof):
    answer, text = page(client, proof.number)
    assert answer.status_code == 200
    assert "有效" in text
    assert "苏州话课堂" in text
    assert "惠悦服务中心" in text
    assert "王*英" in text
    assert "王小英" not in text
    assert "<dd>12</dd>" not in text


def test_chosen_fields_are_shown_in_both_languages(client, proof, resident):
    choose_shown(proof, ["holder", "hours"], by=resident, at=NOW())
    text = client.get(f"/en/verify/{proof.number}/").content.decode()
    assert "王小英" in text
    assert "<dd>12</dd>" in text
    assert "Suzhou dialect class" in text


def test_the_words_say_expired_revoked_and_replaced(client, make_proof):
    expired = make_proof("a", valid_until=date(2020, 1, 1))
    revoked = revoke(make_proof("b"), why=Why.CORRECTED, note="只给本人看", by="test", at=NOW())
    old = make_proof("c")
    newer = replace(old, values=VALUES, by="test", at=NOW())
    assert "已过期" in page(client, expired.number)[1]
    text = page(client, revoked.number)[1]
    assert "已撤销" in text
    assert str(Why.CORRECTED.label) in text
    assert "只给本人看" not in text
    text = page(client, old.number)[1]
    assert "已换发" in text
    assert newer.number not in text


def test_nothing_of_it_is_indexed_or_kept(client, proof):
    for address in (f"/verify/{proof.number}/", "/verify/", "/verify/2026-AAAAA-AAAAA/"):
        answer = client.get(address)
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "noindex" in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
    assert "/verify/" not in client.get("/sitemap.xml").content.decode()


def test_the_form_leads_to_the_proof_however_the_number_is_typed(client, proof):
    typed = proof.number.lower().replace("-", " ")
    answer = client.get("/verify/", {"number": typed})
    assert answer["Location"] == f"/verify/{proof.number}/"
    answer = client.get(f"/verify/{proof.number.lower()}/")
    assert answer["Location"] == f"/verify/{proof.number}/"


def test_what_is_no_number_is_refused_at_the_field_and_stays_typed(client):
    answer = client.get("/verify/", {"number": "王小英的证书"})
    assert answer.status_code == 422
    assert "王小英的证书" in answer.content.decode()
    assert not ProofTry.objects.exists()


def test_an_unknown_number_is_not_found(client):
    answer, text = page(client, "2026-AAAAA-AAAAA")
    assert answer.status_code == 404
    assert "2026-AAAAA-AAAAA" in text


@pytest.fixture
def guessed(client):
    """Somebody has used up the tries of this network."""
    for _turn in range(checking.WRONG_TRIES):
        assert page(client, new_number(date(2026, 1, 1)))[0].status_code == 404


def test_whoever_guesses_is_slowed_down(client, proof, guessed):
    answer, _text = page(client, new_number(date(2026, 1, 1)))
    assert answer.status_code == 429
    assert page(client, proof.number)[0].status_code == 429, "else a guess that is right would show"


def test_others_are_not_locked_out_by_a_guesser(client, proof, guessed, neighbour):
    """The paper itself at hand, signed in, or from another network."""
    assert page(client, proof.number, f"?seal={short_seal(proof)}")[0].status_code == 200
    assert page(Client(REMOTE_ADDR="192.0.2.9"), proof.number)[0].status_code == 200
    client.force_login(neighbour, backend="django.contrib.auth.backends.ModelBackend")
    assert page(client, proof.number)[0].status_code == 200


def test_a_wrong_seal_opens_nothing(client, proof, guessed):
    assert page(client, proof.number, "?seal=0000-0000")[0].status_code == 429
    assert page(client, proof.number, "?seal=")[0].status_code == 429


def test_right_numbers_never_count_and_tries_are_forgotten_after_an_hour(proof):
    at = NOW()
    for _turn in range(checking.WRONG_TRIES + 5):
        checking.look_up(proof.number, source="network:x", at=at)
    ProofTry.objects.all().delete()
    for _turn in range(checking.WRONG_TRIES):
        with pytest.raises(checking.NotAProof):
            checking.look_up("2026-AAAAA-AAAAA", source="network:x", at=at)
    with pytest.raises(TooManyTries):
        checking.look_up(proof.number, source="network:x", at=at)
    later = at + timedelta(hours=1, seconds=1)
    assert checking.look_up(proof.number, source="network:x", at=later) == proof
    assert checking.purge_tries(later) == checking.WRONG_TRIES
    assert checking.purge_tries(later) == 0


def test_who_asked_is_not_kept_in_the_clear(client):
    page(client, "2026-AAAAA-AAAAA")
    assert "127.0.0.1" not in ProofTry.objects.get().source
