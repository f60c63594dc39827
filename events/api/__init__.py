from events.api.programmes import router as programmes

#: What this app contributes to the API.
ROUTERS = {"events.programmes": programmes}

__all__ = ["ROUTERS"]
