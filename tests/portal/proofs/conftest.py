"""A kind of proof as an app would register it, and one proof of it."""

import pytest
from django.utils import timezone

from portal.proofs import content
from portal.proofs.content import Field, Kind, Rule
from portal.proofs.issuing import issue

KIND = Kind(
    code="test",
    title="Certificate of testing",
    statement="has tested “%(activity)s”.",
    fields=(
        Field("holder", "Name", Rule.CHOSEN),
        Field("activity", "Activity"),
        Field("hours", "Hours", Rule.CHOSEN),
        Field("issuer", "Issued by"),
    ),
)
VALUES = {
    "activity": {"zh-hans": "苏州话课堂", "en": "Suzhou dialect class"},
    "hours": "12",
    "issuer": {"zh-hans": "惠悦服务中心", "en": "Huiyue Service Centre"},
}


@pytest.fixture
def kind():
    content.register(KIND)
    return KIND


@pytest.fixture
def make_proof(kind, resident):
    def make(subject="test:1", person=None, **details):
        details = {"values": VALUES, "organisation_id": 7, "by": "test", "at": timezone.now(), **details}
        return issue("test", subject=subject, person=person or resident.person, **details)

    return make


@pytest.fixture
def proof(make_proof):
    return make_proof()
