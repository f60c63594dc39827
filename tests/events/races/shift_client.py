"""One volunteer's press over HTTP: the shift's page, then the button on it."""

from tests.events.races.client import Resident, ask, hidden, until_answered


def take(port: int, path: str, volunteer_id: int, resident: Resident) -> int:
    """Open the shift's page and press; return the status of the answer."""
    cookies = {"sessionid": resident.session_key}
    page = until_answered(port, "GET", path, cookies, None)
    token = hidden(page, "csrfmiddlewaretoken")
    form = {"csrfmiddlewaretoken": token, "volunteer": str(volunteer_id), "cautions": "0"}
    return ask(port, "POST", f"{path}take/", cookies, form)[0]
