from organisations.api.organisations import router as organisations
from organisations.api.people import router as people

#: What this app contributes to the API.
ROUTERS = {"organisations": organisations, "organisations.people": people}

__all__ = ["ROUTERS"]
