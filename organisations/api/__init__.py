from organisations.api.organisations import router as organisations

#: What this app contributes to the API.
ROUTERS = {"organisations": organisations}

__all__ = ["ROUTERS"]
