"""The demonstration has applications under review, one judged and one returned; loading again adds none."""

import pytest
from django.utils import timezone

from incubator.demo import load
from incubator.models import Application, Intake, Review
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_closed_call_has_applications_in_review_and_one_to_mend(areas):
    organisation = factories.make_organisation("sip-incubator", "孵化中心", kind="social", area=areas["committee"])
    factories.make_member(factories.make_user("officer"), organisation, "officer")
    factories.make_user("reviewer")
    for _time in range(2):
        load(timezone.now())
    states = Application.objects.order_by("pk").values_list("case__state", flat=True)
    assert list(states) == ["reviewing", "reviewing", "reviewing", "mending"]
    assert Review.objects.counting().count() == 2
    assert Review.objects.filter(reviewer__username="reviewer").count() == 2
    call = Intake.objects.get(code="youth-second")
    assert not call.takes_applications(timezone.localdate())
