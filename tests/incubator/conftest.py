"""The demonstration's calls, and the officer of the organisation that runs the core base."""

import pytest
from django.utils import timezone

from incubator.demo import load_bases
from incubator.demo.calls import load_calls
from incubator.models import Intake
from tests import factories


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def operator(areas):
    """An officer of the organisation that runs the core base."""
    organisation = factories.make_organisation("sip-incubator", "孵化中心", kind="social", area=areas["committee"])
    user = factories.make_user("incubator_officer", is_staff=True)
    factories.make_member(user, organisation, "officer")
    return user


@pytest.fixture
def call(operator, at) -> Intake:
    load_bases(at)
    load_calls(at)
    return Intake.objects.get(code="core-spring")
