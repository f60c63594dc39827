"""What does a base ask of somebody? The appointments that wait for this account's answer."""

from django.http import HttpRequest
from django.utils import timezone

from incubator.models import Appointment
from portal import contributions


def my_section(request: HttpRequest) -> contributions.Section | None:
    """Show on my page what I am asked to be; nothing to whoever is asked nothing. One query."""
    asked = Appointment.objects.to_answer(request.user, timezone.localdate()).select_related("base").order_by("pk")
    rows = list(asked)
    return contributions.Section("incubator/appointments/my_section.html", {"rows": rows}) if rows else None
