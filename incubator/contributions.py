"""What does this app show on pages that all share?"""


def register() -> None:
    """Fill the portal's slots; called once when the app is ready."""
