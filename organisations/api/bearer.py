"""Who calls? Whoever sends a token, at every request anew; no session and no cookie is looked at."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from organisations import api_tokens
from organisations.errors import NotInScope, NoToken, TooManyFailures
from organisations.models import ApiToken
from portal.accounts.addresses import client_address
from portal.api.problems import Problem, answer_with

answer_with(401, NoToken)
answer_with(403, NotInScope)
answer_with(429, TooManyFailures)

#: What every address with a token may answer besides its own; spread into its ``response``.
WITH_TOKEN = {401: Problem, 403: Problem, 429: Problem}


class Bearer(HttpBearer):
    """Lets a request in whose token has this scope; ``request.auth`` is the token, with its owner."""

    def __init__(self, scope: str):
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        at = timezone.now()
        try:
            found = api_tokens.redeem(token.strip(), at=at)
        except NoToken:
            api_tokens.note_failure(client_address(request), at=at)
            raise
        match = request.resolver_match
        ids = {name: int(value) for name, value in (match.kwargs if match else {}).items() if is_number(value)}
        for_what = f"{request.method} {match.url_name if match else ''}"
        return api_tokens.use(found, self.scope, for_what=for_what, at=at, **ids)


def is_number(value: Any) -> bool:
    return str(value).isascii() and str(value).isdecimal() and len(str(value)) < 20


def secured(scope: ApiToken.Scope) -> dict[str, Any]:
    """Return what an address with this scope says of itself: how it is guarded, and that in the document."""
    return {"auth": Bearer(scope.value), "openapi_extra": {"x-scope": scope.value}}
