"""Tokens of the cast, issued as they would issue them."""

import pytest
from django.utils import timezone

from organisations import api_tokens
from organisations.models import ApiToken
from tests import factories

Scope = ApiToken.Scope


def issue(owner, *scopes, organisation=None) -> str:
    return api_tokens.issue(
        owner=owner, name="t", scopes=scopes, organisation=organisation, days=9, by=owner, at=timezone.now()
    )[1]


@pytest.fixture
def residents_token(resident):
    return issue(resident, Scope.REGISTRATIONS_READ, Scope.REGISTRATIONS_WRITE)


@pytest.fixture
def organisers_token(organiser, organisation):
    return issue(
        organiser,
        Scope.REGISTRATIONS_READ,
        Scope.REGISTRATIONS_WRITE,
        Scope.CHECKIN_WRITE,
        organisation=organisation,
    )


@pytest.fixture
def others_token(other_organiser, other_organisation):
    return issue(
        other_organiser,
        Scope.REGISTRATIONS_READ,
        Scope.REGISTRATIONS_WRITE,
        Scope.CHECKIN_WRITE,
        organisation=other_organisation,
    )


@pytest.fixture
def desk(centre):
    user = factories.make_user("desk", is_staff=True)
    factories.make_member(user, centre, "desk")
    return user


@pytest.fixture
def windows_token(desk, centre):
    return issue(desk, Scope.PEOPLE_WRITE, Scope.REGISTRATIONS_READ, Scope.REGISTRATIONS_WRITE, organisation=centre)
