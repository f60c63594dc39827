"""Who comes to one session in the place of somebody on leave?"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class GuestPlace(models.Model):
    """Somebody who waits for a place in a course comes to this one session, in the place that a leave has freed.

    They keep their position in the queue; a row is deleted when it is given up, or becomes a place in the course.
    """

    registration = models.ForeignKey("events.Registration", on_delete=models.CASCADE, related_name="guest_places")
    session = models.ForeignKey("events.Session", on_delete=models.CASCADE, related_name="guest_places")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("place for one session")
        verbose_name_plural = _("places for one session")
        constraints = [
            models.UniqueConstraint(fields=["registration", "session"], name="one_guest_place_a_person_and_session")
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} @ {self.session_id}"
