"""Does the API do what its document says? schemathesis asks every address what fits and what does not.

NUL bytes, huge numbers, wrong types, missing headers, methods that are not there; each answer's status, type and
shape is held against the document. Half of what fits is sent to a real event and real people.
"""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.urls import get_resolver
from hypothesis import HealthCheck, settings
from schemathesis.generation import GenerationMode

from tests import factories
from tests.events.api.asking import ask
from tests.events.api.conftest import Scope, issue

pytestmark = pytest.mark.django_db
DOCUMENT = "/api/v1/openapi.json"
CONFIG = {
    "seed": 1,
    "generation": {"deterministic": True, "max-examples": 8, "database": "none"},
    "phases": {"fuzzing": {"enabled": True}, "coverage": {"enabled": True, "unexpected-methods": ["PUT", "TRACE"]}},
    # A rule may refuse what fits the document: signed up already, a birthday to come.
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "401", "403", "404", "409", "422"]}},
}


@pytest.fixture(autouse=True)
def _connection_of_the_test():
    """A request that ends closes what connection it finds, here that of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


schema = schemathesis.openapi.from_wsgi(DOCUMENT, get_wsgi_application(), config=schemathesis.Config.from_dict(CONFIG))


@pytest.fixture
def token(resident, centre):
    factories.make_member(resident, centre, "desk")
    return issue(resident, *Scope.values, organisation=centre)


@pytest.fixture
def real(event, resident):
    return {"event_id": event.pk, "programme_id": event.programme_id, "people": [resident.person.pk]}


@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_the_api_does_what_its_document_says(case, token, real):
    meet(case, real)
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"})


def meet(case, real) -> None:
    """Send every other request that fits to records that are there."""
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    path = case.path_parameters or {}
    for name in {"event_id", "programme_id"} & set(path):
        if str(path[name])[-1] in "13579":
            path[name] = str(real[name])
            if isinstance(case.body, dict) and "people" in case.body:
                case.body = {"people": real["people"]}


def test_every_address_of_the_document_is_asked(client):
    """What schemathesis makes tests of is the whole document, and the document has all that is mounted."""
    paths = ask(client, DOCUMENT).json()["paths"]
    named = {operation["operationId"] for methods in paths.values() for operation in methods.values()}
    asked = {found.ok().definition.raw["operationId"] for found in schema.get_all_operations()}
    mounted = {str(pattern.pattern) for pattern in get_resolver("portal.api.urls").url_patterns[0].url_patterns}
    assert asked == named
    assert {path.removeprefix("/api/v1/").replace("{", "<").replace("}", ">") for path in paths} == mounted - {
        "openapi.json"
    }
