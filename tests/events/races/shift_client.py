"""One volunteer's press over HTTP: a page, then the button on it."""

from tests.events.races.client import Resident, ask, hidden, until_answered


def take(port: int, path: str, volunteer_id: int, resident: Resident) -> int:
    """Open the shift's page and press; return the status of the answer."""
    cookies = {"sessionid": resident.session_key}
    page = until_answered(port, "GET", path, cookies, None)
    token = hidden(page, "csrfmiddlewaretoken")
    form = {"csrfmiddlewaretoken": token, "volunteer": str(volunteer_id), "cautions": "0"}
    return ask(port, "POST", f"{path}take/", cookies, form)[0]


def opened(port: int, path: str, resident: Resident) -> tuple[dict[str, str], str]:
    """Open a page; return the cookies it leaves, and what its form has to send along."""
    cookies = {"sessionid": resident.session_key}
    page = until_answered(port, "GET", path, cookies, None)
    return cookies, hidden(page, "csrfmiddlewaretoken")


def stand_in(port: int, path: str, volunteer_id: int, page: tuple[dict[str, str], str]) -> int:
    """Say yes to standing in, on a page that is open; return the status of the answer."""
    cookies, token = page
    form = {"csrfmiddlewaretoken": token, "volunteer": str(volunteer_id), "act": "accept"}
    return ask(port, "POST", path, cookies, form)[0]
