"""A consent is to one version of one notice, and is withdrawn as easily as it was given."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from portal.accounts.consents import current_notice, give_consent, has_consent, withdraw_consent
from portal.accounts.errors import NotOptional, NotYourPerson
from portal.accounts.models import Consent, Notice
from portal.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(founded):
    return timezone.now()


def new_version(at, version=2):
    words = {"title": "新", "title_en": "New", "body": "新", "body_en": "New"}
    return Notice.objects.create(purpose="health", version=version, published_at=at, **words)


def test_founding_makes_the_first_version_of_each_and_leaves_it_alone_afterwards(now):
    Notice.objects.filter(purpose="terms").update(title="改过的")
    call_command("found")
    assert sorted(Notice.objects.values_list("purpose", "version")) == [
        (purpose, 1) for purpose in ("arrivals", "health", "photos", "terms")
    ]
    assert Notice.objects.get(purpose="terms").title == "改过的"


def test_the_current_notice_is_the_newest_that_is_published(now):
    new_version(now + timedelta(days=1))
    assert current_notice("health", at=now).version == 1
    assert current_notice("health", at=now + timedelta(days=1)).version == 2


def test_giving_twice_is_one_consent(now, resident):
    first = give_consent(resident.person, "health", by=resident, at=now)
    assert give_consent(resident.person, "health", by=resident, at=now) == first
    assert has_consent(resident.person, "health", at=now)
    assert not has_consent(resident.person, "photos", at=now)
    assert Entry.objects.get(act="consent.given").facts == {"purpose": "health", "version": 1}


def test_a_new_wording_is_not_agreed_to_yet(now, resident):
    give_consent(resident.person, "health", by=resident, at=now)
    new_version(now)
    assert not has_consent(resident.person, "health", at=now)


def test_withdrawing_ends_every_version_and_it_can_be_given_again(now, resident):
    give_consent(resident.person, "health", by=resident, at=now)
    new_version(now)
    give_consent(resident.person, "health", by=resident, at=now)
    assert withdraw_consent(resident.person, "health", by=resident, at=now) == 2
    assert not has_consent(resident.person, "health", at=now)
    assert withdraw_consent(resident.person, "health", by=resident, at=now) == 0
    give_consent(resident.person, "health", by=resident, at=now)
    assert has_consent(resident.person, "health", at=now)
    assert Consent.objects.count() == 3
    assert Entry.objects.filter(act="consent.withdrawn").count() == 2


def test_the_terms_are_not_withdrawn_here(now, resident):
    give_consent(resident.person, "terms", by=resident, at=now)
    with pytest.raises(NotOptional):
        withdraw_consent(resident.person, "terms", by=resident, at=now)
    assert has_consent(resident.person, "terms", at=now)


def test_only_a_mandate_gives_or_withdraws(now, resident, father, neighbour):
    give_consent(father, "photos", by=resident, at=now)
    with pytest.raises(NotYourPerson):
        give_consent(father, "health", by=neighbour, at=now)
    with pytest.raises(NotYourPerson):
        withdraw_consent(father, "photos", by=neighbour, at=now)
    assert has_consent(father, "photos", at=now)
