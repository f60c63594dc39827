"""Numbers are taken as people type them, and refused in words."""

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.phone_numbers import parse_contact, parse_mobile, shown


@pytest.mark.parametrize(
    "typed",
    [
        "13800000001",
        " 138 0000 0001 ",
        "138-0000-0001",
        "+86 138 0000 0001",
        "+8613800000001",
        "008613800000001",
        "8613800000001",
        "138００００００01",
        "+８６１３８０００００００１",
    ],
)
def test_a_mobile_number_is_kept_as_e164(typed):
    assert parse_mobile(typed) == "+8613800000001"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1380000000", "length"),
        ("138000000011", "length"),
        ("0512-62880000", "landline"),
        ("62880000", "landline"),
        ("+852 9123 4567", "foreign"),
        ("0085291234567", "foreign"),
        ("12000000000", "unknown"),
        ("一三八", "not_digits"),
        ("138٠٠٠٠٠٠٠١", "not_digits"),
        ("²³⁸0000000a", "not_digits"),
        ("+", "foreign"),
        ("", "not_digits"),
    ],
)
def test_anything_else_is_refused_by_name(typed, code):
    with pytest.raises(ValidationError) as refusal:
        parse_mobile(typed)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0512-6288 0000", "051262880000"),
        ("62880000转801", "62880000转801"),
        ("13800000001",) * 2,
        ("+86 138-0000-0001", "13800000001"),
    ],
)
def test_a_contact_number_may_be_a_landline(typed, kept):
    assert parse_contact(typed) == kept


@pytest.mark.parametrize("typed", ["12", "call me", "1" * 31, "<b>62880000</b>"])
def test_a_contact_number_is_digits(typed):
    with pytest.raises(ValidationError):
        parse_contact(typed)


def test_a_number_is_shown_in_groups():
    assert shown("+8613800000001") == "138 0000 0001"
